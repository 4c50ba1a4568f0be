#!/usr/bin/env python3
"""Prints the scoreboard of the built binary over the corpus of real manifests and URI vectors.

  scripts/corpus.py [--pedigree .build/debug/pedigree] [--verbose]

Runs `pedigree check --format json` over every manifest of corpus/manifests and `pedigree explain --format json` over
every row of corpus/uri-vectors.tsv, and compares with the labels. Exits 1 where something that must hold does not:
no reference in a manifest labelled `none`, every `sure` row's references found and its class right, every URI vector
right. A row whose file is no YAML may be refused as bad input instead, as kubectl refuses it.
"""

import argparse
import concurrent.futures
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 77
SEVERITY = {"pinned": 0, "versioned": 1, "mutable": 2, "unresolved": 3}
# A label says `immutable` for what we call pinned, and `mutable` is met by `mutable` or `unresolved`.
CLASSES = {"none": "none", "pinned": "immutable", "versioned": "versioned", "mutable": "mutable", "unresolved": "mutable"}


def corpus():
    path = pathlib.Path(os.environ.get("PEDIGREE_SHARED", ROOT.parent / "shared")) / "corpus"
    if path.is_dir():
        return path
    print("the corpus is not beside this checkout (set PEDIGREE_SHARED)")
    sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)


def rows(file):
    with file.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def run(arguments, *allowed):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode not in allowed:
        raise SystemExit(f"error: {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def names(label, value):
    """Whether a label's entry names this reference: the same text, or one with a note behind it."""

    def noted(text, plain):
        return plain and text.startswith(plain) and text[len(plain) :].startswith((" (", " -> "))

    return label == value or noted(label, value) or noted(value, label)


class Score:
    def __init__(self, row, report):
        self.row = row
        self.sure = row["label_confidence"] == "sure"
        self.expected = [] if row["expected_refs"] == "-" else row["expected_refs"].split(";")
        self.found = [reference for item in report["objects"] for reference in item["references"]]
        self.problems = report["problems"]
        self.missed = [one for one in self.expected if not any(names(one, ref["value"]) for ref in self.found)]
        self.spurious = [ref for ref in self.found if not any(names(one, ref["value"]) for one in self.expected)]
        worst = max((ref["pinning"] for ref in self.found), key=SEVERITY.get, default="none")
        self.found_class = CLASSES[worst]
        self.undecided = [item for item in report["objects"] if item["verdict"] == "undecided"]

    @property
    def readable(self):
        return self.row["yaml_ok"] == "yes"

    @property
    def class_right(self):
        return self.found_class == self.row["expected_class"]

    def faults(self):
        """What is wrong with this row that must not be."""
        if not self.readable and self.problems:
            # Whatever else it holds, the check ends with 2: nothing of it is let through.
            return []
        faults = [f"cannot be read: {problem['message']}" for problem in self.problems]
        faults += [f"undecided: {item['undecided']['message']}" for item in self.undecided]
        if self.row["expected_class"] == "none":
            faults += [f"spurious {ref['value']!r} at {ref['path']} ({ref['reason']})" for ref in self.spurious]
        if self.sure:
            faults += [f"missed {one!r}" for one in self.missed]
            if not self.class_right:
                faults.append(f"class {self.found_class}, label {self.row['expected_class']}")
        return faults

    def notes(self):
        """What differs from the label and may."""
        notes = [] if self.sure else [f"missed {one!r}" for one in self.missed]
        if not self.sure and not self.class_right:
            notes.append(f"class {self.found_class}, label {self.row['expected_class']}")
        if self.row["expected_class"] != "none":
            notes += [f"also {ref['value']!r} at {ref['path']} is {ref['pinning']} ({ref['reason']})" for ref in self.spurious]
        return notes


def table(scores):
    header = ["repository", "files", "found", "missed", "also", "class ok", "class bad", "unreadable"]
    lines = []
    groups = {name: [s for s in scores if s.row["repo"] == name] for name in sorted({s.row["repo"] for s in scores})}
    groups["all"] = scores
    groups["all that are sure"] = [score for score in scores if score.sure]
    for name, group in groups.items():
        read = [score for score in group if score.readable]
        lines.append(
            [
                name,
                len(group),
                sum(len(score.expected) - len(score.missed) for score in read),
                sum(len(score.missed) for score in read),
                sum(len(score.spurious) for score in read),
                sum(score.class_right for score in read),
                sum(not score.class_right for score in read),
                len(group) - len(read),
            ]
        )
    width = max(len(line[0]) for line in lines)
    print(header[0].ljust(width), *(f"{title:>10}" for title in header[1:]))
    for line in lines:
        print(line[0].ljust(width), *(f"{value:>10}" for value in line[1:]))


def manifests(pedigree, directory, policy, verbose):
    index = rows(directory / "INDEX.tsv")

    def score(row):
        command = [pedigree, "check", "--policy", policy, "--format", "json", directory / row["file"]]
        return Score(row, run(command, 0, 1, 2))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        scores = list(pool.map(score, index))
    table(scores)
    faults = 0
    for one in scores:
        for fault in one.faults():
            faults += 1
            print(f"FAULT {one.row['file']}: {fault}")
        if verbose:
            for note in one.notes():
                print(f"note  {one.row['file']} ({one.row['label_confidence']}): {note}")
    return len(scores), faults


def vectors(pedigree, file):
    table = rows(file)

    def explain(row):
        command = [pedigree, "explain", "--format", "json", "--consumer", row["consumer"], "--", row["reference"]]
        return run(command, 0)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(explain, table))
    faults = 0
    for row, answer in zip(table, answers, strict=True):
        if CLASSES[answer["pinning"]] == row["expected_class"]:
            continue
        faults += 1
        print(
            f"FAULT {row['consumer']} {row['reference']!r}: {answer['pinning']} ({answer['reason']}), "
            f"label {row['expected_class']}"
        )
    print(f"URI vectors: {len(table) - faults} right, {faults} wrong")
    return len(table), faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pedigree", default=str(ROOT / ".build/debug/pedigree"))
    parser.add_argument("--verbose", action="store_true", help="also list what differs from labels that are unsure")
    options = parser.parse_args()
    directory = corpus()
    pedigree = str(pathlib.Path(options.pedigree).resolve())
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as policy:
        # No policy of the checkout: what is found must not depend on what it allows.
        policy.write(
            "apiVersion: pedigree.dev/v1alpha1\nkind: ModelProvenancePolicy\nmetadata: {name: corpus}\n"
            "spec: {validationActions: [Deny], rules: {pinnedModel: {allow: [pinned]}}}\n"
        )
        policy.flush()
        checked, wrong = manifests(pedigree, directory / "manifests", policy.name, options.verbose)
    explained, wrong_vectors = vectors(pedigree, directory / "uri-vectors.tsv")
    failed = wrong + wrong_vectors
    print(f"{checked} manifests and {explained} vectors: {failed} faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
