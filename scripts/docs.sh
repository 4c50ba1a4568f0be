#!/usr/bin/env bash
# Generates docs/reference from the built binary's own tables, or checks that it is what would be generated.
#   PEDIGREE=.build/debug/pedigree scripts/docs.sh --write|--check
set -euo pipefail
cd "$(dirname "$0")/.."
pedigree=${PEDIGREE:-.build/debug/pedigree}
target=docs/reference

generate() { # DIRECTORY
    mkdir -p "$1/reason-codes"
    for list in kinds servers schemes rules; do
        "$pedigree" list "$list" --format markdown >"$1/$list.md"
    done
    for code in $("$pedigree" list rules --format text | awk 'NR > 1 {print $1}'); do
        "$pedigree" list rules "$code" --format markdown >"$1/reason-codes/$code.md"
    done
    "$pedigree" policy schema >"$1/policy.schema.json"
}

case "${1:-}" in
--write)
    rm -rf "$target"
    generate "$target"
    echo "wrote $target"
    ;;
--check)
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    generate "$fresh"
    if ! diff -ru "$target" "$fresh"; then
        echo "error: $target is not what the binary prints; run 'make docs'" >&2
        exit 1
    fi
    echo "$target is up to date"
    ;;
*)
    echo "usage: $0 --write|--check" >&2
    exit 2
    ;;
esac
