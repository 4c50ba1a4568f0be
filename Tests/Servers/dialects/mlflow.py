"""A tracking server of MLflow: /SCENARIO/api/2.0/mlflow/…; version N of the model `suite` was made by the run `entry-N`."""

import json

from dialects import Dialect, Request


def make(entry):
    return MLflow(entry)


class MLflow(Dialect):
    def parse(self, method, path, query, headers):
        scenario, slash, rest = path.removeprefix("/").partition("/api/2.0/mlflow/")
        if not slash:
            return None
        if rest == "model-versions/search":
            return Request(scenario, "listing", page=int(query.get("page_token", "0").removeprefix("page-")))
        if rest == "model-versions/get":
            return Request(scenario, "entry", f"entry-{int(query['version']):04}")
        if rest == "model-versions/get-download-uri":
            return Request(scenario, "other")
        return Request(scenario, "other", query["run_id"]) if rest == "runs/get" else None

    def version(self, entry):
        return {
            "name": "suite", "version": str(entry.number), "source": f"s3://models/{entry.name}", "status": "READY",
            "run_id": entry.name, "current_stage": "None", "last_updated_timestamp": 1795272143998,
        }

    def json(self, value):
        return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()

    def answer(self, request, entries):
        if request.kind == "listing":
            first = request.page * self.page_size
            page = [self.version(entry) for entry in entries[first : first + self.page_size]]
            if request.scenario == "malformed-entry":
                page = [{"version": "7"}, {"name": "suite", "version": "seven"}, 7, None] + page
            answer = {"model_versions": page} if page else {}
            if first + self.page_size < len(entries):
                answer["next_page_token"] = f"page-{request.page + 1}"
            return self.json(answer)
        if request.kind == "other" and not request.name:
            return self.json({"artifact_uri": "mlflow-artifacts:/1/models/m-1/artifacts"})
        entry = self.named(entries, request.name)
        if not entry:
            body = {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "not found"}
            return 404, {"Content-Type": "application/json"}, json.dumps(body).encode()
        if request.kind == "entry":
            return self.json({"model_version": self.version(entry)})
        content = json.loads(entry.content)
        metrics = [{"key": "revision", "value": content["revision"], "timestamp": 1, "step": 0}]
        tags = [{"key": "padding", "value": content["padding"]}]
        info = {"run_id": entry.name, "status": "FINISHED", "lifecycle_stage": "active", "end_time": 1795272143213}
        return self.json({"run": {"info": info, "data": {"metrics": metrics, "tags": tags}}})

    def endless(self, request, is_empty):
        first = request.page * self.page_size
        page = [] if is_empty else [self.version(self.entry(first + number)) for number in range(1, 1 + self.page_size)]
        return self.json({"model_versions": page, "next_page_token": f"page-{request.page + 1}"})
