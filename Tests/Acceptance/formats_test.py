"""The reports of `check` are what their readers' schemas ask for, with ordinary and with hostile manifests."""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
from support import ROOT, run

FIXTURES = ROOT / "Tests/Fixtures"
HOSTILE = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "\x1b]0;owned\x07\r\n::error::x,y:z%0A]]><b a='\"&>\u202e\ufffe`|", "namespace": "ml"},
    "spec": {"predictor": {"model": {"storageUri": "hf://o/n:\x1b[2J\n::error::<![CDATA[&amp;\u202e"}}},
}


def sarif_schema():
    """The OASIS schema, with what the standard's errata added to it (Tests/Fixtures/sarif/ORIGIN.md)."""
    schema = json.loads((FIXTURES / "sarif/sarif-2.1.0-rtm.4.json").read_text())
    schema["definitions"]["region"]["anyOf"] = [{"required": [key]} for key in ("startLine", "charOffset", "byteOffset")]
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def text_at(file, region):
    """What a region of SARIF covers, columns counting Unicode scalars."""
    lines = pathlib.Path(file).read_text().split("\n")[region["startLine"] - 1 : region["endLine"]]
    lines[-1] = lines[-1][: region["endColumn"] - 1]
    lines[0] = lines[0][region["startColumn"] - 1 :]
    return "\n".join(lines)


def sarif_is_valid(text, directory):
    log = json.loads(text)
    problems = [f"{list(error.path)}: {error.message}" for error in sarif_schema().iter_errors(log)]
    assert not problems, problems
    run_ = log["runs"][0]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert run_["results"], "nothing was found, so nothing was tested"
    for result in run_["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"], result
        physical = result["locations"][0]["physicalLocation"]
        region = physical["region"]
        if "endColumn" in region:
            found = text_at(directory / physical["artifactLocation"]["uri"], region)
            assert found.strip("\"'") and found == found.strip(), f"{region} covers {found!r}"
    return run_


def junit_is_valid(file):
    schema = FIXTURES / "junit/junit-10.xsd"
    done = subprocess.run(
        ["xmllint", "--noout", "--schema", str(schema), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def broken_files_are_noticed(directory):
    """The checks above can fail."""
    broken = directory / "broken.xml"
    broken.write_text('<testsuites><testsuite name="x"/></testsuites>')
    try:
        junit_is_valid(broken)
    except AssertionError:
        pass
    else:
        raise AssertionError("xmllint let a suite without counts pass")
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {}, "level": "bad"}]}]}
    assert list(sarif_schema().iter_errors(log)), "the SARIF schema lets nonsense pass"


def reports(directory, *paths):
    """Every format in one run; returns the status."""
    outputs = [f"--output={name}={directory}/report.{name}" for name in ("text", "json", "sarif", "junit", "github")]
    return run("check", *outputs, *paths, cwd=directory)


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        broken_files_are_noticed(directory)
        for file in sorted((ROOT / "examples/demo").glob("*.yaml")):
            (directory / file.name).write_text(file.read_text())
        (directory / "broken.yaml").write_text("a: [\n")
        status, _, errors = reports(directory, ".")
        assert status == 2, errors
        sarif = sarif_is_valid((directory / "report.sarif").read_text(), directory)
        assert sarif["invocations"][0]["toolExecutionNotifications"], "the broken file is not named"
        assert not sarif["invocations"][0]["executionSuccessful"]
        stage = [r for r in sarif["results"] if "models:/fraud-detector/Production" in r["message"]["text"]]
        assert stage, "the stage was not found"
        region = stage[0]["locations"][0]["physicalLocation"]
        covered = text_at(directory / region["artifactLocation"]["uri"], region["region"])
        assert covered.strip("\"'") == "models:/fraud-detector/Production", covered
        junit_is_valid(directory / "report.junit")

        (directory / "hostile.json").write_text(json.dumps(HOSTILE))
        status, _, errors = reports(directory, "hostile.json")
        assert status == 1, errors
        sarif_is_valid((directory / "report.sarif").read_text(), directory)
        junit_is_valid(directory / "report.junit")
        for format_ in ("text", "json", "sarif", "junit", "github"):
            text = (directory / f"report.{format_}").read_text()
            bad = [hex(ord(c)) for c in text if (ord(c) < 0x20 and c != "\n") or c in "\x7f\x85\u202e"]
            assert not bad, f"{format_} lets {bad} out"
        commands = [line for line in (directory / "report.github").read_text().split("\n") if line.startswith("::")]
        assert commands and all("file=hostile.json" in line for line in commands), commands
    return 0


if __name__ == "__main__":
    sys.exit(main())
