import AttestCommand
import KubernetesModel
import Testing

@Suite("What tools write of an evaluation")
struct MetricsFormatTests {
    @Test("our own form has rows with slices, samples and data")
    func own() throws {
        let text = """
            {"metrics": [
              {"name": "f1_score", "value": 0.9300, "sampleCount": 12000, "threshold": {"op": ">=", "value": "0.9"}},
              {"name": "f1_score", "slice": "region=emea", "value": "0.91",
               "confidenceInterval": {"lower": 0.9, "upper": 0.92}}
            ], "dataset": "fraud-eval", "finishedOn": "2026-11-21T14:05:00Z"}
            """
        let measured = try read(text)
        #expect(try rows(text) == ["f1_score=0.9300/12000", "f1_score[region=emea]=0.91"])
        #expect(measured.finishedOn == moment)
        #expect(measured.rows.map(\.dataset) == ["fraud-eval", "fraud-eval"])
        #expect(measured.rows.last?.confidenceInterval?.lower.description == "0.9")
    }

    @Test(
        "what is wrong is said with line, field and remedy",
        arguments: [
            (
                #"{"metrics": [{"name": "f1", "valu": 1}]}"#,
                "metrics.json:1:37: metrics[0].valu: there is no field \"valu\" here; did you mean value?"
            ),
            (
                #"{"metrics": [{"name": "f1", "value": "NaN"}]}"#,
                "metrics.json:1:38: metrics[0].value: a decimal number was expected"
            ),
            (#"{"metrics": [{"name": "f1", "value": NaN}]}"#, "metrics.json:1:38: it is no JSON"),
            (#"{"metrics": [{"name": "f1", "value": "+0.9"}]}"#, "a decimal number was expected"),
            (#"{"metrics": [{"name": "f1", "value": "0x1p-1"}]}"#, "a decimal number was expected"),
            (#"{"metrics": [{"name": "", "value": 1}]}"#, "metrics[0].name: a text that is not empty"),
            (#"{"metrics": [{"value": 1}]}"#, "a metric needs a name"),
            (#"{"metrics": [{"name": "f1"}]}"#, "a metric needs a value"),
            (#"{"metrics": []}"#, "there is no metric in it"),
            (#"{"metrics": [1]}"#, "metrics[0]: an object was expected"),
            (#"{"metrics": [{"name": "f1", "value": 1, "sampleCount": -1}]}"#, "sampleCount must be a whole number"),
            (#"{"metrics": [{"name": "f1", "value": 1, "threshold": {"op": "=>", "value": 1}}]}"#, "a threshold is"),
            (#"{"metrics": [{"name": "f1", "value": 1}], "finishedOn": "yesterday"}"#, "a time such as"),
            (#"{"f1": 0.9}"#, "this has none of the known forms"),
            (#"[]"#, "an object was expected"),
            (#"{"metrics": [{"name": "f1", "value": 1, "value": 2}]}"#, "it is no JSON"),
        ])
    func problems(text: String, expected: String) {
        #expect(problem { try read(text) }.contains(expected))
    }

    @Test("a run of MLflow gives its metrics, its times and its name")
    func mlflow() throws {
        guard let bytes = try shared("vectors/mlflow-3.17.2/runs_get.json") else { return }
        let measured = try MetricsFormat.read(AttestInput(name: "run.json", bytes: bytes))
        #expect(measured.rows.map(\.title) == ["accuracy"])
        #expect(measured.rows.first?.value.description == "0.9733333333333334")
        #expect(measured.run == "runs:/318124e3abf44e959d09dd50c696a07e")
        #expect(measured.startedOn == "2026-11-21T14:42:04Z" && measured.finishedOn == "2026-11-21T14:42:23Z")
    }

    @Test("the client's form of a run is read, and a metric with a slice in its name")
    func mlflowClient() throws {
        let text = """
            {"info": {"run_id": "r1", "status": "FINISHED", "lifecycle_stage": "active"},
             "data": {"metrics": {"f1": 0.9, "f1/region:emea": 0.8, "system/cpu": 3e-1}, "params": {}, "tags": {}}}
            """
        #expect(try rows(text) == ["f1=0.9", "f1[region=emea]=0.8", "system/cpu=3e-1"])
    }

    @Test("a run that did not finish, or was deleted, says nothing", arguments: ["RUNNING", "FAILED", "KILLED"])
    func unfinished(status: String) {
        let text = """
            {"run": {"info": {"run_id": "r1", "status": "\(status)"},
             "data": {"metrics": [{"key": "f1", "value": 1}]}}}
            """
        #expect(problem { try read(text) }.contains("the run's status is \(status)"))
        let deleted = text.replacingOccurrences(
            of: "\"\(status)\"", with: "\"FINISHED\", \"lifecycle_stage\": \"deleted\"")
        #expect(problem { try read(deleted) }.contains("was deleted"))
    }

    @Test("each class of a classification report is a slice, each average a metric of its own")
    func classificationReport() throws {
        let text = """
            {"0": {"precision": 0.96, "recall": 0.98, "f1-score": 0.97, "support": 40.0},
             "1": {"precision": 0.9, "recall": 0.8, "f1-score": 0.85, "support": 10},
             "accuracy": 0.94,
             "macro avg": {"precision": 0.93, "recall": 0.89, "f1-score": 0.91, "support": 50.0},
             "weighted avg": {"precision": 0.94, "recall": 0.94, "f1-score": 0.94, "support": 50.0}}
            """
        #expect(
            try rows(text) == [
                "precision[class=0]=0.96/40", "recall[class=0]=0.98/40", "f1_score[class=0]=0.97/40",
                "precision[class=1]=0.9/10", "recall[class=1]=0.8/10", "f1_score[class=1]=0.85/10", "accuracy=0.94/50",
                "precision_macro=0.93/50", "recall_macro=0.89/50", "f1_score_macro=0.91/50",
                "precision_weighted=0.94/50", "recall_weighted=0.94/50", "f1_score_weighted=0.94/50",
            ])
    }

    @Test("each task of lm-evaluation-harness is a slice, without aliases and standard errors")
    func harness() throws {
        let text = """
            {"results": {
               "hellaswag": {"alias": "hellaswag", "acc,none": 0.57, "acc_stderr,none": 0.004, "sample_len": 10042},
               "gsm8k": {"exact_match,strict-match": 0.4, "exact_match_stderr,strict-match": "N/A"}},
             "n-samples": {"hellaswag": {"original": 10042, "effective": 100}},
             "date": 1795269900.7, "total_evaluation_time_seconds": "60.5"}
            """
        #expect(
            try rows(text) == ["acc[task=hellaswag]=0.57/100", "exact_match[task=gsm8k,filter=strict-match]=0.4"])
        #expect(try read(text).startedOn == "2026-11-21T14:05:00Z")
        #expect(try read(text).finishedOn == "2026-11-21T14:06:01Z")
    }

    @Test("a form that is named is the one that is read")
    func named() {
        #expect(problem { try read("{\"metrics\": []}", as: "mlflow-run") }.contains("this is no run of MLflow"))
        #expect(problem { try read("{\"a\": 1}", as: "lm-evaluation-harness") }.contains("`results`"))
    }
}
