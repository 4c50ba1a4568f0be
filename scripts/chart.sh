#!/usr/bin/env bash
# Generates what the chart and the Kustomize base have from elsewhere: kinds and the baseline policy, the schema of the
# values and their table, and the base.
#   PEDIGREE=.build/debug/pedigree scripts/chart.sh DIRECTORY      writes them below DIRECTORY as they lie below the checkout
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
pedigree=${PEDIGREE:-.build/debug/pedigree}
python=${PYTHON:-.build/python/bin/python}
[ -x "$python" ] || scripts/python-tools.sh >&2
tools=$(dirname "$python")

chart=$target/charts/pedigree
mkdir -p "$chart/files" "$target/docs" "$target/charts/kustomize/base"

# Kinds by group: rules of the registration and rights of the ServiceAccounts are made of them.
{
    echo '# Generated from `pedigree list kinds` by scripts/chart.sh.'
    echo 'kinds:'
    "$pedigree" list kinds --format json | jq -r '
        [.kinds[] | {group, resource}]
        | group_by(.group)[]
        | "  - group: \"\(.[0].group)\"\n    resources: [\(map(.resource) | unique | join(", "))]"'
} >"$chart/files/kinds.yaml"
cp policies/baseline.yaml "$chart/files/baseline.yaml"
"$python" scripts/chart-values.py schema charts/pedigree/values.yaml >"$chart/values.schema.json"

# The table stands between two lines of docs/chart.md.
table=$(mktemp)
trap 'rm -f "$table"' EXIT
"$python" scripts/chart-values.py table charts/pedigree/values.yaml >"$table"
awk -v table="$table" '
    /^<!-- values: end -->/ {inside = 0}
    !inside {print}
    /^<!-- values: begin -->/ {inside = 1; while ((getline line < table) > 0) print line}
' docs/chart.md >"$target/docs/chart.md.new"
mv "$target/docs/chart.md.new" "$target/docs/chart.md"

# The base is what Helm makes of the chart, with the values that stand beside it.
"$tools/helm" template pedigree charts/pedigree --namespace pedigree-system --kube-version 1.31.0 \
    --values charts/kustomize/base/values.yaml |
    "$python" scripts/kustomize-base.py "$target/charts/kustomize/base"

# Rights to watch the cluster, for the overlay that does.
overlay=$target/charts/kustomize/overlays/record
mkdir -p "$overlay"
"$tools/helm" template pedigree charts/pedigree --namespace pedigree-system --kube-version 1.31.0 \
    --values charts/kustomize/overlays/record/values.yaml --show-only templates/rbac.yaml |
    "$python" scripts/kustomize-base.py "$overlay" ClusterRole ClusterRoleBinding
