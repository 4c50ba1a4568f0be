#!/usr/bin/env bash
# Runs every acceptance test against the binary in $PEDIGREE, two at a time (JOBS), and ends with one line that counts them.
#   PEDIGREE=.build/debug/pedigree PYTHON=.build/python/bin/python Tests/Acceptance/run.sh [NAME…]
set -uo pipefail
cd "$(dirname "$0")/../.."
export PEDIGREE=${PEDIGREE:-$PWD/.build/debug/pedigree} PYTHON=${PYTHON:-python3}

# One test, and what it said in one piece: others end meanwhile.
if [ "${1:-}" = --one ]; then
    test=$2 results=$3 name=$(basename "$2") begin=$SECONDS
    case "$test" in
    *.py) output=$("$PYTHON" "$test" 2>&1) ;;
    *) output=$(bash "$test" 2>&1) ;;
    esac
    case $? in
    0) word=passed text="ok      $name ($((SECONDS - begin)) s)" ;;
    77) word=skipped text="skipped $name: $(tail -n 1 <<<"$output")" ;;
    *) word=failed text=$(printf 'FAILED  %s (%s s)\n%s' "$name" "$((SECONDS - begin))" "$(sed 's/^/        /' <<<"$output")") ;;
    esac
    flock "$results" sh -c 'printf "%s\n" "$1"; echo "$2" >> "$3"' sh "$text" "$word" "$results"
    exit 0
fi

tests=("$@")
[ ${#tests[@]} -gt 0 ] || tests=(Tests/Acceptance/*_test.sh Tests/Acceptance/*_test.py)
results=$(mktemp)
trap 'rm -f "$results"' EXIT
for test in "${tests[@]}"; do [ ! -f "$test" ] || printf '%s\0' "$test"; done |
    xargs -0 -r -n 1 -P "${JOBS:-2}" bash -c 'bash Tests/Acceptance/run.sh --one "$1" "$0"' "$results"
count() { grep -c "^$1$" "$results"; }
failed=$(count failed) skipped=$(count skipped) passed=$(count passed)
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && { [ "$skipped" -eq 0 ] || [ "${CI:-}" != true ]; }
