#ifndef PEDIGREE_CCURL_SHIM_H
#define PEDIGREE_CCURL_SHIM_H

// libcurl. Its options are variadic, which Swift cannot call: those that are needed stand here, one function a type.
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static inline CURLcode pedigree_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode pedigree_curl_set_large(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// The text is copied by libcurl, except for CURLOPT_POSTFIELDS, which is set with pedigree_curl_set_pointer.
static inline CURLcode pedigree_curl_set_text(CURL *handle, CURLoption option, const char *text) {
    return curl_easy_setopt(handle, option, text);
}

static inline CURLcode pedigree_curl_set_pointer(CURL *handle, CURLoption option, const void *pointer) {
    return curl_easy_setopt(handle, option, pointer);
}

// The bytes are copied by libcurl.
static inline CURLcode pedigree_curl_set_bytes(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

static inline CURLcode pedigree_curl_set_progress(CURL *handle, curl_xferinfo_callback function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode pedigree_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(handle, option, list);
}

typedef size_t (*pedigree_curl_data)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode pedigree_curl_set_data(CURL *handle, CURLoption option, pedigree_curl_data function) {
    return curl_easy_setopt(handle, option, function);
}

static inline CURLcode pedigree_curl_set_socket(CURL *handle, curl_opensocket_callback function) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode pedigree_curl_status(CURL *handle, long *status) {
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
}

// CURL_SOCKET_BAD is a macro with a cast.
static inline curl_socket_t pedigree_curl_no_socket(void) { return CURL_SOCKET_BAD; }

// CURL_GLOBAL_DEFAULT is a macro of macros.
static inline CURLcode pedigree_curl_begin(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif
