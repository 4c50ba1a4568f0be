"""Builds the image around the release binary, looks into it, and runs it as the chart's pods do.

    BINARY=.build/release/pedigree Tests/Release/image_test.py
"""

import json
import os
import pathlib
import shutil
import ssl
import stat
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "Tests/Acceptance"), str(ROOT / "scripts")]

from container import BINARY, IMAGE, KEPT, Container, built, command, mounted, wait_until
from oci_layout import Layout
from support import SKIPPED, expect, free_port, make_certificates

LIMIT = 128 << 20


def builds_the_same_twice(first, directory):
    second = Layout(built("second", directory / "second"))
    expect(first.digest == second.digest, f"two builds of one commit differ: {first.digest} and {second.digest}")


def says_what_it_is(layout):
    config, labels = layout.config["config"], layout.labels
    expect(config["User"] == "65532:65532", f"the user is {config['User']}")
    expect(config["Entrypoint"] == ["/usr/bin/pedigree"], f"{config['Entrypoint']}")
    expect(config["StopSignal"] == "SIGTERM" and "Healthcheck" not in config, f"{config}")
    expect(set(config["ExposedPorts"]) == {"8443/tcp", "8080/tcp"}, f"{config['ExposedPorts']}")
    revision = command("git", "rev-parse", "HEAD", cwd=ROOT)
    expect(labels["org.opencontainers.image.revision"].startswith(revision), f"{labels}")
    expect(labels["org.opencontainers.image.licenses"] == "Apache-2.0", f"{labels}")
    expect(all("org.opencontainers.image." + key in labels for key in ("title", "source", "version")), f"{labels}")


def holds_no_more_than_it_needs(root):
    """Nothing to become another user with, nothing that its own user could change, no compiler, no Git."""
    owned, privileged = [], []
    for folder, _, names in os.walk(root):
        for name in names:
            path = pathlib.Path(folder, name)
            status = path.lstat()
            if status.st_uid == 65532 or (stat.S_ISREG(status.st_mode) and status.st_mode & 0o022):
                owned.append(str(path.relative_to(root)))
            if status.st_mode & 0o6000:
                privileged.append(str(path.relative_to(root)))
    expect(not owned, f"its user may write {owned}")
    expect(not privileged, f"set-user-ID bits are on {privileged}")
    for program in ("git", "ssh", "gcc", "curl", "python3"):
        expect(not (root / "usr/bin" / program).exists(), f"{program} is there and not needed")
    expect((root / "usr/share/doc/pedigree/packages/swift-nio/LICENSE.txt").exists(), "licences of what it is made of")


def runs_confined(root, layout, directory):
    """Not root, nothing writable, no capability, 128 MiB: it becomes ready, judges over TLS, keeps a log, and ends with 0."""
    tls, data = directory / "tls", directory / "data"
    tls.mkdir()
    data.mkdir()
    ca, _, key = make_certificates(tls)
    os.chmod(key, 0o644)
    os.chown(data, 65532, 65532)
    port, health = free_port(), free_port()
    config = layout.config["config"]
    mounts = [(ROOT / "policies/baseline.yaml", "/etc/pedigree/baseline.yaml", "ro"), (tls, "/tls", "ro"), (data, "/data", "rw")]
    container = Container(root, config, directory, name="pedigree-serve", mounts=mounts, memory=LIMIT)
    arguments = [
        "serve", "--policy", "/etc/pedigree", "--tls-cert", "/tls/tls.crt", "--tls-key", "/tls/tls.key",
        "--listen", f"127.0.0.1:{port}", "--health-listen", f"127.0.0.1:{health}", "--log", "/data/decisions.sqlite",
        "--log-format", "json",
    ]
    context = ssl.create_default_context(cafile=ca)
    with container.started(*arguments) as process:
        wait_until(lambda: ready(health), "readiness", container, process)
        for name, allowed in (("fraud-detector-stage", False), ("fraud-detector-canary", True), ("nginx", True)):
            request = urllib.request.Request(
                f"https://127.0.0.1:{port}/validate?timeout=10s",
                data=(ROOT / f"examples/demo/reviews/{name}.json").read_bytes(), headers={"Content-Type": "application/json"})
            for _ in range(200):
                with urllib.request.urlopen(request, context=context, timeout=30) as answer:
                    response = json.load(answer)["response"]
                expect(response["allowed"] == allowed, f"{name}: {response}")
        used = container.most_memory()
        expect(container.stop(process) == 0, f"it ended with {process.returncode}: {container.output.read_text()}")
    log = container.output.read_text()
    expect(all(line.startswith("{") for line in log.splitlines()), f"a line that is no JSON: {log[:2000]}")
    expect('"level":"error"' not in log, f"an error: {log[:2000]}")
    expect((data / "decisions.sqlite").stat().st_size > 0, "the log was written to the directory that was mounted")
    return used


def ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def commands_run(root, layout, directory):
    config = layout.config["config"]
    policies, manifests = (ROOT / "policies/baseline.yaml", "/policies/baseline.yaml", "ro"), (ROOT / "examples/demo", "/work", "ro")
    container = Container(root, config, directory, name="pedigree-check", mounts=[policies, manifests])
    status, output = container.run("check", "--policy", "/policies", "/work/fraud-detector-stage.yaml")
    expect(status == 1 and "pinnedModel.mutable" in output, f"check: {status} {output}")
    status, output = container.run("check", "--policy", "/policies", "/work/fraud-detector-canary.yaml")
    expect(status == 0, f"check: {status} {output}")
    status, output = container.run("--version")
    expect(status == 0 and output.strip() == layout.labels["org.opencontainers.image.version"], f"--version: {output}")
    # The twin: what the program never needs to do cannot be done.
    for attempt in ("touch /x", "touch /tmp/x", "touch /usr/bin/x", "cat /etc/shadow", "mount -t tmpfs none /mnt"):
        status, output = container.run("-c", attempt, entrypoint=["/bin/sh"])
        expect(status != 0, f"{attempt!r} was possible: {output}")


def needs(tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing or os.getuid() != 0:
        print(f"{', '.join(missing) or 'root'} is needed: as root, scripts/install-dependencies.sh image")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    linked = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=False).stdout
    if "libswift" in linked or not linked:
        print(f"{BINARY} is not there, or not linked statically; run `make release`", file=sys.stderr)
        sys.exit(1)


def main():
    needs(["buildah", "runc", "mmdebstrap", "skopeo"])
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        first = Layout(built("first", KEPT))
        builds_the_same_twice(first, directory)
        says_what_it_is(first)
        with mounted(f"{IMAGE}:first") as root:
            holds_no_more_than_it_needs(root)
            commands_run(root, first, directory)
            used = runs_confined(root, first, directory)
    size = first.size
    command("buildah", "rmi", f"{IMAGE}:first", f"{IMAGE}:second")
    print(f"the image: {first.digest}, {size / 1e6:.1f} MB to fetch, twice the same; "
          f"at most {(used or 0) / (1 << 20):.0f} MiB of {LIMIT >> 20} MiB used")


if __name__ == "__main__":
    main()
