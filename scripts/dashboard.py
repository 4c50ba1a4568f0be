#!/usr/bin/env python3
"""Writes charts/pedigree/files/dashboard.json, the Grafana dashboard, from the table of panels below.

  scripts/dashboard.py --write    writes it
  scripts/dashboard.py --check    fails where it is not what would be written
"""

import json
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parent.parent / "charts/pedigree/files/dashboard.json"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
# Ours, by what the variables at the top choose.
OURS = 'job=~"$job",namespace=~"$namespace"'
WEBHOOK = 'name=~"(.+\\\\.)?pedigree\\\\.dev"'
RATE = "$__rate_interval"
RED, ORANGE, GREEN = "red", "orange", "green"


def sel(name, extra=""):
    return f"{name}{{{OURS}{',' + extra if extra else ''}}}"


def rate(name, by, extra=""):
    return f"sum by ({by}) (rate({sel(name, extra)}[{RATE}]))"


def quantile(q, name):
    return f"histogram_quantile({q}, sum by (le) (rate({sel(name + '_bucket')}[{RATE}])))"


def thresholds(*steps):
    """Colours from the lowest value up: (None, "green"), (1, "red")."""
    return {"mode": "absolute", "steps": [{"value": value, "color": colour} for value, colour in steps]}


UP_IS_GOOD = {"thresholds": thresholds((None, RED), (1, GREEN)), "mappings": [
    {"type": "value", "options": {"0": {"text": "no", "color": RED}, "1": {"text": "yes", "color": GREEN}}}]}


def target(expr, legend="", **more):
    return {"datasource": SOURCE, "expr": expr, "legendFormat": legend or "__auto", "range": True, **more}


def panel(kind, title, about, targets, unit="short", width=8, height=7, defaults=None, options=None, **more):
    for number, one in enumerate(targets):
        one["refId"] = chr(ord("A") + number)
    fields = {"unit": unit, "thresholds": thresholds((None, GREEN)), **(defaults or {})}
    return {"type": kind, "title": title, "description": about, "datasource": SOURCE, "targets": targets, "width": width,
            "height": height, "fieldConfig": {"defaults": fields, "overrides": []}, "options": options or {}, **more}


def series(title, about, targets, unit="short", stacked=False, width=8, **more):
    custom = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 25 if stacked else 5, "showPoints": "never", "spanNulls": False,
              "stacking": {"mode": "normal" if stacked else "none", "group": "A"}}
    return panel("timeseries", title, about, targets, unit, width, defaults={"custom": custom, "min": 0, **more},
                 options={"legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"], "showLegend": True},
                          "tooltip": {"mode": "multi", "sort": "desc"}})


