#ifndef PEDIGREE_CEXPAT_SHIM_H
#define PEDIGREE_CEXPAT_SHIM_H

// Expat: S3 and STS answer in XML.
#include <expat.h>

#endif
