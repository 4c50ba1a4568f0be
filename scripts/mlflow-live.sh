#!/usr/bin/env bash
# Makes .build/mlflow, a virtual environment with MLflow, and runs Tests/Acceptance/mlflow_live.py in it.
set -euo pipefail
cd "$(dirname "$0")/.."
package=mlflow==3.17.2
stamp=.build/mlflow/.installed
if [ "$(cat "$stamp" 2>/dev/null)" != "$package" ]; then
    echo "==> installing $package from PyPI into .build/mlflow (850 MB)"
    mkdir -p .build
    python3 -m venv .build/mlflow
    .build/mlflow/bin/pip install --quiet --disable-pip-version-check "$package"
    echo "$package" >"$stamp"
fi
echo "==> pedigree check on a live MLflow server"
PEDIGREE=${PEDIGREE:-$PWD/.build/debug/pedigree} .build/mlflow/bin/python Tests/Acceptance/mlflow_live.py
