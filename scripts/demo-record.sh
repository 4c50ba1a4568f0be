#!/usr/bin/env bash
# The third part of the demo: what ran, and what comes back. An API server that asks the webhook before it stores anything
# (Tests/Servers/kubernetes.py, on loopback), a webhook that watches it and keeps every decision, and four deployments.
#   scripts/demo-record.sh CERTIFICATES     (a directory with ca.crt, tls.crt and tls.key)
set -euo pipefail
cd "$(dirname "$0")/.."
pedigree=$(realpath "${PEDIGREE:-.build/release/pedigree}")
certificates=$1
python=$PWD/.build/python/bin/python
demo=examples/demo/record
work=$(mktemp -d)
server= cluster=
stop() {
    for pid in $server $cluster; do
        if kill -0 "$pid" 2>/dev/null; then
            kill -TERM "$pid"
            wait "$pid" || true
        fi
    done
    rm -rf "$work"
}
trap stop EXIT

say() { printf '\n==> %s\n' "$*"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
health=$(free_port)

say "an API server on loopback that asks the webhook, and the webhook, which watches it: --log, --cluster"
python3 Tests/Servers/kubernetes.py --stay --webhook "https://127.0.0.1:$port/validate" \
    --webhook-ca "$certificates/ca.crt" >"$work/cluster.json" 2>"$work/cluster.log" &
cluster=$!
for _ in $(seq 200); do
    [ -s "$work/cluster.json" ] && break
    sleep 0.05
done
admin=$(jq -r .admin "$work/cluster.json")
"$pedigree" keygen --type ed25519 --output "$work/log" >/dev/null 2>&1
"$pedigree" serve --policy "$demo/policies" --tls-cert "$certificates/tls.crt" --tls-key "$certificates/tls.key" \
    --listen "127.0.0.1:$port" --health-listen "127.0.0.1:$health" --log "$work/decisions.sqlite" \
    --log-checkpoint-key "$work/log.key" --cluster kubeconfig --kubeconfig "$(jq -r .kubeconfig "$work/cluster.json")" \
    2>"$work/serve.log" &
server=$!
for _ in $(seq 200); do
    curl -sf "http://127.0.0.1:$health/readyz" >/dev/null 2>&1 && break
    kill -0 "$server" 2>/dev/null || {
        cat "$work/serve.log" >&2
        exit 1
    }
    sleep 0.05
done

objects=$admin/apis/serving.kserve.io/v1beta1/namespaces/ml-prod/inferenceservices
argo=system:serviceaccount:argocd:argocd-application-controller

# Writes an object as a user, and says what kubectl would.
send() { # USER WANTED METHOD URL CONTENT-TYPE
    local user=$1 wanted=$2 method=$3 url=$4 type=$5 status
    status=$(curl -sS -X "$method" -H "X-Remote-User: $user" -H "Content-Type: $type" --data-binary @- \
        -o "$work/answer.json" -w '%{http_code}' "$url")
    if [ "$status" -lt 300 ]; then
        echo "inferenceservice.serving.kserve.io/fraud-detector configured"
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
    local user=$1 wanted=$2 file=$3 version
    printf '\n$ kubectl apply -f %s      # as %s\n' "$file" "${user##*:}"
    version=$(curl -sf "$objects/fraud-detector" | jq -r .metadata.resourceVersion || true)
    if [ -z "$version" ]; then
        json "$file" | send "$user" "$wanted" POST "$objects" application/json
    else
        json "$file" | jq --arg version "$version" '.metadata.resourceVersion = $version' |
            send "$user" "$wanted" PUT "$objects/fraud-detector" application/json
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
apply "$argo" stored "$demo/fraud-v48.yaml"
seen 2

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
seen 3

say "every decision was kept, chained by hash, and the log says so itself"
kill -TERM "$server"
wait "$server"
server=
echo "\$ pedigree audit verify-log decisions.sqlite --key log.pub"
"$pedigree" audit verify-log "$work/decisions.sqlite" --key "$work/log.pub" | sed "s|$work/||g"
