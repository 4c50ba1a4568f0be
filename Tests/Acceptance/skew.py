"""A clock of its own for one process, that can be set while it runs. Only the time of day moves, as on a machine whose clock is
set; what is measured in passing time goes on."""

import shutil
import struct
import subprocess

from support import ROOT, expect


class Clock:
    def __init__(self, directory):
        compiler = shutil.which("clang") or shutil.which("cc")
        expect(compiler, "there is no C compiler; Swift's toolchain has clang")
        library = directory / "skew.so"
        done = subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", library, ROOT / "Tests/Acceptance/skew.c"], capture_output=True,
            text=True, check=False)
        expect(done.returncode == 0, done.stderr)
        self.file = directory / "skew"
        self.file.write_bytes(struct.pack("<q", 0))
        self.env = {"LD_PRELOAD": str(library), "SKEW_FILE": str(self.file)}

    def set(self, seconds):
        """So many seconds beside the true time."""
        with self.file.open("r+b") as file:
            file.write(struct.pack("<q", seconds))
