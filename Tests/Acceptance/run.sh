#!/usr/bin/env bash
# Runs every acceptance test against the binary in $PEDIGREE, and ends with one line that counts them.
#   PEDIGREE=.build/debug/pedigree PYTHON=.build/python/bin/python Tests/Acceptance/run.sh [NAME…]
set -uo pipefail
cd "$(dirname "$0")/../.."
export PEDIGREE=${PEDIGREE:-$PWD/.build/debug/pedigree} PYTHON=${PYTHON:-python3}
passed=0 failed=0 skipped=0
tests=("$@")
[ ${#tests[@]} -gt 0 ] || tests=(Tests/Acceptance/*_test.sh Tests/Acceptance/*_test.py)
for test in "${tests[@]}"; do
    [ -f "$test" ] || continue
    name=$(basename "$test")
    case "$test" in
    *.py) output=$("$PYTHON" "$test" 2>&1) ;;
    *) output=$(bash "$test" 2>&1) ;;
    esac
    status=$?
    case $status in
    0) passed=$((passed + 1)) && echo "ok      $name" ;;
    77)
        skipped=$((skipped + 1))
        echo "skipped $name: $(tail -n 1 <<<"$output")"
        ;;
    *)
        failed=$((failed + 1))
        echo "FAILED  $name"
        sed 's/^/        /' <<<"$output"
        ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && { [ "$skipped" -eq 0 ] || [ "${CI:-}" != true ]; }
