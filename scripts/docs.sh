#!/usr/bin/env bash
# Generates docs/reference from the built binary's own tables, and what the chart has from elsewhere (scripts/chart.sh), or
# checks that both are what would be generated.
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
    webhook_configuration >"$1/webhook-configuration.yaml"
}

# The registration of the webhook: every kind that Pedigree knows, in every version, and nothing else. Whatever else
# makes pods is judged when it makes them.
webhook_configuration() {
    cat <<'YAML'
# Generated from `pedigree list kinds` by scripts/docs.sh; see docs/install.md.
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: pedigree
webhooks:
  - name: validate.pedigree.dev
    admissionReviewVersions: [v1]
    sideEffects: NoneOnDryRun # decisions are kept in the log, but for dry runs
    failurePolicy: Fail
    matchPolicy: Equivalent
    timeoutSeconds: 10
    clientConfig:
      service: {name: pedigree, namespace: pedigree-system, path: /validate, port: 443}
      caBundle: "" # the CA of the server's certificate, base64
    namespaceSelector:
      matchExpressions:
        - {key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, pedigree-system]}
    rules:
YAML
    "$pedigree" list kinds --format json | jq -r '
        [.kinds[] | {group, resource}]
        | group_by(.group)[]
        | {group: .[0].group, resources: (map(.resource) | unique)}
        | .resources += (if .group == "" then ["pods/ephemeralcontainers"] else [] end)
        | "      - apiGroups: [\"\(.group)\"]\n        apiVersions: [\"*\"]\n        operations: [CREATE, UPDATE]\n" +
          "        resources: [\(.resources | join(", "))]\n        scope: \"*\""'
    # From nothing to something of what was refused.
    "$pedigree" list kinds --format json | jq -r '
        "      - apiGroups: [\([.kinds[].group] | unique | map("\"\(.)\"") | join(", "))]\n" +
        "        apiVersions: [\"*\"]\n        operations: [UPDATE]\n        resources: [\"*/scale\"]\n        scope: \"*\""'
}

case "${1:-}" in
--write)
    rm -rf "$target"
    generate "$target"
    scripts/chart.sh .
    echo "wrote $target, and what charts/ has from elsewhere"
    ;;
--check)
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    generate "$fresh/$target"
    if ! diff -ru "$target" "$fresh/$target"; then
        echo "error: $target is not what the binary prints; run 'make docs'" >&2
        exit 1
    fi
    scripts/chart.sh "$fresh/chart"
    (cd "$fresh/chart" && find . -type f) | while read -r file; do
        diff -u "$file" "$fresh/chart/$file" || {
            echo "error: $file is not what would be generated; run 'make docs'" >&2
            exit 1
        }
    done
    echo "$target is up to date, and so is what charts/ has from elsewhere"
    ;;
*)
    echo "usage: $0 --write|--check" >&2
    exit 2
    ;;
esac
