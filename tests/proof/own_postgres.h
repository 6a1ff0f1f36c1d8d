/* A PostgreSQL server of this program's own, which may be stopped and started under whoever uses it. */
#ifndef PROOF_OWN_POSTGRES_H
#define PROOF_OWN_POSTGRES_H

#include <stdbool.h>

/* Starts it; from now on PETGATE_TEST_POSTGRES names it. It ends with this program, after whatever is registered with
 * atexit later. */
void own_postgres_begin(void);
/* `crash`: at once, as after a power cut (but for what the system still writes); otherwise as an operator would. */
void own_postgres_stop(bool crash);
/* Its first process and all others are killed by SIGKILL. */
void own_postgres_kill(void);
void own_postgres_start(void);
/* When it is started next it is a standby, which only reads, until somebody promotes it (SELECT pg_promote()). */
void own_postgres_standby(void);

#endif
