"""The audit's formats, and those of a lineage, are what others read: by schemas, parsers, a spreadsheet's importer, GitHub's own
Markdown and a browser. Whole audits of one of everything, and of hostile texts in every field, are those of the unit tests."""

import copy
import csv
import html.parser
import io
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

import cmarkgfm
import jsonschema
from formats_test import sarif_schema
from support import ROOT, expect, run

AUDITS = ROOT / "Tests/Fixtures/audit"
DEMO = ROOT / "examples/demo"
MODEL = "s3://ml-models-prod/fraud-detector/v47/"
DIGEST = "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
EVAL_DATA = "fraud-eval=s3://corp-data/fraud/eval.csv@sha256:a089a834a722111b53b156e3e675a7bc59c670a2e570c20291b602b5236b3077"
FORMATS = {"text": "txt", "markdown": "md", "json": "json", "csv": "csv", "sarif": "sarif"}


def json_is_valid(text):
    schema = json.loads((ROOT / "docs/audit.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    audit = json.loads(text)
    problems = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(audit)]
    expect(not problems, problems[:5])
    broken = copy.deepcopy(audit)
    broken["workloads"] = [{"kind": 7}]
    expect(list(validator.iter_errors(broken)), "the schema lets nonsense pass")
    for workload in audit["workloads"]:
        for model in workload["models"]:
            graph = model["lineage"]
            expect(graph["nodes"], "a model without a lineage")
            for edge in graph["edges"]:
                expect(max(edge["from"], edge["to"]) < len(graph["nodes"]), f"{edge} leads nowhere")
    return audit


def sarif_is_valid(text):
    log = json.loads(text)
    problems = [f"{list(error.path)}: {error.message}" for error in sarif_schema().iter_errors(log)]
    expect(not problems, problems[:5])
    one = log["runs"][0]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    for result in one["results"]:
        expect(rules[result["ruleIndex"]] == result["ruleId"], result)
        expect(result["partialFingerprints"]["pedigree/v1"], result)
    return one


def csv_is_valid(text, directory):
    """Python's reader and SQLite's importer see the same rows; nothing in them is a formula."""
    expect(text.count("\r\n") == text.count("\n"), "a line ends in something else than CRLF")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    expect(len({len(row) for row in rows}) == 1, "rows have different lengths")
    expect(len(rows) == text.count("\r\n"), "a row is more than one line")
    formulas = [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    expect(not formulas, formulas[:3])
    file = directory / "audit.csv"
    file.write_text(text, newline="")
    if not shutil.which("sqlite3"):
        expect(os.environ.get("CI") != "true", "sqlite3 is missing in CI")
        print("sqlite3 is not here: its importer was not tried")
        return rows
    done = subprocess.run(
        ["sqlite3", ":memory:", "-cmd", ".mode csv", "-cmd", f".import {file} audit", "-json", "select * from audit"],
        capture_output=True,
        text=True,
        check=False,
    )
    expect(done.returncode == 0 and not done.stderr, done.stderr)
    imported = [list(row.values()) for row in json.loads(done.stdout or "[]")]
    expect(imported == rows[1:], "SQLite reads other cells")
    return rows


class Page(html.parser.HTMLParser):
    """What is in a page: cells by table and row, and every element."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.elements, self.links = [], set(), []
        self.cell = None

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append("".join(self.cell))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def markdown_is_valid(text):
    """As GitHub's own parser reads it, with raw HTML left in, as it would be before GitHub cleans it."""
    expect(len(text.encode()) <= 65536, "it is longer than GitHub takes")
    page = Page()
    page.feed(cmarkgfm.github_flavored_markdown_to_html(text, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE))
    allowed = {"h1", "h2", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "em", "strong"}
    expect(page.elements <= allowed - {"em", "strong"}, page.elements - allowed)
    expect(not page.links, page.links)
    expect(page.tables, "no table was read")
    for table in page.tables:
        expect(len({len(row) for row in table}) == 1, table[0])
    heads = [line for line in text.split("\n") if line.startswith("| --- ")]
    expect(len(heads) == len(page.tables), "a table is no table")
    lines = [line for line in text.split("\n") if line.startswith("| ") and not line.startswith("| --- ")]
    expect(len(lines) == sum(len(table) for table in page.tables), "a row is no row")
    return page


def svg_is_valid(text, directory, name):
    file = directory / f"{name}.svg"
    file.write_text(text)
    done = subprocess.run(["xmllint", "--noout", "--nonet", str(file)], capture_output=True, text=True, check=False)
    expect(done.returncode == 0, done.stderr)
    chromium = shutil.which("chromium")
    if not chromium:
        expect(os.environ.get("CI") != "true", "chromium is missing in CI")
        print("chromium is not here: no image was rendered")
        return
    image = directory / f"{name}.png"
    subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={directory}/chromium"),
            *(f"--screenshot={image}", "--window-size=1400,400", file.as_uri()),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    expect(len(set(pixels(image))) > 8, "the image is blank")


def pixels(image):
    """The bytes of a PNG's rows, filters and all: a blank image has few that differ."""
    data, place, body = image.read_bytes(), 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        if kind == b"IDAT":
            body += data[place + 8 : place + 8 + length]
        place += 12 + length
    return zlib.decompress(body)


def kept_audits_are_valid(directory):
    for name in ("audit", "hostile"):
        audit = json_is_valid((AUDITS / f"{name}.json").read_text())
        one = sarif_is_valid((AUDITS / f"{name}.sarif").read_text())
        expect(one["results"], "no results")
        rows = csv_is_valid((AUDITS / f"{name}.csv").read_bytes().decode(), directory)
        expect(len(rows) - 1 == sum(max(len(w["models"]), 1) for w in audit["workloads"]), "rows are missing")
        markdown_is_valid((AUDITS / f"{name}.md").read_text())
    hostile = json.loads((AUDITS / "hostile.json").read_text())
    expect("<script>" in hostile["workloads"][0]["name"], "the hostile audit is not hostile")


def attest(directory, *arguments):
    status, _, errors = run("attest", *arguments, "--output", str(directory / "policies/evidence"))
    expect(status == 0, errors)


def the_command_line(directory):
    """The same of what the program itself writes."""
    shutil.copytree(ROOT / "policies", directory / "policies")
    keys = DEMO / "keys"
    data = DEMO / "production"
    attest(
        *(directory, "lineage", "--subject", MODEL, "--digest", DIGEST, "--seed", "42", "--parameter", "depth=6"),
        *("--source", "git+https://git.corp.example/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"),
        *("--dataset", f"train={data}/data/train.csv", "--environment", "python=3.12", "--key", f"{keys}/trainer.key"),
    )
    attest(
        *(directory, "evaluation", "--subject", MODEL, "--digest", DIGEST, "--metrics", f"{data}/metrics/v47.json"),
        *("--dataset", EVAL_DATA, "--key", f"{keys}/eval-runner.key"),
    )
    manifests = directory / "deploy"
    manifests.mkdir()
    for file in [*DEMO.glob("*.yaml"), data / "fraud-detector.yaml"]:
        shutil.copy(file, manifests / f"{file.parent.name}-{file.name}")
    outputs = [f"--output={name}={directory}/report.{end}" for name, end in FORMATS.items()]
    status, text, errors = run("audit", "deploy", "--policy", "policies", *outputs, cwd=directory)
    expect(status == 1, errors)
    expect(text == (directory / "report.txt").read_text(), "standard output is another report")
    audit = json_is_valid((directory / "report.json").read_text())
    expect(audit["summary"]["denied"] == 2, audit["summary"])
    trusts = {
        node["trust"]
        for workload in audit["workloads"]
        for model in workload["models"]
        for node in model["lineage"]["nodes"]
    }
    expect(trusts == {"signed", "declared", "missing"}, trusts)
    one = sarif_is_valid((directory / "report.sarif").read_text())
    for result in one["results"]:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        expect((directory / place).is_file(), place)
    expect(one["invocations"][0]["exitCode"] == 1, one["invocations"])
    csv_is_valid((directory / "report.csv").read_bytes().decode(), directory)
    markdown_is_valid((directory / "report.md").read_text())


def lineages(directory):
    where = ("--manifests", "deploy", "--policy", "policies")
    status, text, errors = run("lineage", "ml-prod/fraud-detector", *where, cwd=directory)
    expect(status == 0, errors)
    for words in ("✓ signed  fraud-detector v47", "commit 3f786850e387", "f1_score 0.931", "fraud-eval"):
        expect(words in text, text)
    status, text, errors = run("lineage", "fraud-detector", *where, cwd=directory)
    expect(status == 2 and "ml-team/fraud-detector" in errors, errors)
    status, text, errors = run("lineage", DIGEST[7:19], "--policy", "policies", "--format", "svg", cwd=directory)
    expect(status == 0, errors)
    svg_is_valid(text, directory, "lineage")
    status, text, errors = run("lineage", MODEL, *where, "--format", "json", cwd=directory)
    expect(status == 0 and json.loads(text)["nodes"], errors)
    status, text, errors = run("lineage", "a089a834a722", *where, "--format", "mermaid", cwd=directory)
    expect(status == 0 and text.startswith("flowchart LR\n"), errors)
    status, text, errors = run("lineage", "nobody", *where, cwd=directory)
    expect(status == 1 and not text and "pedigree attest lineage" in errors, errors)
    status, text, errors = run("lineage", "nobody", "--manifests", "nowhere", "--policy", "policies", cwd=directory)
    expect(status == 2 and "nowhere" in errors, errors)


def documentation_shows_what_is_drawn():
    """The drawings of docs/lineage.md are those that the unit tests keep, and so is its image."""
    expect((ROOT / "docs/images/lineage.svg").read_bytes() == (AUDITS / "lineage.svg").read_bytes(), "the image is old")
    kept = "\n".join(file.read_text() for file in AUDITS.glob("lineage-*.txt"))
    drawn = [block for block in (ROOT / "docs/lineage.md").read_text().split("```")[1::2] if "─" in block]
    expect(len(drawn) == 2, "the page has no drawings")
    for block in drawn:
        expect(block.strip("\n") in kept, f"nothing draws this:\n{block}")


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        kept_audits_are_valid(directory)
        svg_is_valid((AUDITS / "lineage.svg").read_text(), directory, "kept")
        the_command_line(directory)
        lineages(directory)
    documentation_shows_what_is_drawn()
    return 0


if __name__ == "__main__":
    sys.exit(main())
