"""Runs every command that README.md shows with its output, and compares.

A block fenced as ```console holds lines that begin with `$ ` and, below each, what the command prints (standard output
and standard error together). `pedigree` means the built binary.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from support import PEDIGREE, ROOT


def sessions(text):
    for block in re.findall(r"^```console\n(.*?)^```", text, flags=re.M | re.S):
        command, shown = None, []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield command, "\n".join(shown)
                command, shown = line[2:], []
            else:
                shown.append(line)
        if command:
            yield command, "\n".join(shown)


def main():
    problems, count = [], 0
    with tempfile.TemporaryDirectory() as directory:
        os.symlink(PEDIGREE, pathlib.Path(directory) / "pedigree")
        environment = {**os.environ, "PATH": f"{directory}:{os.environ['PATH']}", "NO_COLOR": "1"}
        for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
            for command, shown in sessions(file.read_text()):
                if not command.startswith("pedigree") or not shown.strip():
                    continue
                count += 1
                done = subprocess.run(
                    ["bash", "-c", command], cwd=ROOT, env=environment, text=True, check=False, timeout=60,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                )
                if done.stdout.strip() != shown.strip():
                    problems.append(f"{file.name}: $ {command}\nshown:\n{shown}\nprinted:\n{done.stdout}")
    print(f"{count} commands")
    print("\n".join(problems))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
