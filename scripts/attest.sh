#!/usr/bin/env bash
# Signs one predicate with Pedigree, attaches it to what it is about in its registry, and verifies it as a user would.
#   scripts/attest.sh TYPE PREDICATE NAME@sha256:… ENVELOPE PUBLIC-KEY
# From the environment: PEDIGREE (the program), KEY_OPTIONS (such as `--key-env RELEASE_KEY`), PUSH_OPTIONS (such as
# `--push oci://ghcr.io/pedigree-dev/pedigree`).
set -euo pipefail
type=$1 predicate=$2 subject=$3 envelope=$4 public=$5
pedigree=${PEDIGREE:-.build/release/pedigree}
read -ra key <<<"${KEY_OPTIONS:?such as --key-env RELEASE_KEY}"
read -ra push <<<"${PUSH_OPTIONS:-}"
written=$(mktemp -d "$(dirname "$envelope")/.signing-XXXXXX")
trap 'rm -rf "$written"' EXIT
"$pedigree" attest statement --type "$type" --predicate "$predicate" --subject "$subject" "${key[@]}" --output "$written" \
    "${push[@]}" | sed -n '/^pushed/p'
mv "$written"/*.dsse.json "$envelope"
"$pedigree" verify "$envelope" --key "$public" --predicate-type "$type" --subject "${subject#*@}" >"$written/verified" || {
    cat "$written/verified" >&2
    echo "error: $envelope does not verify with $public" >&2
    exit 1
}
echo "verified $envelope"
