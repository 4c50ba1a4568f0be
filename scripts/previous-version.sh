#!/usr/bin/env bash
# Builds the version before this one, as Tests/Acceptance/previous-version names it by its commit, into
# .build/previous/COMMIT/pedigree, for the tests of both side by side. Does nothing where it was built.
# Where nothing is built yet, the packages that both need are built once: they stay in .build for the build after.
#   scripts/previous-version.sh          builds it
#   scripts/previous-version.sh --path   prints where it is, or would be
set -euo pipefail
cd "$(dirname "$0")/.."
commit=$(grep -v '^#' Tests/Acceptance/previous-version)
[[ $commit =~ ^[0-9a-f]{40}$ ]] || { echo "error: Tests/Acceptance/previous-version names no commit" >&2; exit 2; }
binary=.build/previous/$commit/pedigree
[ "${1:-}" != --path ] || { echo "$PWD/$binary"; exit 0; }
[ ! -x "$binary" ] || exit 0
git cat-file -e "$commit^{commit}" 2>/dev/null || {
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        echo "note: this clone is shallow and does not hold $commit; git fetch --unshallow brings it"
        exit 0
    fi
    echo "error: this repository does not hold $commit, which Tests/Acceptance/previous-version names" >&2
    exit 1
}
echo "==> building the version before, ${commit:0:7}"
source=.build/previous/source
rm -rf "$source"
mkdir -p "$source" "$(dirname "$binary")"
trap 'rm -rf "$source"' EXIT
git archive "$commit" | tar -x -C "$source"
scratch=$source/.build
[ -d .build/debug ] || scratch=$PWD/.build
swift build --package-path "$source" --scratch-path "$scratch" --product pedigree
mv "$scratch/debug/pedigree" "$binary.made"
mv "$binary.made" "$binary"
# What is ours is built anew: nothing of the version before may stand in for it.
if [ "$scratch" = "$PWD/.build" ]; then
    for target in "$source"/Sources/*/ Sources/*/; do
        target=$(basename "$target")
        rm -rf .build/debug/"$target".build .build/debug/Modules/"$target".swift*
    done
fi
