#!/usr/bin/env bash
# The third part of the demo: what ran, what comes back, and what an auditor is told. An API server that asks the webhook
# before it stores anything (Tests/Servers/kubernetes.py, on loopback), a webhook that watches it and keeps every decision,
# a few deployments, and the report about them.
#   scripts/demo-record.sh CERTIFICATES [REPORT]
#     CERTIFICATES  a directory with ca.crt, tls.crt and tls.key
#     REPORT        the HTML report to write; default: .build/demo/audit.html
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/demo-common.sh
certificates=$1
report=$(realpath -m "${2:-.build/demo/audit.html}")
demo=examples/demo/record

say "evidence: a signed lineage and a signed evaluation for each model, in the directory that the policies name"
cp -r "$demo/policies" policies/demo "$work/"
mv "$work/demo" "$work/policies/demo"
mkdir "$work/policies/evidence"
commit() { printf '%s' "$1" | sha1sum | cut -c 1-40; }
sha256() { printf '%s' "$1" | sha256sum | cut -c 1-64; }
attest() { # MODEL VERSION METRICS TRAINED [--context NAME=REFERENCE]
    local model=$1 version=$2 metrics=$3 trained=$4 subject
    shift 4
    subject=(--subject "s3://ml-models-prod/$model/$version/" --digest "sha256:$(sha256 "$model/$version")"
        --output "$work/policies/evidence")
    "$pedigree" attest lineage "${subject[@]}" --source "git+https://git.corp/ml/$model@$(commit "$model/$version")" \
        --dataset "train=s3://corp-data/$model/train-$version.parquet@sha256:$(sha256 "$model/$version/train")" \
        --parameter max_iter=200 --seed 42 --environment python=3.12 --builder https://ci.corp/trainer \
        --finished-on "$trained" --key examples/demo/keys/trainer.key "$@" >/dev/null 2>"$work/attest.log" ||
        { cat "$work/attest.log" >&2 && exit 1; }
    "$pedigree" attest evaluation "${subject[@]}" --metrics "$metrics" \
        --dataset "eval=s3://corp-data/$model/eval.parquet@sha256:$(sha256 "$model/eval")" \
        --suite "git+https://git.corp/ml/evals@$(commit evals)" --evaluator https://ci.corp/eval-runner \
        --key examples/demo/keys/eval-runner.key >/dev/null 2>"$work/attest.log" ||
        { cat "$work/attest.log" >&2 && exit 1; }
}
attest fraud-detector v47 "$demo/metrics/fraud-v47.json" 2026-10-05T11:40:00Z --context features=s3://corp-data/features/v12/
attest fraud-detector v48 "$demo/metrics/fraud-v48.json" 2026-11-12T06:15:00Z --context features=s3://corp-data/features/v13/
attest churn v3 "$demo/metrics/churn-v3.json" 2026-09-18T05:02:00Z
echo "$(find "$work/policies/evidence" -type f | wc -l) envelopes; credit-scorer has none, and an exception that ends in 20 days"
cat >"$work/policies/exceptions.yaml" <<YAML
apiVersion: pedigree.dev/v1alpha1
kind: PolicyException
metadata: {name: legacy-credit-scorer}
spec:
  policies: [production]
  match: {kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: credit-scorer}
  rules: [evaluation, lineage]
  reason: "trained before evidence was signed; v10 replaces it"
  owner: credit-team@corp.example
  ticket: CREDIT-411
  expires: "$(date -u -d '+20 days' +%Y-%m-%d)"
YAML

say "an API server on loopback that asks the webhook, and the webhook, which watches it: --log, --cluster"
python3 Tests/Servers/kubernetes.py --stay --webhook "https://127.0.0.1:$port/validate" \
    --webhook-ca "$certificates/ca.crt" >"$work/cluster.json" 2>"$work/cluster.log" &
running+=($!)
for _ in $(seq 200); do
    [ -s "$work/cluster.json" ] && break
    sleep 0.05
done
admin=$(jq -r .admin "$work/cluster.json")
"$pedigree" keygen --type ed25519 --output "$work/log" >/dev/null 2>&1
"$pedigree" serve --policy "$work/policies" --allow-demo-trust-root --tls-cert "$certificates/tls.crt" --tls-key "$certificates/tls.key" \
    --listen "127.0.0.1:$port" --health-listen "127.0.0.1:$health" --log "$work/decisions.sqlite" \
    --log-checkpoint-key "$work/log.key" --cluster kubeconfig --kubeconfig "$(jq -r .kubeconfig "$work/cluster.json")" \
    2>"$work/serve.log" &
server=$!
running+=("$server")
until_ready "$server"

objects=$admin/apis/serving.kserve.io/v1beta1/namespaces/ml-prod/inferenceservices
argo=system:serviceaccount:argocd:argocd-application-controller

