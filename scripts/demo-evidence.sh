#!/usr/bin/env bash
# The second half of the demo: no evidence, no admission. Signs lineage and evaluation with the demo's keys, pushes the one
# to a registry and the other to a bucket (Debian's docker-registry and moto's S3, both started here on loopback), and shows
# what the webhook and `check` say of them by policies/, and of evidence that is weak, old, forged, foreign, or another model's.
#   scripts/demo-evidence.sh CERTIFICATES     (a directory with ca.crt, tls.crt and tls.key)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/demo-common.sh
root=$PWD
certificates=$1

demo=$root/examples/demo/production
model=s3://ml-models-prod/fraud-detector/v47/
digest=sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
eval_data=fraud-eval=s3://corp-data/fraud/eval.csv@sha256:a089a834a722111b53b156e3e675a7bc59c670a2e570c20291b602b5236b3077
policies=policies
evidence=$policies/evidence
# Messages name paths as they were given: short ones read better.
cd "$work"
mkdir -p keys shelf
cp -r "$root/policies" "$policies"
cp "$root"/examples/demo/keys/*.key keys/
rm -r "$evidence"

# What a user would type.
show() { printf '$ %s\n' "${*//$root\//}" | sed 's/^\$ [^ ]*pedigree /$ pedigree /'; }

say "the same policies; the keys of examples/demo/keys, which everybody has, and one of a stranger"
"$pedigree" keygen --type ecdsa-p256 --output keys/stranger >/dev/null 2>&1

registry_at=127.0.0.1:$(free_port)
bucket_at=http://127.0.0.1:$(free_port)

answers() { # URL
    for _ in $(seq 200); do
        curl -s -o /dev/null "$1" && return
        sleep 0.1
    done
    echo "error: nobody answers at $1" >&2
    exit 1
}

say "evidence lies in a registry ($registry_at) and in a bucket ($bucket_at)"
printf 'version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "%s"}\n' \
    "$work/registry" "$registry_at" >"$work/registry.yaml"
docker-registry serve "$work/registry.yaml" >"$work/registry.log" 2>&1 &
registry=$!
"$python" -m moto.server -H 127.0.0.1 -p "${bucket_at##*:}" >"$work/bucket.log" 2>&1 &
bucket=$!
running+=("$registry" "$bucket")
answers "http://$registry_at/v2/"
answers "$bucket_at/moto-api/"
export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo
curl -sf -X PUT "$bucket_at/ml-evidence" >/dev/null
cat >"$policies/sources.yaml" <<YAML
apiVersion: pedigree.dev/v1alpha1
kind: EvidenceSource
metadata: {name: bucket}
spec:
  s3:
    {bucket: ml-evidence, prefix: fraud/, endpoint: "$bucket_at", plainHTTP: true, networks: [127.0.0.1/32], refresh: 1s}
---
apiVersion: pedigree.dev/v1alpha1
kind: EvidenceSource
metadata: {name: registry}
spec:
  oci: {repositories: ["oci://$registry_at/ml/evidence"], plainHTTP: true, networks: [127.0.0.1/32], refresh: 1s}
YAML
# A registry knows a repository from its first push on; this one holds another model's record already.
"$pedigree" attest lineage --subject s3://ml-models-prod/churn/v3/ --digest "sha256:$(printf 'c%.0s' $(seq 64))" \
    --source git+https://git.corp/ml/churn@3f786850e387550fdab836ed7e6dc881de23001b --dataset "train=$demo/data/train.csv" \
    --seed 1 --key keys/trainer.key --push-source registry --policy "$policies" >/dev/null 2>&1
"$pedigree" serve --policy "$policies" --allow-demo-trust-root --tls-cert "$certificates/tls.crt" --tls-key "$certificates/tls.key" \
    --listen "127.0.0.1:$port" --health-listen "127.0.0.1:$health" 2>"$work/serve.log" &
server=$!
running+=("$server")

# The generation of the evidence in force; empty while the server is not ready.
generation() {
    curl -s "http://127.0.0.1:$health/readyz?verbose" | sed -n 's/^\[+\]evidence ok: generation \([0-9]*\).*/\1/p'
}
# Waits until the evidence is another one than that of generation $1.
taken_over() {
    for _ in $(seq 200); do
        alive "$server"
        local now
        now=$(generation || true)
        [ -n "$now" ] && [ "$now" != "$1" ] && return
        sleep 0.05
    done
    echo "error: the webhook did not take the evidence over" >&2
    exit 1
}
taken_over ""

taken_over ""

# Puts this evaluation in the place of the one in the bucket, and waits until the webhook has it.
evaluation_is() { # FILE
    local before
    before=$(generation)
    "$python" - "$bucket_at" "$1" "fraud/$(basename "$good")" <<'PYTHON'
import pathlib, sys, boto3
endpoint, file, key = sys.argv[1:]
bucket = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1").Bucket("ml-evidence")
bucket.put_object(Key=key, Body=pathlib.Path(file).read_bytes())
PYTHON
    taken_over "$before"
}

