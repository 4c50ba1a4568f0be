"""Alerts under real promtool, and the dashboard's form: each alert has a test in which it fires and one in which it does not."""

import json
import re
import subprocess
import sys

import yaml

from support import ROOT, expect

CHART = ROOT / "charts/pedigree/files"
RUNBOOKS = "https://github.com/pedigree-dev/pedigree/blob/main/docs/alerts.md#"


def promtool(*arguments):
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False, timeout=600)
    expect(done.returncode == 0, f"promtool {' '.join(arguments)}\n{done.stdout}{done.stderr}")


def alerts():
    groups = yaml.safe_load((CHART / "alerts.yaml").read_text())["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def metrics_of(expression):
    """Names of the metrics in an expression, without what stands in quotes or behind `by`."""
    text = re.sub(r'"[^"]*"|\'[^\']*\'', "", expression)
    text = re.sub(r"\b(by|on|without|group_left|ignoring)\s*\([^)]*\)", " ", text)
    text = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", text)
    names = set(re.findall(r"[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\()\b", text))
    return {name for name in names if re.match(r"(pedigree|process|apiserver|up\b|job:)", name)}


def forms(rules):
    """What every alert must say."""
    headings = {line[3:].strip().lower() for line in (ROOT / "docs/alerts.md").read_text().splitlines() if line.startswith("## ")}
    for name, rule in rules.items():
        expect(rule["labels"]["severity"] in ("critical", "warning", "info"), f"{name}: severity")
        for part in ("summary", "description"):
            expect(len(rule["annotations"][part]) > 20, f"{name}: {part}")
        expect("First: " in rule["annotations"]["description"], f"{name}: what to do first")
        expect(rule["annotations"]["runbook_url"] == RUNBOOKS + name.lower(), f"{name}: {rule['annotations']['runbook_url']}")
        expect(name.lower() in headings, f"{name} has no heading in docs/alerts.md")
    strangers = {heading for heading in headings if heading.startswith("pedigree")} - {name.lower() for name in rules}
    expect(not strangers, f"docs/alerts.md is about alerts that are not there: {strangers}")


def names_in(expression, rules):
    """The alerts that an expression of a test is about."""
    found = re.search(r'alertname(=~|=)"([^"]+)"', expression)
    if not found:
        expect(expression == "ALERTS", f"a test about no alert: {expression}")
        return set(rules)
    if found[1] == "=":
        expect(found[2] in rules, f"a test about {found[2]}, which is no alert")
        return {found[2]}
    names = {name for name in rules if re.fullmatch(found[2], name)}
    expect(names, f"a test about {found[2]}, which is no alert")
    return names


def coverage(rules):
    firing, quiet = set(), {}
    for file in sorted((ROOT / "Tests/Alerts").glob("*.yaml")):
        for test in yaml.safe_load(file.read_text())["tests"]:
            fires, silent = set(), set()
            for one in test["promql_expr_test"]:
                if 'alertstate="firing"' not in one["expr"] and one["expr"] != "ALERTS":
                    continue
                (fires if one["exp_samples"] else silent).update(names_in(one["expr"], rules))
            firing |= fires
            # A twin is a test of its own: the same alert before its time in the same test is none.
            for name in silent - fires:
                quiet.setdefault(name, set()).add(test["name"])
    for name in rules:
        expect(name in firing, f"no test in which {name} fires")
        twins = {test for test in quiet.get(name, ()) if not test.startswith("a fresh install")}
        expect(twins, f"no test in which {name} does not fire")
    return len(firing)


def dashboard():
    subprocess.run([sys.executable, str(ROOT / "scripts/dashboard.py"), "--check"], check=True)
    board = json.loads((CHART / "dashboard.json").read_text())
    names = {one["name"] for one in board["templating"]["list"]}
    expect({"datasource", "namespace", "job"} <= names, "variables")
    expect(board["schemaVersion"] >= 36 and board["uid"], "schema of Grafana 10")
    panels = board["panels"]
    expect(len({one["id"] for one in panels}) == len(panels), "each panel has an id of its own")
    taken = set()
    for one in panels:
        place = one["gridPos"]
        expect(place["x"] + place["w"] <= 24 and place["w"] > 0 and place["h"] > 0, f"{one['title']}: {place}")
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        expect(not cells & taken, f"{one['title']} lies upon another panel")
        taken |= cells
        if one["type"] == "row":
            continue
        expect(one["datasource"]["uid"] == "${datasource}", f"{one['title']}: data source")
        expect(one["targets"], f"{one['title']} asks nothing")
        for target in one["targets"]:
            expect(target["datasource"]["uid"] == "${datasource}", f"{one['title']}: data source of a query")
            used = set(re.findall(r"\$\{?(\w+)", target["expr"])) - {"__rate_interval", "__range"}
            expect(used <= names, f"{one['title']}: {used}")
            for name in metrics_of(target["expr"]):
                expect(name.startswith("apiserver_") or "$namespace" in target["expr"], f"{one['title']}: {name} of every namespace")
        refs = [target["refId"] for target in one["targets"]]
        expect(len(set(refs)) == len(refs), f"{one['title']}: refId")
    return sum(one["type"] != "row" for one in panels)


def main():
    promtool("check", "rules", "--lint=all", "--lint-fatal", str(CHART / "alerts.yaml"))
    rules = alerts()
    forms(rules)
    coverage(rules)
    promtool("test", "rules", *sorted(map(str, (ROOT / "Tests/Alerts").glob("*.yaml"))))
    panels = dashboard()
    print(f"{len(rules)} alerts fire when they should and not otherwise; {panels} panels are well formed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