# Writes an object as a user, and says what kubectl would.
send() { # USER WANTED METHOD URL CONTENT-TYPE
    local user=$1 wanted=$2 method=$3 url=$4 type=$5 status verb=configured
    [ "$method" = POST ] && verb=created
    status=$(curl -sS -X "$method" -H "X-Remote-User: $user" -H "Content-Type: $type" --data-binary @- \
        -o "$work/answer.json" -w '%{http_code}' "$url")
    if [ "$status" -lt 300 ]; then
        jq -r --arg verb "$verb" '"inferenceservice.serving.kserve.io/\(.metadata.name) \($verb)"' "$work/answer.json"
    else
        jq -r '"Error from server (\(.reason)): \(.message)"' "$work/answer.json"
    fi
    [ "$wanted" = "$([ "$status" -lt 300 ] && echo stored || echo refused)" ] || {
        echo "error: expected $wanted, got $status" >&2
        exit 1
    }
}
json() { # FILE: as the API server would hold it
    "$python" -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))' <"$1"
}
apply() { # USER WANTED FILE
    local user=$1 wanted=$2 file=$3 version name
    name=$(json "$file" | jq -r .metadata.name)
    printf '\n$ kubectl apply -f %s      # as %s\n' "$file" "${user##*:}"
    version=$(curl -sf "$objects/$name" | jq -r .metadata.resourceVersion || true)
    if [ -z "$version" ]; then
        json "$file" | send "$user" "$wanted" POST "$objects" application/json
    else
        json "$file" | jq --arg version "$version" '.metadata.resourceVersion = $version' |
            send "$user" "$wanted" PUT "$objects/$name" application/json
    fi
}
# Until the webhook has seen the object live: that is what counts, not what somebody asked for.
seen() { # COUNT
    for _ in $(seq 200); do
        [ "$(sqlite3 "$work/decisions.sqlite" "SELECT count(*) FROM entries WHERE kind = 'live'")" -ge "$1" ] && return
        sleep 0.05
    done
    echo "error: the log does not show the object live" >&2
    exit 1
}

say "Argo CD deploys v47 with the features that it was evaluated with, and then v48 with newer ones"
apply "$argo" stored "$demo/fraud-v47.yaml"
seen 1
apply "$argo" stored "$demo/churn.yaml"
apply "$argo" stored "$demo/credit-scorer.yaml"
apply "$argo" stored "$demo/fraud-v48.yaml"
seen 4

say "v48 misbehaves. Somebody brings the model back in a hurry, by hand, beside data that has moved on"
apply alice@example.com refused "$demo/fraud-v47-model-alone.yaml"

say "through Git, the model alone is refused all the same: the data context has changed"
apply "$argo" refused "$demo/fraud-v47-model-alone.yaml"

say "the log knows what was live together: the whole edit, printed, applied, admitted"
echo "\$ pedigree rollback fraud-detector --to v47 --log decisions.sqlite"
"$pedigree" rollback fraud-detector --to v47 --log "$work/decisions.sqlite"
printf '\n$ pedigree rollback fraud-detector --to v47 --log decisions.sqlite --format patch | kubectl patch …\n'
"$pedigree" rollback fraud-detector --to v47 --log "$work/decisions.sqlite" --format patch |
    send "$argo" stored PATCH "$objects/fraud-detector" application/json-patch+json
seen 5

say "who deployed what, when and why"
echo "\$ pedigree history fraud-detector --log decisions.sqlite"
"$pedigree" history fraud-detector --log "$work/decisions.sqlite"

say "churn's evaluation was measured on data that it was trained on, and is withdrawn. Nothing that runs is stopped"
rm "$work"/policies/evidence/evaluation-churn-v3-*

say "every decision was kept, chained by hash, and the log says so itself"
kill -TERM "$server"
wait "$server"
server=
echo "\$ pedigree audit verify-log decisions.sqlite --key log.pub"
"$pedigree" audit verify-log "$work/decisions.sqlite" --key "$work/log.pub" | sed "s|$work/||g"

say "an auditor asks: which model is live, since when, by whom, on which data, and what would be refused today?"
mkdir -p "$(dirname "$report")"
echo "\$ pedigree audit --policy policies/ --log decisions.sqlite --output html=audit.html"
kubeconfig=$(jq -r .kubeconfig "$work/cluster.json")
status=0
(
    cd "$work"
    "$pedigree" audit --policy policies/ --cluster kubeconfig --kubeconfig "$kubeconfig" --cluster-name demo \
        --log decisions.sqlite --output "html=$report"
) || status=$?
[ "$status" -eq 1 ] || {
    echo "error: expected status 1 (churn would be refused today), got $status" >&2
    exit 1
}
echo
echo "the report, one file that works offline: $report"
