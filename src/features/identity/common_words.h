/* The list of common passwords (IDN-01), for password.c. */
#ifndef FEATURES_IDENTITY_COMMON_WORDS_H
#define FEATURES_IDENTITY_COMMON_WORDS_H

extern const char common_words[];

#endif