# Asks the webhook and `check`, which must agree: expect allowed|denied [CODE…]
expect() {
    local wanted=$1 answer message code
    shift
    answer=$(curl -sS --http2 --cacert "$certificates/ca.crt" -H 'Content-Type: application/json' \
        --data-binary "@$demo/review.json" "https://127.0.0.1:$port/validate?timeout=10s")
    echo "\$ kubectl apply -f fraud-detector.yaml"
    if [ "$(jq -r .response.allowed <<<"$answer")" = true ]; then
        echo "inferenceservice.serving.kserve.io/fraud-detector created"
        [ "$wanted" = allowed ] || { echo "error: expected $wanted" >&2 && exit 1; }
    else
        message=$(jq -r .response.status.message <<<"$answer")
        echo "Error from server ($(jq -r .response.status.reason <<<"$answer")): admission webhook" \
            "\"validate.pedigree.dev\" denied the request:"
        echo "$message"
        [ "$wanted" = denied ] || { echo "error: expected $wanted" >&2 && exit 1; }
        for code in "$@"; do
            grep -qF "$code" <<<"$message" || { echo "error: expected $code" >&2 && exit 1; }
        done
    fi
    local status=0 report
    report=$("$pedigree" check --policy "$policies" --evidence-cache "$work/cache" --format json "$demo/fraud-detector.yaml") || status=$?
    [ "$(jq -r '.objects[0].verdict' <<<"$report")" = "$wanted" ] || {
        echo "error: check says otherwise (exit $status): $report" >&2
        exit 1
    }
    for code in "$@"; do
        jq -e --arg code "$code" '[.objects[0].findings[] | .code + " " + .message] | any(contains($code))' \
            <<<"$report" >/dev/null || { echo "error: check does not say $code: $report" >&2 && exit 1; }
    done
    echo "(pedigree check says the same: $wanted, exit $status)"
}

# Signs with KEY, and prints the path: evaluation KEY METRICS MODEL [OPTION…]
evaluation() {
    local key=$1 metrics=$2 subject=$3
    shift 3
    rm -rf "$work/made"
    "$pedigree" attest evaluation --subject "$subject" --digest "$digest" --metrics "$demo/metrics/$metrics" \
        --dataset "$eval_data" --key "keys/$key.key" --output "$work/made" "$@" \
        >/dev/null 2>&1
    ls "$work"/made/*.json
}

say "fraud-detector is pinned, and nobody has shown that it is any good"
expect denied evaluation.missing lineage.missing

say "two commands later"
attest_lineage=("$pedigree" attest lineage --subject "$model" --digest "$digest"
    --source git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b
    --dataset "train=$demo/data/train.csv" --parameter max_depth=6 --environment python=3.12 --seed 42
    --key keys/trainer.key --push-source registry --policy "$policies")
show "${attest_lineage[@]}"
"${attest_lineage[@]}" 2>/dev/null | head -n 1
attest_evaluation=("$pedigree" attest evaluation --subject "$model" --digest "$digest"
    --metrics "$demo/metrics/v47.json" --dataset "$eval_data"
    --key keys/eval-runner.key --push-source bucket --policy "$policies" --output shelf)
show "${attest_evaluation[@]}"
"${attest_evaluation[@]}" 2>/dev/null | head -n 2
good=$(ls shelf/evaluation-*)
sleep 5 # what was not there is believed not to be there for so long
expect allowed

say "the same model with one region below the bar"
evaluation_is "$(evaluation eval-runner v47-apac-weak.json "$model")"
expect denied evaluation.belowThreshold region=apac 0.713 0.85

say "somebody mends the number in the signed file"
weak=$(evaluation eval-runner v47-apac-weak.json "$model")
jq -c '.payload |= (@base64d | sub("0.713"; "0.913") | @base64)' "$weak" >"$work/evaluation-mended.dsse.json"
evaluation_is "$work/evaluation-mended.dsse.json"
expect denied evaluation.invalid

say "somebody signs it with a key of their own"
evaluation_is "$(evaluation stranger v47.json "$model")"
expect denied evaluation.untrusted

say "the evaluation is two months old"
old=$(date -u -d '60 days ago' +%Y-%m-%dT%H:%M:%SZ)
evaluation_is "$(evaluation eval-runner v47.json "$model" --finished-on "$old")"
expect denied evaluation.stale

say "the evaluation is another model's"
evaluation_is "$(evaluation eval-runner v47.json s3://ml-models-prod/fraud-detector/v46/)"
expect denied evaluation.subject

say "and with the good one back"
evaluation_is "$good"
expect allowed

say "the registry and the bucket are gone: what is known goes on"
kill "$registry" "$bucket"
wait "$registry" "$bucket" 2>/dev/null || true
sleep 2
expect allowed
