"""Drives the webhook's edges as an API server, a scraper and a hostile client would."""

import json
import subprocess
import sys

from support import ROOT, expect, webhook


def post(server, body, path="/validate", *options):
    """Status and text of one POST with curl."""
    done = subprocess.run(
        [
            *("curl", "-sS", "--cacert", server.ca, "-H", "Content-Type: application/json", "--data-binary", "@-"),
            *("-w", "\n%{http_code}", *options, f"https://127.0.0.1:{server.port}{path}"),
        ],
        input=body,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    text, _, status = done.stdout.rpartition("\n")
    return int(status or 0), text


def review(name="fraud-detector-stage"):
    return json.loads((ROOT / f"examples/demo/reviews/{name}.json").read_text())


def protocol_edges(server):
    expect(post(server, "not JSON")[0] == 400, "what is no JSON is a 400")
    expect(post(server, '{"kind":"Pod","apiVersion":"v1"}')[0] == 400, "what is no AdmissionReview is a 400")
    expect(post(server, json.dumps(review()), "/elsewhere")[0] == 404, "another path is a 404")
    expect(post(server, "{}", "/validate", "-H", "Content-Type: text/plain")[0] == 415, "another type is a 415")
    expect(post(server, "", "/validate", "-X", "GET")[0] == 405, "a GET is a 405")
    doubled = json.dumps(review()).replace('"operation"', '"uid": "other", "operation"', 1)
    status, text = post(server, doubled)
    answer = json.loads(text)["response"]
    expect(status == 200 and answer["status"]["code"] == 503, f"a review with a key twice is undecided: {text}")
    deep = '{"kind":' * 100_000
    expect(post(server, deep)[0] == 400, "nesting without end is a 400")
    unknown = review()
    unknown["request"]["kind"]["version"] = "v9"
    unknown["request"]["object"]["apiVersion"] = "serving.kserve.io/v9"
    status, text = post(server, json.dumps(unknown))
    answer = json.loads(text)["response"]
    expect(status == 200 and not answer["allowed"], "an unknown version is not let in")
    expect(answer["status"]["code"] == 503, f"an unknown version is undecided: {text}")
    expect(answer["status"]["reason"] == "ServiceUnavailable", text)


def large_bodies(server):
    """Two objects of 3 MiB each in one UPDATE are accepted."""
    large = review("fraud-detector-canary")
    for side in ("object", "oldObject"):
        large["request"][side]["metadata"]["annotations"] = {"blob": "x" * (3 << 20)}
    status, text = post(server, json.dumps(large))
    expect(status == 200 and json.loads(text)["response"]["allowed"], f"two 3 MiB objects: {status} {text[:200]}")


def health_and_metrics(server):
    expect(not json.loads(post(server, json.dumps(review()))[1])["response"]["allowed"], "a stage is refused")
    expect(server.get("/healthz")[0] == 200, "/healthz")
    status, text = server.get("/readyz?verbose")
    expect(status == 200 and "polic" in text, f"/readyz?verbose: {text}")
    status, metrics = server.get("/metrics")
    expect(status == 200, "/metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=metrics, text=True, capture_output=True, check=False)
    expect(done.returncode == 0 and not done.stderr, f"promtool: {done.stdout}{done.stderr}")
    for wanted in ('verdict="denied"', "_bucket{", "certificate", "in_flight"):
        expect(wanted in metrics, f"{wanted} is not in the metrics")


def main():
    with webhook("policies/baseline.yaml") as (server, _):
        protocol_edges(server)
        large_bodies(server)
        health_and_metrics(server)
    print("protocol edges, large bodies, health and metrics are as documented")
    return 0


if __name__ == "__main__":
    sys.exit(main())
