#!/usr/bin/env bash
# Builds the container image with docker, podman or buildah, whichever is there (docs/image.md).
#
#   scripts/image.sh [OPTION…]
#     --tag NAME            how to call it; default ghcr.io/pedigree-dev/pedigree:<version>
#     --binary FILE         lay this static release binary on top, instead of building one in a container
#     --debian IMAGE        the base; default debian:bookworm-slim. `bootstrap` makes one from Debian's archive here,
#                           where no registry can be reached (mmdebstrap, as root)
#     --swift IMAGE         the builder; default swift:6.3.1-bookworm
#     --platform PLATFORM   such as linux/arm64; default that of this machine
#     --output FILE         write an archive (oci-archive) as well
#
# Two runs over one commit and one state of Debian's archive give the same image: all times are those of the commit
# (SOURCE_DATE_EPOCH). Prints the image's name and its digest.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/.*static let text = "\(.*\)"/\1/p' Sources/pedigree/Version.swift)
tag=ghcr.io/pedigree-dev/pedigree:$version
binary='' debian='' swift='' platform='' output=''
while [ $# -gt 0 ]; do
    case $1 in
    --tag) tag=$2 ;;
    --binary) binary=$2 ;;
    --debian) debian=$2 ;;
    --swift) swift=$2 ;;
    --platform) platform=$2 ;;
    --output) output=$2 ;;
    *)
        sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d' >&2
        exit 2
        ;;
    esac
    [ $# -ge 2 ] || {
        echo "error: $1 needs a value" >&2
        exit 2
    }
    shift 2
done

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
revision=$(git rev-parse HEAD)
[ -z "$(git status --porcelain --untracked-files=no)" ] || revision=$revision-dirty

engine=${ENGINE:-}
for candidate in docker podman buildah; do
    # A docker without its daemon cannot build.
    [ -n "$engine" ] || ! "$candidate" info >/dev/null 2>&1 || engine=$candidate
done
[ -n "$engine" ] || {
    echo "error: neither docker, podman nor buildah is here; on Debian: apt-get install --no-install-recommends buildah crun" >&2
    exit 1
}

# More options for the engine, such as a volume with a compiler.
read -ra arguments <<<"${BUILD_OPTIONS:-}"
arguments+=(--build-arg "VERSION=$version" --build-arg "REVISION=$revision")
[ -z "$platform" ] || arguments+=(--platform "$platform")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build TAG [OPTION…] CONTEXT
build() {
    local name=$1
    shift
    case $engine in
    docker)
        docker buildx build --build-arg "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH" --provenance=false --sbom=false \
            --output "type=docker,name=$name,rewrite-timestamp=true" "${arguments[@]}" "$@"
        ;;
    # Without cached layers, since those of another commit have other times.
    *) "$engine" build --format oci --timestamp "$SOURCE_DATE_EPOCH" --tag "$name" "${arguments[@]}" "$@" ;;
    esac
}

if [ "$debian" = bootstrap ]; then
    debian=$(ENGINE=$engine scripts/image-base.sh)
fi
[ -z "$debian" ] || arguments+=(--build-arg "DEBIAN_IMAGE=$debian")
[ -z "$swift" ] || arguments+=(--build-arg "SWIFT_IMAGE=$swift")

if [ -n "$binary" ]; then
    echo "==> laying out $binary"
    scripts/image-files.sh "$binary" "$work/context/out"
    echo "==> building $tag with $engine, from what is already built"
    build localhost/pedigree-runtime --target runtime .
    printf 'ARG RUNTIME\nFROM ${RUNTIME}\nCOPY out/ /\n' >"$work/context/Dockerfile"
    arguments=(--build-arg RUNTIME=localhost/pedigree-runtime)
    [ -z "$platform" ] || arguments+=(--platform "$platform")
    build "$tag" "$work/context"
else
    echo "==> building $tag with $engine"
    build "$tag" .
fi

case $engine in
docker)
    [ -z "$output" ] || docker save "$tag" -o "$output"
    digest=$(docker image inspect --format '{{.Id}}' "$tag")
    ;;
podman)
    [ -z "$output" ] || podman push --quiet "$tag" "oci-archive:$output"
    digest=$(podman image inspect --format '{{.Digest}}' "$tag")
    ;;
buildah)
    [ -z "$output" ] || buildah push --quiet "$tag" "oci-archive:$output"
    digest=$(buildah inspect --type image --format '{{.FromImageDigest}}' "$tag")
    ;;
esac
echo "$tag $digest"