def stat(title, about, expr, unit="short", steps=((None, GREEN),), legend="", **more):
    return panel("stat", title, about, [target(expr, legend, instant=True)], unit, width=4, height=4,
                 defaults={"thresholds": thresholds(*steps), **more},
                 options={"colorMode": "value", "graphMode": "none", "textMode": "auto",
                          "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}})


def states(title, about, expr, legend, width=8):
    return panel("state-timeline", title, about, [target(expr, legend)], width=width, defaults={**UP_IS_GOOD, "custom": {"fillOpacity": 70, "lineWidth": 0}},
                 options={"showValue": "never", "mergeValues": True, "rowHeight": 0.8, "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False}})


def table(title, about, expr, columns, unit="short", width=12, steps=((None, GREEN),)):
    """`columns`: what labels are called; all others are hidden."""
    hidden = {name: True for name in ("Time", "job", "instance", "endpoint", "service", "container", "prometheus", "__name__") if name not in columns}
    return panel("table", title, about, [target(expr, instant=True, format="table")], unit, width,
                 defaults={"thresholds": thresholds(*steps), "custom": {"align": "auto", "cellOptions": {"type": "color-text"}}},
                 options={"showHeader": True, "cellHeight": "sm"},
                 transformations=[{"id": "organize", "options": {"excludeByName": hidden, "renameByName": columns}}])


def heatmap(title, about, name, width=12):
    return panel("heatmap", title, about, [target(f"sum by (le) (increase({sel(name + '_bucket')}[{RATE}]))", "{{le}}", format="heatmap")],
                 "s", width, options={"calculate": False, "yAxis": {"unit": "s", "axisPlacement": "left"}, "cellGap": 1,
                                      "color": {"mode": "scheme", "scheme": "Spectral", "steps": 64}, "tooltip": {"show": True}})


def where(name, label, value, op="="):
    """A selector with one label more."""
    return sel(name, f'{label}{op}"{value}"')


def days(expr):
    return f"({expr} - time()) / 86400"


ROWS = [
    ("At a glance", [
        stat("Ready replicas", "Replicas that decide.", f"sum({sel('pedigree_ready')})", steps=((None, RED), (1, ORANGE), (2, GREEN))),
        stat("Reviews per second", "All that are answered.", f"sum(rate({sel('pedigree_reviews_total')}[{RATE}]))", "reqps"),
        stat("Denied", "In the time that is shown.", f"sum(increase({where('pedigree_reviews_total', 'outcome', 'denied')}[$__range]))", decimals=0),
        stat("Undecided", "Their share of what could be judged; the budget is 0.1 %.",
             f"sum(increase({where('pedigree_reviews_total', 'outcome', 'undecided')}[$__range])) / sum(increase({where('pedigree_reviews_total', 'outcome', 'unreadable', '!=')}[$__range]))",
             "percentunit", ((None, GREEN), (0.001, ORANGE), (0.01, RED)), noValue="0 %"),
        stat("p99 of a review", "From its header fields to its answer.", quantile(0.99, "pedigree_review_duration_seconds"), "s", ((None, GREEN), (0.5, ORANGE), (4, RED)), noValue="-"),
        stat("Certificate", "Days until the certificate or its CA ends.", f"min({days(sel('pedigree_certificate_expiry_timestamp_seconds'))})", "d", ((None, RED), (7, ORANGE), (30, GREEN)), decimals=0),
    ]),
    ("Verdicts", [
        series("Reviews by outcome", "undecided: by the server's or a service's fault, and refused. unreadable: by the caller's.",
               [target(rate("pedigree_reviews_total", "outcome"), "{{outcome}}")], "reqps", stacked=True),
        series("Denials by reason code", "The code that decided; docs/reference/reason-codes says what mends it.",
               [target(rate("pedigree_decisions_total", "code", 'verdict="denied"'), "{{code}}")], "reqps", stacked=True),
        series("Denials by policy", "The policy that decided.", [target(rate("pedigree_decisions_total", "policy", 'verdict="denied"'), "{{policy}}")], "reqps", stacked=True),
        series("Reviews by kind", "Kinds that hold no models are 'other'.", [target(rate("pedigree_decisions_total", "kind"), "{{kind}}")], "reqps", stacked=True),
        series("Findings that denied nothing", "Of policies that warn or audit: what Deny would refuse.",
               [target(rate("pedigree_findings_total", "policy, code", 'action!="Deny",drift="false"'), "{{policy}} {{code}}")], "reqps", stacked=True),
        series("Drift", "Updates that leave the model alone and that would be refused as new.",
               [target(rate("pedigree_findings_total", "code", 'drift="true"'), "{{code}}")], "reqps", stacked=True),
    ]),
    ("Latency", [
        heatmap("Reviews, from header fields to answer", "With all waiting: for processors, evidence, the API server and the log.", "pedigree_review_duration_seconds"),
        series("Reviews", "What a user of kubectl waits for.", [target(quantile(q, "pedigree_review_duration_seconds"), f"p{int(q * 100)}") for q in (0.5, 0.9, 0.99)], "s", width=6),
        series("Decisions", "Without the waiting for processors.", [target(quantile(q, "pedigree_decision_duration_seconds"), f"p{int(q * 100)}") for q in (0.5, 0.9, 0.99)], "s", width=6),
    ]),
    ("Undecided", [
        series("Undecided by reason code", "Each was refused with 503.", [target(rate("pedigree_decisions_total", "code", 'verdict="undecided"'), "{{code}}")], "reqps", stacked=True),
        series("Not judged, and judged too late", "Overload, memory, size and deadline; and decisions that nobody waited for any more.",
               [target(rate("pedigree_not_judged_total", "reason"), "{{reason}}"), target(f"sum(rate({sel('pedigree_late_decisions_total')}[{RATE}]))", "too late")], "reqps"),
        series("In flight", "Reviews that are decided or wait, and those that wait for evidence.",
               [target(f"sum by (pod) ({sel('pedigree_reviews_in_flight')})", "{{pod}}"), target(f"sum by (pod) ({sel('pedigree_evidence_lookups_waiting')})", "{{pod}} for evidence")]),
        series("Look-ups of missing evidence", "unreachable and refused are undecided reviews.", [target(rate("pedigree_evidence_lookups_total", "outcome"), "{{outcome}}")], "reqps", stacked=True),
        series("Answers from memory", "The share of reviews that were asked before.",
               [target(f"sum(rate({where('pedigree_memo_lookups_total', 'result', 'hit')}[{RATE}])) / sum(rate({sel('pedigree_memo_lookups_total')}[{RATE}]))", "hits")], "percentunit", max=1),
        series("Memory of decisions", "", [target(f"sum by (pod) ({sel('pedigree_memo_bytes')})", "{{pod}}")], "bytes"),
    ]),
    ("Evidence", [
        states("Sources", "Red: it cannot be read, what it held before is used.", f"min by (source) ({sel('pedigree_evidence_source_up')})", "{{source}}"),
        series("Age", "Since all of a source was read last.", [target(f"time() - min by (source) ({sel('pedigree_evidence_source_last_success_timestamp_seconds')})", "{{source}}")], "s"),
        series("Records", "untrusted: signed by nobody who is trusted.", [target(f"max by (source, outcome) ({sel('pedigree_evidence_records')})", "{{source}} {{outcome}}")]),
        series("Files and records that cannot be used", "pedigree doctor names them.", [target(f"max by (source) ({sel('pedigree_evidence_problems')})", "{{source}}")]),
    ]),
    ("Policies", [
        table("Policies by replica", "Replicas with different digests decide differently.", sel("pedigree_policy_set_info"), {"pod": "Replica", "digest": "Policies", "namespace": "Namespace", "Value": ""}),
        table("Exceptions", "Days until they end; negative: they have ended.", f"sort(min by (exception) ({days(sel('pedigree_exception_expiry_timestamp_seconds'))}))",
              {"exception": "Exception", "Value": "Days left"}, "d", steps=((None, RED), (0, ORANGE), (7, GREEN))),
        states("Reloads", "Red: the newest content was refused, and the old one stays.", f"min by (source, pod) ({sel('pedigree_reload_successful')})", "{{source}} {{pod}}", width=12),
        series("Loaded", "How often something new was taken over since the start.", [target(f"max by (source, pod) ({sel('pedigree_reload_generation')})", "{{source}} {{pod}}")], width=6),
        series("Time since the last change", "Of what is in force.", [target(f"time() - max by (source) ({sel('pedigree_reload_last_success_timestamp_seconds')})", "{{source}}")], "s", width=6),
    ]),
    ("Decision log and record", [
        series("Entries written", "", [target(rate("pedigree_log_entries_written_total", "pod"), "{{pod}}"), target(rate("pedigree_log_commits_total", "pod"), "{{pod}} commits")], "ops"),
        series("Queue", "Share of the room that is taken; beyond it entries are lost.",
               [target(f"{sel('pedigree_log_queue_entries')} / {sel('pedigree_log_queue_capacity_entries')}", "{{pod}}")], "percentunit", max=1),
        series("Lost and counted together", "Lost entries are missing in the log for good; counted are equal denials.",
               [target(f"sum(increase({sel('pedigree_log_entries_lost_total')}[{RATE}]))", "lost"), target(f"sum(increase({sel('pedigree_log_denials_counted_total')}[{RATE}]))", "counted")]),
        states("Log writable, record available", "", " or ".join(f"label_replace({sel(name)}, 'what', '{what}', '', '')" for what, name in (("log", "pedigree_log_writable"), ("record", "pedigree_record_available"))), "{{what}} {{pod}}"),
        series("Since the last commit", "Without traffic it grows, and nothing is wrong.", [target(f"time() - {sel('pedigree_log_last_commit_timestamp_seconds')}", "{{pod}}")], "s"),
        series("What the record knows", "", [target(sel("pedigree_record_objects"), "{{pod}} objects"), target(sel("pedigree_record_pending_decisions"), "{{pod}} not confirmed yet")]),
        states("Watches of the cluster", "Of the replica whose turn it is.", f"min by (resource) ({sel('pedigree_cluster_watch_synced')})", "{{resource}}", width=24),
    ]),
    ("Connections", [
        series("Open", "", [target(sel("pedigree_connections"), "{{pod}}")]),
        series("Accepted and cut off", "", [target(rate("pedigree_connections_accepted_total", "pod"), "{{pod}} accepted"), target(rate("pedigree_connections_cut_total", "reason"), "{{reason}}")], "ops"),
        series("Requests that are no AdmissionReview", "Somebody else than an API server.", [target(rate("pedigree_requests_rejected_total", "reason"), "{{reason}}")], "reqps"),
    ]),
    ("Resources", [
        series("Memory", "Resident, and what the control group allows.", [target(sel("process_resident_memory_bytes"), "{{pod}}"), target(sel("pedigree_memory_limit_bytes"), "{{pod}} limit"), target(sel("pedigree_bodies_in_flight_bytes"), "{{pod}} bodies")], "bytes"),
        series("Processors", "", [target(rate("process_cpu_seconds_total", "pod"), "{{pod}}")]),
        series("File descriptors", "", [target(sel("process_open_fds"), "{{pod}}"), target(sel("process_max_fds"), "{{pod}} limit")]),
        table("Versions", "And for how long they run.", f"(time() - {sel('process_start_time_seconds')}) * on (job, namespace, pod, instance) group_left (version) {sel('pedigree_build_info')}",
              {"pod": "Replica", "version": "Version", "namespace": "Namespace", "Value": "Up"}, "s"),
        series("Log lines dropped", "Their reader was too slow.", [target(rate("pedigree_log_lines_dropped_total", "pod"), "{{pod}}")], "ops", width=12),
    ]),
    ("Certificates", [
        series("Days left", "", [target(f"min by (type) ({days(sel('pedigree_certificate_expiry_timestamp_seconds'))})", "{{type}}")], "d", width=12),
        table("Valid from", "Days ago.", f"min by (pod, type) ((time() - {sel('pedigree_certificate_start_timestamp_seconds')}) / 86400)", {"pod": "Replica", "type": "Certificate", "Value": "Days ago"}, "d", width=6),
        states("Signed by the CA that is given", "", sel("pedigree_certificate_signed_by_ca"), "{{pod}}", width=6),
    ]),
    ("API servers", [
        series("Calls, p99", "As API servers see them, with the network; where Prometheus scrapes them.",
               [target(f"histogram_quantile(0.99, sum by (name, le) (rate(apiserver_admission_webhook_admission_duration_seconds_bucket{{{WEBHOOK}}}[{RATE}])))", "{{name}}")], "s"),
        series("Calls that failed", "Refused with 'failed calling webhook'.",
               [target(f"sum by (name) (rate(apiserver_admission_webhook_rejection_count{{{WEBHOOK},error_type='calling_webhook_error'}}[{RATE}]))", "{{name}}")], "reqps"),
        series("Let in without a call", "failurePolicy Ignore.", [target(f"sum by (name) (rate(apiserver_admission_webhook_fail_open_count{{{WEBHOOK}}}[{RATE}]))", "{{name}}")], "reqps"),
    ]),
]


def variable(name, label, metric, of):
    return {"name": name, "label": label, "type": "query", "datasource": SOURCE, "definition": f"label_values({metric}, {of})",
            "query": {"query": f"label_values({metric}, {of})", "refId": name}, "refresh": 2, "sort": 1, "multi": True, "includeAll": True,
            "allValue": ".+", "current": {"text": ["All"], "value": ["$__all"]}, "options": [], "regex": "", "hide": 0, "skipUrlSync": False}


def place(rows):
    """Rows and panels with their places in Grafana's grid of 24 columns."""
    panels, y = [], 0

    def add(one, **place):
        panels.append({"id": len(panels) + 1, **one, "gridPos": place})

    for title, members in rows:
        add({"type": "row", "title": title, "collapsed": False, "panels": []}, x=0, y=y, w=24, h=1)
        y, x, tallest = y + 1, 0, 0
        for member in members:
            width, height = member.pop("width"), member.pop("height")
            if x + width > 24:
                x, y, tallest = 0, y + tallest, 0
            add(member, x=x, y=y, w=width, h=height)
            x, tallest = x + width, max(tallest, height)
        y += tallest
    return panels


def dashboard():
    return {
        "title": "Pedigree", "uid": "pedigree", "description": "What the admission webhook for models decides, and how it is.",
        "tags": ["pedigree", "kubernetes", "admission"], "schemaVersion": 39, "version": 1, "editable": True, "graphTooltip": 1,
        "refresh": "30s", "time": {"from": "now-6h", "to": "now"}, "timezone": "", "timepicker": {}, "fiscalYearStartMonth": 0, "links": [
            {"title": "What each alert means", "type": "link", "icon": "doc", "targetBlank": True,
             "url": "https://github.com/pedigree-dev/pedigree/blob/main/docs/alerts.md"}],
        "templating": {"list": [
            {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "refresh": 1, "regex": "", "hide": 0,
             "includeAll": False, "multi": False, "options": [], "current": {}, "skipUrlSync": False},
            variable("namespace", "Namespace", "pedigree_build_info", "namespace"),
            variable("job", "Job", 'pedigree_build_info{namespace=~"$namespace"}', "job"),
        ]},
        "annotations": {"list": [
            {"builtIn": 1, "datasource": {"type": "grafana", "uid": "-- Grafana --"}, "enable": True, "hide": True,
             "iconColor": "rgba(0, 211, 255, 1)", "name": "Annotations & Alerts", "type": "dashboard"},
            {"datasource": SOURCE, "enable": True, "iconColor": "orange", "name": "New policies", "titleFormat": "new policies", "textFormat": "{{digest}}",
             "expr": f"{sel('pedigree_policy_set_info')} unless {sel('pedigree_policy_set_info')} offset 1m", "step": "60s"}]},
        "panels": place(ROWS),
    }


def main():
    if sys.argv[1:] not in (["--write"], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    text = json.dumps(dashboard(), indent=2, ensure_ascii=False) + "\n"
    if sys.argv[1] == "--write":
        FILE.write_text(text)
        return 0
    if not FILE.exists() or FILE.read_text() != text:
        print(f"{FILE} is not what {sys.argv[0]} writes: run it with --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
