#!/usr/bin/env bash
# Every measurement: the webhook beside its ceiling and Go, then `check` beside bare libyaml, start-up and memory.
# QUICK=1 makes one short round of each.
set -euo pipefail
cd "$(dirname "$0")/.."
bench/serve.sh
echo
python3 bench/check.py
echo
scripts/python-tools.sh >&2
.build/python/bin/python bench/evidence.py
echo
.build/python/bin/python bench/stores.py
echo
python3 bench/record.py
echo
# As `make release` builds, so that nothing is compiled twice.
swift build -c release --static-swift-stdlib --product bench-log >&2
.build/release/bench-log
