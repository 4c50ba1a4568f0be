#!/usr/bin/env python3
"""What one object costs `pedigree pin`, in a List of few and of many, in YAML and in JSON on one line, and as documents of one file.

Every object has a reference that is pinned, by a hub on loopback that is asked once. The time of an empty run is taken off.

    python3 bench/pin.py [COUNT…]      # needs .build/release/pedigree (make release), or PEDIGREE
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/Acceptance"))

from pin_support import COMMIT, LOCAL, service, serving  # noqa: E402
from support import PEDIGREE as DEBUG  # noqa: E402

RELEASE = ROOT / ".build/release/pedigree"
PEDIGREE = str(RELEASE) if RELEASE.exists() and DEBUG == str(ROOT / ".build/debug/pedigree") else DEBUG
COUNTS = [int(count) for count in sys.argv[1:]] or [500, 2000, 8000]


def yaml_list(count):
    items = "".join(
        ("- " + service("hf://org/name", f"m{number}").split("\n", 1)[1].rstrip("\n")).replace("\n", "\n  ") + "\n"
        for number in range(count))
    return "apiVersion: v1\nkind: List\nitems:\n" + items


def json_list(count):
    items = [{"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": {"name": f"m{number}"},
              "spec": {"predictor": {"model": {"modelFormat": {"name": "huggingface"}, "storageUri": "hf://org/name"}}}}
             for number in range(count)]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items})


def documents(count):
    return "---\n".join(service("hf://org/name", f"m{number}") for number in range(count))


def seconds(directory, url, name, text):
    file = directory / name
    file.write_text(text)
    begin = time.monotonic()
    done = subprocess.run([PEDIGREE, "pin", *LOCAL, name], cwd=directory, env={"HF_ENDPOINT": url}, capture_output=True,
                          text=True, check=False)
    taken = time.monotonic() - begin
    assert done.returncode == 0, done.stderr
    return taken, done.stdout.count(COMMIT)


def main():
    answer = json.dumps({"id": "org/name", "sha": COMMIT}).encode()
    with serving(lambda *_: (200, {}, answer)) as url, tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        print("| objects | " + " | ".join(("a List in YAML", "a List in JSON", "documents")) + " |")
        print("| ---: | ---: | ---: | ---: |")
        empty = min(seconds(directory, url, "empty.yaml", "apiVersion: v1\nkind: List\nitems: []\n")[0] for _ in range(3))
        first = {}
        for count in COUNTS:
            cells = []
            for file, make in (("list.yaml", yaml_list), ("list.json", json_list), ("documents.yaml", documents)):
                taken, pinned = seconds(directory, url, file, make(count))
                assert pinned >= count or file == "list.json" and pinned, (file, pinned)
                each = max(taken - empty, 1e-6) / count
                cells.append(f"{taken:.2f} s, {each / first.setdefault(file, each):.2f}")
            print(f"| {count:,} | " + " | ".join(cells) + " |", flush=True)
        print(f"\n(Behind each time: what an object costs, beside what it costs among {COUNTS[0]:,}.)")


if __name__ == "__main__":
    main()
