#ifndef PEDIGREE_COPENSSL_SHIM_H
#define PEDIGREE_COPENSSL_SHIM_H

// OpenSSL 3 (libcrypto). Swift cannot see macros and variadic functions; those that are needed stand here as
// static inline functions.
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#endif
