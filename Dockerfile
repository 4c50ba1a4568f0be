# The image of Pedigree: Debian slim, the libraries that it links, and one program.
#
#   scripts/image.sh                                  with docker, podman or buildah, whichever is there
#   docker build --build-arg VERSION=0.1.0 -t pedigree .
#
# Releases name both base images by digest, which only a registry can tell: NAME:TAG@sha256:… in these two arguments
# (docker buildx imagetools inspect NAME:TAG). See docs/image.md.
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-slim
ARG SWIFT_IMAGE=docker.io/library/swift:6.3.1-bookworm

# Everything but the program, so that one that is already built can be laid on top (scripts/image.sh --binary).
FROM ${DEBIAN_IMAGE} AS runtime
# 1. Libraries: what the program is linked to, and no recommendations.
# 2. A user without a password, a home or a shell; not by useradd, which writes today's date into /etc/shadow.
# 3. No program keeps a set-user-ID bit: nothing here needs another user's rights.
# 4. Logs, caches and backups tell the time of the build, and would make each build another image.
RUN set -eu; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get update -qq; \
    apt-get upgrade -y -qq --no-install-recommends; \
    apt-get install -y -qq --no-install-recommends \
        ca-certificates libcurl4 libexpat1 libpq5 libsqlite3-0 libssl3 libstdc++6 libyaml-0-2 tzdata; \
    echo 'pedigree:x:65532:65532:Pedigree:/nonexistent:/usr/sbin/nologin' >>/etc/passwd; \
    echo 'pedigree:x:65532:' >>/etc/group; \
    find / -xdev -type f -perm /6000 -exec chmod a-s {} +; \
    apt-get clean; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache \
        /var/lib/dpkg/*-old /var/log/* /tmp/* /var/tmp/* /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow-
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Pedigree" \
    org.opencontainers.image.description="A gate that refuses models whose reference, data, evaluation or lineage is not proven." \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.source="https://github.com/pedigree-dev/pedigree" \
    org.opencontainers.image.url="https://github.com/pedigree-dev/pedigree" \
    org.opencontainers.image.documentation="https://github.com/pedigree-dev/pedigree/blob/main/docs/image.md" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
USER 65532:65532
WORKDIR /
# TLS with /validate; plain with /healthz, /readyz and /metrics. The kubelet asks /readyz, so that no HEALTHCHECK does.
EXPOSE 8443 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/pedigree"]
CMD ["--help"]

FROM ${SWIFT_IMAGE} AS builder
WORKDIR /src
COPY scripts/install-dependencies.sh scripts/
RUN scripts/install-dependencies.sh build
# Package.resolved where there is one: then the same commits of every package are built.
COPY Package.swift Package.resolve[d] LICENSE ./
COPY Sources Sources
# Not built, but SwiftPM wants every target of the manifest to be there.
COPY Tests Tests
COPY bench bench
COPY scripts/image-files.sh scripts/
RUN swift build -c release --product pedigree --static-swift-stdlib \
        --explicit-target-dependency-import-check error && \
    scripts/image-files.sh .build/release/pedigree /out

FROM runtime
COPY --from=builder /out/ /
