/* Uploads, under --files: shared by all processes, a folder a company, each file written once and never changed. A
 * file's name is a keyed hash, with a key that is thrown away: nobody who has the same bytes can tell the name.
 *
 * A row of the database names the file. It is written whole, and to the disk, before the act that names it is
 * committed, so that no row names a file that is not there; what no row names is removed when it is left behind, and by
 * files_sweep where that did not come about. */
#ifndef APP_FILES_H
#define APP_FILES_H

#include "app/operation.h"

enum { FILE_NAME_LENGTH = 32 };
#define FILE_KEEP_US (INT64_C(3600) * SECOND_US) /* what is younger may belong to an act under way */

/* A file without a name in the folder, for a body that is being read; -1: that cannot be. */
int files_spool(const struct app *app);
/* Writes the parts one after the other. ERR_UNAVAILABLE without a folder, or when the disk is full. */
MUST_CHECK enum err files_write(const struct app *app, struct company_id company, const struct str *parts, int count,
                                struct arena *arena, struct str *ret_name);
/* The bytes, mapped until files_unmap; ERR_ABSENT if it is not there. */
MUST_CHECK enum err files_map(const struct app *app, struct company_id company, struct str name, struct arena *arena,
                              struct str *ret);
void files_unmap(struct str bytes);
/* Mapped bytes of an open descriptor, which may be closed then; p == NULL: that failed. */
struct str files_map_descriptor(int fd, size_t size);
/* One that is not there is as well. */
void files_remove(const struct app *app, struct company_id company, struct str name);

/* For CLEANUP; negative: none is open. */
void descriptor_close(int *fd);

/* The names of a company's files that are older than FILE_KEEP_US, in the order of their bytes. */
struct file_names {
    struct str *items;
    int count;
};
void files_list(const struct app *app, struct company_id company, struct arena *arena, struct file_names *ret);
/* The companies that have a folder. */
void files_companies(const struct app *app, struct arena *arena, struct company_id **ret, int *ret_count);

#endif
