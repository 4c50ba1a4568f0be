#!/usr/bin/env bash
# Lays out what the image has besides Debian's packages: the program, what it was built from, and the licences of that.
# scripts/sbom.py reads it there.
#   scripts/image-files.sh BINARY DIRECTORY
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$1 out=$2 checkouts=.build/checkouts
if ldd "$binary" | grep -q 'libswift'; then
    echo "error: $binary needs Swift's libraries, which the image does not have; build with --static-swift-stdlib" >&2
    exit 1
fi
if [ ! -f Package.resolved ] || [ ! -d "$checkouts" ]; then
    echo "error: Package.resolved or $checkouts is missing, so that nobody could say what was built" >&2
    exit 1
fi
doc=$out/usr/share/doc/pedigree
install -d "$out/usr/bin" "$doc/packages"
# A copy, so that symbols that are laid out are those of the program alone.
install -m 0755 "$binary" "$out/usr/bin/pedigree"
# Names of functions stay, for backtraces; the rest is most of its size.
strip --strip-debug "$out/usr/bin/pedigree"
install -m 0644 LICENSE "$doc/copyright"
install -m 0644 Package.resolved "$doc/Package.resolved"
swift --version 2>/dev/null | grep -m 1 'Swift version' >"$doc/swift-version"
for checkout in "$checkouts"/*/; do
    package=$(basename "$checkout" | tr '[:upper:]' '[:lower:]')
    install -d "$doc/packages/$package"
    for file in "$checkout"LICENSE* "$checkout"NOTICE*; do
        [ ! -f "$file" ] || install -m 0644 "$file" "$doc/packages/$package/"
    done
done
# What two of them carry from elsewhere: the C that speaks TLS and HTTP.
install -m 0644 "$checkouts/swift-nio-ssl/Sources/CNIOBoringSSL/hash.txt" "$doc/packages/swift-nio-ssl/boringssl"
sed -n 's/^#define LLHTTP_VERSION_[A-Z]* //p' "$checkouts/swift-nio/Sources/CNIOLLHTTP/include/c_nio_llhttp.h" |
    paste -s -d . >"$doc/packages/swift-nio/llhttp"
chmod -R u=rwX,go=rX "$out"
