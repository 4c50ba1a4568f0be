"""Replays every review recorded from a kube-apiserver over TLS, and holds `check` to the same verdicts.

The expected verdicts stand in Tests/Fixtures/reviews/expected.tsv; a person wrote them by reading each request.
"""

import csv
import json
import sys

from support import ROOT, run, shared, webhook


def expected():
    lines = (ROOT / "Tests/Fixtures/reviews/expected.tsv").read_text().splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def verdict(answer):
    return "allowed" if answer["response"]["allowed"] else "denied"


def check_answer(row, request, answer):
    """What is wrong with one answer; nothing where all is as expected."""
    response = answer["response"]
    if answer["apiVersion"] != "admission.k8s.io/v1" or answer["kind"] != "AdmissionReview":
        yield "is no AdmissionReview v1"
    if response["uid"] != request["uid"]:
        yield "does not echo the uid"
    if verdict(answer) != row["verdict"]:
        yield f"{verdict(answer)}, expected {row['verdict']} ({row['why']}): {response.get('status', {}).get('message')}"
        return
    if row["verdict"] == "denied":
        status = response["status"]
        if (status["code"], status["reason"]) != (403, "Forbidden"):
            yield f"is {status['code']} {status['reason']}, not 403 Forbidden"
        for code in row["codes"].split(","):
            if f"[{code}]" not in status["message"]:
                yield f"does not name {code}: {status['message']}"


def same_in_check(row, request, answer, directory):
    """The same object from a manifest gets the same verdict."""
    manifest = directory / "manifest.json"
    manifest.write_text(json.dumps(request["object"]))
    namespace = ["--namespace", request["namespace"]] if request.get("namespace") else []
    status, output, errors = run("check", str(manifest), "--policy", "policies/baseline.yaml", *namespace, "--format", "json")
    found = json.loads(output)["objects"][0]["verdict"] if output else errors
    if found != verdict(answer) or status != (0 if found == "allowed" else 1):
        yield f"the webhook says {verdict(answer)}, check says {found} (exit {status})"
    if found == "denied":
        lines = {f"{finding['path']}: " for finding in json.loads(output)["objects"][0]["findings"]}
        for line in lines:
            if line not in answer["response"]["status"]["message"] + " ":
                yield f"check finds {line} and the webhook does not"


def main():
    reviews = shared("corpus", "reviews")
    rows = expected()
    on_disk = {path.name for path in reviews.glob("*.json")}
    problems = [f"{name} has no expected verdict" for name in on_disk - {row["file"] for row in rows}]
    requests = [json.loads((reviews / row["file"]).read_text())["request"] for row in rows]
    files = [reviews / row["file"] for row in rows]
    compared = 0
    with webhook("policies/baseline.yaml") as (server, directory):
        for protocol in ("--http2", "--http1.1"):
            answers = server.post_all(files, directory, protocol)
            for row, request, answer in zip(rows, requests, answers):
                problems += [f"{row['file']} ({protocol}): {problem}" for problem in check_answer(row, request, answer)]
        for row, request, answer in zip(rows, requests, answers):
            # An UPDATE has an old object, a subresource no manifest; what remains is what a pull request shows.
            if request["operation"] == "CREATE" and not request.get("subResource"):
                compared += 1
                problems += [f"{row['file']}: {problem}" for problem in same_in_check(row, request, answer, directory)]
    print(f"{len(rows)} reviews over both protocols, {compared} of them compared with check")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
