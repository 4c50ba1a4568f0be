# What the parts of the demo begin with; sourced by them from the root of the checkout. What is added to `running` is stopped
# at the end, by its process id.
pedigree=${PEDIGREE:-.build/release/pedigree}
[ -x "$pedigree" ] || {
    echo "error: $pedigree is not built; run 'make demo'" >&2
    exit 2
}
pedigree=$(realpath "$pedigree")
python=$PWD/.build/python/bin/python
work=$(mktemp -d)
running=()
stop() {
    local pid
    for pid in "${running[@]}"; do
        if kill -0 "$pid" 2>/dev/null; then
            kill -TERM "$pid"
            wait "$pid" || true
        fi
    done
    rm -rf "$work"
}
trap stop EXIT

say() { printf '\n==> %s\n' "$*"; }
# A port that is free now; the kernel gives them out, nobody else here asks for them meanwhile.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
health=$(free_port)

# Fails, with the webhook's log, where the webhook has ended.
alive() { # PID
    kill -0 "$1" 2>/dev/null || {
        cat "$work/serve.log" >&2
        exit 1
    }
}
# Waits until the webhook is ready.
until_ready() { # PID
    for _ in $(seq 200); do
        curl -sf "http://127.0.0.1:$health/readyz" >/dev/null 2>&1 && return
        alive "$1"
        sleep 0.05
    done
}
