#!/usr/bin/env python3
"""Checks that arrows between targets point only downwards, and that the core does no I/O.

The layers are those of docs/architecture.md. A target may import only what stands below it; the core may not import
Foundation (which brings the disk, the clock and the environment), only FoundationEssentials for Date.
"""

import pathlib
import re
import sys

LAYERS = [
    ["CYAML", "COpenSSL", "CCurl", "CExpat", "CPostgres"],
    ["KubernetesModel"],
    ["ModelReferences", "Attestation"],
    ["PolicyEngine"],
    ["HTTPTransport"],
    ["RemoteServices"],
    ["PolicyFiles", "EvidenceStores", "DecisionLog", "ClusterAPI"],
    ["Reviewer"],
    ["WebhookServer", "CheckCommand", "AttestCommand", "PinCommand", "LogCommand"],
    # It judges as check does, reads the log as rollback does, and asks services as pin does.
    ["AuditReport"],
    ["pedigree"],
]
CORE = {"KubernetesModel", "ModelReferences", "Attestation", "PolicyEngine", "Reviewer"}
CORE_MAY_IMPORT = {"FoundationEssentials", "CYAML", "COpenSSL", "Synchronization", "NIOConcurrencyHelpers"}
# The core is pure: nothing in it asks for the time, the environment, the disk or a logger.
IMPURE = re.compile(
    r"\b(Date\(\)|Date\.now|ContinuousClock|SystemClock|ProcessInfo|FileManager|getenv|print\()|\bimport\s+(Foundation|Glibc|Logging)\b"
)

# What stands in a string is data, not a call.
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent / "Sources"
    rank = {name: level for level, names in enumerate(LAYERS) for name in names}
    problems = []
    for directory in sorted(root.iterdir()):
        if not directory.is_dir():
            continue
        target = directory.name
        if target not in rank:
            problems.append(f"{target}: is in no layer; name it in scripts/check-layers.py and docs/architecture.md")
            continue
        for file in sorted(directory.rglob("*.swift")):
            for number, line in enumerate(file.read_text().splitlines(), start=1):
                where = f"{file.relative_to(root.parent)}:{number}"
                found = re.match(r"\s*(?:@\w+(?:\(\w+\))?\s+)*(?:\w+\s+)?import\s+(\w+)", line)
                if found and found[1] in rank and rank[found[1]] >= rank[target]:
                    problems.append(f"{where}: {target} must not import {found[1]}")
                elif found and target in CORE and found[1] not in rank and found[1] not in CORE_MAY_IMPORT:
                    problems.append(f"{where}: the core must not import {found[1]}")
                elif target in CORE and not line.lstrip().startswith("//") and IMPURE.search(STRING.sub('""', line)):
                    problems.append(f"{where}: the core is pure: {line.strip()}")
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
