#!/usr/bin/env bash
# Makes Debian slim from Debian's own archive, for machines that reach no registry, and prints the image's name.
# It is what debian:bookworm-slim is: the smallest variant of Debian, without manuals and translations. Needs root, mmdebstrap and
# buildah (or podman, docker); takes about two minutes once, and keeps the archive under .build/image.
#   scripts/image-base.sh [ARCHIVE]
set -euo pipefail
cd "$(dirname "$0")/.."
archive=${1:-.build/image/debian.tar}
name=localhost/pedigree-debian:bookworm-slim
if [ ! -f "$archive" ]; then
    echo "==> bootstrapping Debian into $archive" >&2
    mkdir -p "$(dirname "$archive")"
    part=${archive%.tar}.part.tar
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} mmdebstrap --quiet --variant=minbase --mode=root \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include=usr-is-merged \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        bookworm "$part" \
        'deb http://deb.debian.org/debian bookworm main' \
        'deb http://deb.debian.org/debian bookworm-updates main' \
        'deb http://deb.debian.org/debian-security bookworm-security main' >&2
    mv "$part" "$archive"
fi
if [ "${ENGINE:-buildah}" = docker ]; then
    docker import "$archive" "$name" >/dev/null
else
    # An image is a directory with a name; podman reads what buildah wrote.
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$archive" / >/dev/null
    buildah config --cmd /bin/sh --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
    buildah commit --quiet --rm --timestamp 0 "$container" "$name" >/dev/null
fi
echo "$name"
