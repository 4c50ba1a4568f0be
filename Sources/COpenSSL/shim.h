#ifndef PEDIGREE_COPENSSL_SHIM_H
#define PEDIGREE_COPENSSL_SHIM_H

// OpenSSL 3 (libcrypto). Swift cannot see macros and variadic functions; those that are needed stand here as
// static inline functions.
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static inline EVP_PKEY *pedigree_generate_rsa(unsigned int bits) { return EVP_RSA_gen(bits); }
static inline EVP_PKEY *pedigree_generate_ec(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *pedigree_generate_ed25519(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

static inline long pedigree_bio_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

// Hands over the password, or none: without a callback of its own OpenSSL asks the terminal.
static inline int pedigree_copy_password(char *buffer, int size, int writing, void *password) {
    (void)writing;
    if (password == NULL) return -1;
    size_t length = OPENSSL_strnlen((const char *)password, (size_t)size + 1);
    if (length > (size_t)size) return -1;
    memcpy(buffer, password, length);
    return (int)length;
}
static inline EVP_PKEY *pedigree_read_private_key(BIO *bio, const char *password) {
    return PEM_read_bio_PrivateKey(bio, NULL, pedigree_copy_password, (void *)password);
}

// Stacks are typed by macros.
static inline STACK_OF(X509) *pedigree_certificates_new(void) { return sk_X509_new_null(); }
static inline int pedigree_certificates_push(STACK_OF(X509) *stack, X509 *certificate) {
    return sk_X509_push(stack, certificate);
}
static inline int pedigree_certificates_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *pedigree_certificates_at(const STACK_OF(X509) *stack, int index) {
    return sk_X509_value(stack, index);
}
static inline void pedigree_certificates_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }

// RFC 4514, in UTF-8: without the changed flag everything outside ASCII would be written in hex.
static inline int pedigree_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}
static inline STACK_OF(GENERAL_NAME) *pedigree_alternative_names(X509 *certificate, int *critical) {
    return (STACK_OF(GENERAL_NAME) *)X509_get_ext_d2i(certificate, NID_subject_alt_name, critical, NULL);
}
static inline int pedigree_names_count(const STACK_OF(GENERAL_NAME) *names) { return sk_GENERAL_NAME_num(names); }
static inline const GENERAL_NAME *pedigree_names_at(const STACK_OF(GENERAL_NAME) *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}
static inline void pedigree_names_free(STACK_OF(GENERAL_NAME) *names) { GENERAL_NAMES_free(names); }

// RFC 3161. The numbers are OpenSSL's of an algorithm; 0 is none.
static inline int pedigree_imprint_algorithm(TS_MSG_IMPRINT *imprint) {
    const X509_ALGOR *algorithm = TS_MSG_IMPRINT_get_algo(imprint);
    const ASN1_OBJECT *object = NULL;
    if (algorithm == NULL) return 0;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return object == NULL ? 0 : OBJ_obj2nid(object);
}
// The hash of the one signature under a token.
static inline int pedigree_token_algorithm(PKCS7 *token) {
    STACK_OF(PKCS7_SIGNER_INFO) *signers = PKCS7_get_signer_info(token);
    if (signers == NULL || sk_PKCS7_SIGNER_INFO_num(signers) != 1) return 0;
    const X509_ALGOR *algorithm = sk_PKCS7_SIGNER_INFO_value(signers, 0)->digest_alg;
    const ASN1_OBJECT *object = NULL;
    if (algorithm == NULL) return 0;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return object == NULL ? 0 : OBJ_obj2nid(object);
}
static inline int pedigree_token_flags(void) { return TS_VFY_SIGNATURE | TS_VFY_VERSION; }
// Takes over the stack and a reference of each certificate in it.
static inline int pedigree_set_token_certificates(TS_VERIFY_CTX *context, STACK_OF(X509) *certificates) {
    return TS_VERIFY_CTX_set_certs(context, certificates) != NULL;
}

#endif
