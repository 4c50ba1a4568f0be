"""Builds the image, runs it as the chart's pods run it (confined by runc), and starts a registry to release it to."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CGROUP = pathlib.Path("/sys/fs/cgroup")
BINARY = os.environ.get("BINARY", str(ROOT / ".build/release/pedigree"))
IMAGE = "localhost/pedigree-test"
KEPT = ROOT / ".build/image/layout"


def command(*arguments, **options):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def built(tag, layout):
    """The image as scripts/image.sh builds it, written to an OCI layout."""
    environment = {**os.environ, "ENGINE": "buildah", "BUILDAH_RUNTIME": "runc"}
    command("scripts/image.sh", "--tag", f"{IMAGE}:{tag}", "--binary", BINARY, "--debian", "bootstrap", cwd=ROOT, env=environment)
    shutil.rmtree(layout, ignore_errors=True)
    command("skopeo", "copy", "--quiet", f"containers-storage:{IMAGE}:{tag}", f"oci:{layout}")
    return layout


def kept_layout():
    """The image that was tested last, or a new one."""
    return KEPT if KEPT.exists() else built("first", KEPT)


@contextlib.contextmanager
def registry(directory):
    """docker-registry on loopback, in the clear; gives its host and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    configuration = directory / "registry.json"
    # YAML takes JSON.
    configuration.write_text(json.dumps({
        "version": "0.1", "log": {"accesslog": {"disabled": True}, "level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(directory / "registry")}}, "http": {"addr": host}}))
    process = subprocess.Popen(["docker-registry", "serve", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError("docker-registry ended")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", int(host.split(":")[1])), timeout=5).close()
                break
            time.sleep(0.1)
        yield host
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def mounted(image):
    """The directory that an image's files stand in."""
    container = command("buildah", "from", "--pull-never", image)
    try:
        yield pathlib.Path(command("buildah", "mount", container))
    finally:
        command("buildah", "rm", container)


class Container:
    """One container of an image: user, arguments and environment are the image's own."""

    def __init__(self, root, config, directory, *, name, mounts=(), memory=128 << 20):
        self.root, self.config, self.directory, self.name = root, config, directory, f"{name}-{os.getpid()}"
        self.mounts, self.memory, self.output = mounts, memory, directory / f"{name}.log"

    def specification(self, arguments):
        """As the chart has it: not root, no capability, no new privileges, a root that nobody can write to."""
        user, _, group = self.config["User"].partition(":")
        binds = [
            {"destination": inside, "source": str(outside), "type": "bind", "options": ["rbind", *options]}
            for outside, inside, *options in self.mounts
        ]
        return {
            "ociVersion": "1.0.2",
            "process": {
                "terminal": False, "user": {"uid": int(user), "gid": int(group)}, "args": arguments,
                "env": self.config.get("Env", []), "cwd": self.config.get("WorkingDir") or "/", "noNewPrivileges": True,
                "capabilities": {kind: [] for kind in ("bounding", "effective", "inheritable", "permitted", "ambient")},
            },
            "root": {"path": str(self.root), "readonly": True}, "hostname": "pedigree",
            "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
                *binds,
            ],
            "linux": {
                "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")],
                "cgroupsPath": f"/{self.name}",
                "resources": {"memory": {"limit": self.memory}, "pids": {"limit": 128}},
                "maskedPaths": ["/proc/kcore", "/proc/keys", "/sys/firmware"], "readonlyPaths": ["/proc/sys"],
            },
        }

    def run(self, *arguments, entrypoint=None, timeout=120):
        """Exit status and output of one program, to its end."""
        with self.started(*arguments, entrypoint=entrypoint) as process:
            status = process.wait(timeout=timeout)
        return status, self.output.read_text()

    @contextlib.contextmanager
    def started(self, *arguments, entrypoint=None):
        bundle = self.directory / self.name
        bundle.mkdir()
        program = entrypoint or self.config["Entrypoint"]
        (bundle / "config.json").write_text(json.dumps(self.specification([*program, *arguments])))
        # A file, which is never full: a pipe that nobody reads would hold up what writes to it.
        with self.output.open("w") as output:
            process = subprocess.Popen(
                ["runc", "run", "--bundle", str(bundle), self.name], stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            if process.poll() is None:
                subprocess.run(["runc", "kill", self.name, "KILL"], capture_output=True, check=False)
                process.wait(timeout=60)
            subprocess.run(["runc", "delete", "--force", self.name], capture_output=True, check=False)
            shutil.rmtree(bundle)

    def stop(self, process):
        """Ends it as a kubelet does, by the image's own signal; its exit status."""
        command("runc", "kill", self.name, self.config.get("StopSignal", "SIGTERM"))
        return process.wait(timeout=60)

    def most_memory(self):
        """The most bytes that its group of processes has used, page cache included."""
        for file in (CGROUP / "memory" / self.name / "memory.max_usage_in_bytes", CGROUP / self.name / "memory.peak"):
            if file.exists():
                return int(file.read_text())
        return None


def wait_until(condition, what, container, process, seconds=60):
    for _ in range(seconds * 10):
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}: {container.output.read_text()}")
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come true within {seconds} s")
