"""A real PostgreSQL for the acceptance tests, in a directory of its own, on loopback."""

import contextlib
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from support import free_port


def programs():
    """Debian's newest initdb and postgres."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    assert found, "PostgreSQL's server is not installed (Debian: postgresql)"
    return found[-1].parent


@contextlib.contextmanager
def postgres():
    """Gives a connection URI; the server ends with the block."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="pedigree-postgres-"))
    bin, port = programs(), free_port()
    # It does not run as root.
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    if user:
        os.chown(directory, user.pw_uid, user.pw_gid)
    data = directory / "data"
    subprocess.run(
        [bin / "initdb", "-D", data, "-U", "pedigree", "-A", "trust", "--no-sync"], check=True, capture_output=True,
        cwd=directory, **identity)
    with (directory / "log").open("w") as log:
        process = subprocess.Popen(
            [bin / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
             "-c", f"unix_socket_directories={directory}"], stdout=log, stderr=log, cwd=directory, **identity)
    try:
        for _ in range(200):
            ready = subprocess.run(
                [bin / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "1"], capture_output=True, check=False)
            if ready.returncode == 0:
                break
            assert process.poll() is None, (directory / "log").read_text()
        subprocess.run(
            [bin / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "pedigree", "pedigree"], check=True,
            capture_output=True)
        yield f"postgresql://pedigree@127.0.0.1:{port}/pedigree"
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(directory, ignore_errors=True)
