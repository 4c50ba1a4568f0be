#!/usr/bin/env bash
# Releases the image and the chart: pushes both, writes bill of materials and provenance, signs them with Pedigree itself, attaches
# them, and verifies all of it as a user would. .github/workflows/release.yml runs this; --dry-run does the same against a
# registry of its own on loopback, with a key of its own, and leaves nothing behind but the files in DIRECTORY.
#
#   scripts/release.sh --image oci-archive:FILE [--image …] [OPTION…]
#     --image SOURCE        an image of one platform, as skopeo names it: oci-archive:FILE, containers-storage:NAME, docker-daemon:NAME
#     --repository NAME     default ghcr.io/pedigree-dev/pedigree
#     --base IMAGE          the base image: NAME@sha256:…
#     --builder-image IMAGE the image that compiled it: NAME@sha256:…
#     --builder URI         who builds; default: somebody's command line
#     --invocation ID       the run, as the builder calls it
#     --ref REF             the Git reference; default HEAD
#     --public-key FILE     what the signatures must verify with; default release/pedigree.pub
#     --output DIRECTORY    default .build/release-files
#     --dry-run
#
# The key that signs comes from $KEY_OPTIONS (--key-env RELEASE_KEY), the program from $PEDIGREE.
set -euo pipefail
cd "$(dirname "$0")/.."
usage() {
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d' >&2
    exit 2
}
images=() repository=ghcr.io/pedigree-dev/pedigree public=release/pedigree.pub out=.build/release-files dry='' about=()
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run)
        dry=yes
        shift
        continue
        ;;
    --image | --repository | --public-key | --output | --base | --builder-image | --builder | --invocation | --ref)
        [ $# -ge 2 ] || usage
        ;;
    *) usage ;;
    esac
    case $1 in
    --image) images+=("$2") ;;
    --repository) repository=$2 ;;
    --public-key) public=$2 ;;
    --output) out=$2 ;;
    *) about+=("$1" "$2") ;;
    esac
    shift 2
done
[ ${#images[@]} -gt 0 ] || usage
pedigree=${PEDIGREE:-.build/release/pedigree}
helm=${HELM:-.build/python/bin/helm}
version=$(sed -n 's/.*static let text = "\(.*\)"/\1/p' Sources/pedigree/Version.swift)
tls=() plain=() push=()
work=$(mktemp -d)
registry=
finish() {
    [ -z "$registry" ] || { kill "$registry" && wait "$registry"; } 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

start_registry() {
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    host=127.0.0.1:$port
    echo "==> starting a registry on 127.0.0.1:$port, for this run alone"
    cat >"$work/registry.yml" <<YAML
version: 0.1
log: {accesslog: {disabled: true}, level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:$port"}
YAML
    docker-registry serve "$work/registry.yml" 2>"$work/registry.log" &
    registry=$!
    for _ in $(seq 200); do
        curl -sf "http://127.0.0.1:$port/v2/" >/dev/null && break
        kill -0 "$registry" || {
            cat "$work/registry.log" >&2
            exit 1
        }
        sleep 0.1
    done
}

if [ -n "$dry" ]; then
    # One that is there already, where somebody wants to look into it afterwards.
    host=${DRY_RUN_REGISTRY:-}
    [ -n "$host" ] || start_registry
    repository=$host/pedigree-dev/pedigree
    "$pedigree" keygen --output "$work/release" >/dev/null
    export KEY_OPTIONS="--key $work/release.key"
    public=$work/release.pub
    tls=(--dest-tls-verify=false)
    plain=(--plain-http)
    push=(--push-network 127.0.0.0/8 --push-plain-http)
fi
[ -f "$public" ] || {
    echo "error: $public is missing; nobody could verify what is released" >&2
    exit 1
}
read -r spdx provenance <<<"https://spdx.dev/Document/v2.3 https://slsa.dev/provenance/v1"
# attest TYPE PREDICATE REPOSITORY DIGEST ENVELOPE
attest() {
    PUSH_OPTIONS="--push oci://$3 ${push[*]}" scripts/attest.sh "$1" "$2" "$3@$4" "$5" "$public"
}

rm -rf "$out"
mkdir -p "$out"
cp "$public" "$out/pedigree.pub"
layouts=() parts=()
for image in "${images[@]}"; do
    layout=$work/layout-${#layouts[@]}
    layouts+=("$layout")
    skopeo copy --quiet "$image" "oci:$layout"
    read -r digest architecture < <(scripts/oci_layout.py "$layout")
    files=$out/image-$architecture
    mkdir -p "$files"
    echo "==> pushing $repository:$version-$architecture ($digest)"
    skopeo copy --quiet --preserve-digests "${tls[@]}" "oci:$layout" "docker://$repository:$version-$architecture"
    echo "==> attesting $repository@$digest"
    scripts/sbom.py "$layout" --name "$repository" >"$files/sbom.spdx.json"
    scripts/provenance.py --layout "$layout" "${about[@]}" >"$files/provenance.json"
    attest "$spdx" "$files/sbom.spdx.json" "$repository" "$digest" "$files/sbom.dsse.json"
    attest "$provenance" "$files/provenance.json" "$repository" "$digest" "$files/provenance.dsse.json"
    parts+=(--part "linux/$architecture=oci://$repository@$digest")
done

echo "==> joining ${#layouts[@]} images as $repository:$version"
index=$(scripts/image-index.py "$work/all" "${layouts[@]}")
skopeo copy --quiet --all --preserve-digests "${tls[@]}" "oci:$work/all" "docker://$repository:$version"
scripts/provenance.py "${parts[@]}" "${about[@]}" >"$out/image.provenance.json"
attest "$provenance" "$out/image.provenance.json" "$repository" "$index" "$out/image.provenance.dsse.json"
echo "$repository@$index" >"$out/image.txt"

if [ -d charts/pedigree ]; then
    charts=${repository%/*}/charts
    echo "==> pushing the chart to $charts/pedigree:$version"
    "$helm" package charts/pedigree --destination "$out" --version "$version" --app-version "$version" >/dev/null
    pushed=$("$helm" push "$out/pedigree-$version.tgz" "oci://$charts" "${plain[@]}" 2>&1)
    digest=$(sed -n 's/^Digest: //p' <<<"$pushed")
    scripts/provenance.py --part "image=oci://$repository@$index" "${about[@]}" >"$out/chart.provenance.json"
    attest "$provenance" "$out/chart.provenance.json" "$charts/pedigree" "$digest" "$out/chart.provenance.dsse.json"
    echo "$charts/pedigree@$digest" >"$out/chart.txt"
fi
(cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\n' | sort | xargs sha256sum >SHA256SUMS)
echo "released $(cat "$out/image.txt")"
