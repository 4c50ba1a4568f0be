#!/usr/bin/env bash
# The main job, end to end, on loopback: makes a throw-away CA and server certificate, starts the webhook with
# policies/baseline.yaml, sends it AdmissionReviews over TLS as a kube-apiserver does, prints each verdict as kubectl would, runs
# `pedigree check` over the same manifests, and stops what it started. Then scripts/demo-evidence.sh does the same for
# evidence, and scripts/demo-record.sh for what ran and comes back.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/demo-common.sh

echo "==> making a throw-away CA and a server certificate for 127.0.0.1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "/CN=pedigree demo CA" \
    -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=pedigree.demo" \
    -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 1 \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") -out "$work/leaf.crt" 2>/dev/null
cat "$work/leaf.crt" "$work/ca.crt" >"$work/tls.crt"

echo "==> starting the webhook: pedigree serve --policy policies/baseline.yaml --listen 127.0.0.1:$port"
"$pedigree" serve --policy policies/baseline.yaml --tls-cert "$work/tls.crt" --tls-key "$work/tls.key" \
    --listen "127.0.0.1:$port" --health-listen "127.0.0.1:$health" 2>"$work/serve.log" &
server=$!
running+=("$server")
until_ready "$server"

expect() { # NAME allowed|denied
    local name=$1 wanted=$2 answer verdict
    echo
    echo "\$ kubectl apply -f examples/demo/$name.yaml"
    answer=$(curl -sS --http2 --cacert "$work/ca.crt" -H 'Content-Type: application/json' \
        --data-binary "@examples/demo/reviews/$name.json" "https://127.0.0.1:$port/validate?timeout=10s")
    jq -r '.response.warnings // [] | .[] | "Warning: " + .' <<<"$answer"
    if [ "$(jq -r .response.allowed <<<"$answer")" = true ]; then
        verdict=allowed
        jq -r '.request | "\(.kind.kind | ascii_downcase).\(.kind.group)/\(.name) " +
            (if .operation == "CREATE" then "created" else "configured" end)' "examples/demo/reviews/$name.json"
    else
        verdict=denied
        echo "Error from server ($(jq -r .response.status.reason <<<"$answer")): error when applying" \
            "\"examples/demo/$name.yaml\": admission webhook \"validate.pedigree.dev\" denied the request:"
        jq -r .response.status.message <<<"$answer"
    fi
    [ "$verdict" = "$wanted" ] || {
        echo "error: expected $wanted, got $verdict" >&2
        exit 1
    }
}

expect fraud-detector-stage denied
expect fraud-detector-canary allowed
expect cat-classifier denied
expect nginx allowed

echo
echo "==> the same manifests before merge, in CI:"
echo "\$ pedigree check --policy policies/baseline.yaml examples/demo/*.yaml"
status=0
"$pedigree" check --policy policies/baseline.yaml examples/demo/*.yaml || status=$?
[ "$status" -eq 1 ] || {
    echo "error: expected exit 1 (denied), got $status" >&2
    exit 1
}
echo
scripts/demo-evidence.sh "$work"
echo
scripts/demo-record.sh "$work"
echo
