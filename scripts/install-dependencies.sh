#!/usr/bin/env bash
# Installs the Debian packages that a part of the project needs, and says so. Does nothing where all are there.
#   scripts/install-dependencies.sh build|test|bench|image
set -euo pipefail
build=(libssl-dev libyaml-dev libcurl4-openssl-dev libexpat1-dev libsqlite3-dev libpq-dev pkg-config)
test=(openssl curl jq libxml2-utils prometheus python3-venv docker-registry skopeo sqlite3 postgresql)
# The browser that reports are opened in, its fonts, and who reads the HTML and the paper.
test+=(chromium fonts-inter fonts-jetbrains-mono tidy poppler-utils)
bench=(nghttp2-client wrk util-linux)
# What builds the image and runs it: runc rather than crun, which knows no machine with both kinds of cgroups.
image=(buildah runc mmdebstrap binutils)
case "${1:-build}" in
build) wanted=("${build[@]}") ;;
test) wanted=("${build[@]}" "${test[@]}") ;;
bench) wanted=("${build[@]}" "${test[@]}" "${bench[@]}") ;;
image) wanted=("${build[@]}" "${test[@]}" "${image[@]}") ;;
*)
    echo "usage: $0 build|test|bench|image" >&2
    exit 2
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
        missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "error: these Debian packages are missing: ${missing[*]}" >&2
    echo "       run as root: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "==> installing the Debian packages ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
