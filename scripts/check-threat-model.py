#!/usr/bin/env python3
"""Holds docs/threat-model.md against the tests: every test that it names exists, and every threat has an answer with one.

A test is named as `SuiteTests`: "a sentence" or as `some_test.py`: `function`; the sentence or function may be left out where the
whole file is meant.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/threat-model.md"
# The threats of kubernetes/sig-security, sig-security-docs/papers/admission-control, by their own numbers and names.
THREATS = [
    "Attacker floods webhook with traffic preventing its operations",
    "Attacker passes workloads which require complex processing causing timeouts",
    "Attacker exploits misconfiguration of webhook to bypass",
    "Attacker has rights to delete or modify the k8s webhook object",
    "Attacker gets access to valid credentials for the webhook",
    "Attacker gains access to a cluster admin credential",
    "Attacker sniffs traffic on the container network",
    "Attacker carries out a MITM attack on the webhook",
    "Attacker steals traffic from the webhook via spoofing",
    "Abusing a mutation rule to create a privileged container",
    "Attacker deploys workloads to namespaces that are exempt from admission control",
    "Block rule can be bypassed due to missing match (e.g. missing initcontainers)",
    "Attacker exploits bad string matching on a blocklist to bypass rules",
    "Attacker uses new/old features of the Kubernetes API which have no rules",
    "Attacker deploys privileged container to node running Webhook controller",
    "Attacker mounts a privileged node hostpath allowing modification of Webhook controller configuration",
    "Attacker has privileged SSH access to cluster node running admission webhook",
    "Attacker uses policies to send confidential data from admission requests to external systems",
]
MITIGATIONS = 10
NAMED = re.compile(r'`([\w/+]*(?:Tests|\.py))`(?:: (?:"([^"]+)"|`(\w+)`))?')


def files(name):
    if name.endswith(".py"):
        name = name.removeprefix("Tests/")
        return [path for path in (ROOT / "Tests").rglob("*.py") if str(path.relative_to(ROOT / "Tests")).endswith(name)]
    suffix = f"/{name}.swift"
    return [path for path in (ROOT / "Tests").rglob("*Tests.swift") if str(path).endswith(suffix)]


def problems_of(name, sentence, function):
    found = files(name)
    if not found:
        return f"no test is called {name}"
    texts = [path.read_text() for path in found]
    # A sentence may be broken over two lines of Markdown.
    if sentence and not any(f'"{" ".join(sentence.split())}"' in text for text in texts):
        return f'{name} has no test "{sentence}"'
    if function and not any(re.search(rf"^def {function}\(", text, re.MULTILINE) for text in texts):
        return f"{name} has no function {function}"
    return None


def main():
    text = PAGE.read_text()
    named = NAMED.findall(text)
    problems = [problem for entry in named if (problem := problems_of(*entry))]
    for number, title in enumerate(THREATS, 1):
        heading = f"### Threat ID {number} - {title}\n"
        begin = text.find(heading)
        if begin < 0:
            problems.append(f"there is no answer under {heading.strip()!r}")
            continue
        answer = text[begin + len(heading):].split("\n### ")[0].split("\n## ")[0]
        if not NAMED.search(answer):
            problems.append(f"the answer to threat {number} names no test")
    for number in range(1, MITIGATIONS + 1):
        if f"| {number} |" not in text:
            problems.append(f"mitigation {number} has no row")
    for problem in problems:
        print(f"{PAGE.relative_to(ROOT)}: {problem}", file=sys.stderr)
    if not problems:
        print(f"{len(THREATS)} threats answered, {len(named)} tests named, all of them there")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
