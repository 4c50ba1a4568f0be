#!/usr/bin/env bash
# Measures the webhook (bench/serve.py); QUICK=1 for one short round.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 bench/serve.py
