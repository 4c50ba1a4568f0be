import AttestCommand
import Attestation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("The statement of an evaluation")
struct EvaluationStatementTests {
    private func request(_ change: (inout EvaluationRequest) -> Void = { _ in }) -> EvaluationRequest {
        var request = EvaluationRequest(subject: "s3://ml-models-prod/fraud/v47/", metrics: "metrics.json")
        request.digest = "sha256:\(digestA)"
        request.datasets = ["fraud-eval=s3://corp/eval.csv@sha256:\(digestA)"]
        change(&request)
        return request
    }

    private let files = Files([
        "metrics.json": """
        {"metrics": [{"name": "f1_score", "value": 0.930, "sampleCount": 12000,
                      "threshold": {"op": ">=", "value": 0.9}},
                     {"name": "f1_score", "slice": "region=emea", "value": "0.89",
                      "threshold": {"op": ">=", "value": "0.90"}}],
         "startedOn": "2026-11-21T14:00:00Z", "finishedOn": "2026-11-21T14:05:00Z"}
        """,
        "plain.json": #"{"metrics": [{"name": "f1_score", "value": 0.93}]}"#,
        "old.json": #"{"metrics": [{"name": "f1_score", "value": 0.92}]}"#,
        "eval.csv": "a,b\n",
    ])

    private func statement(_ request: EvaluationRequest) throws -> EvaluationStatement {
        try request.statement(now: try now(), read: files.read).statement
    }

    @Test("it has the fields of model-eval/v1, with every digit of the input")
    func fields() throws {
        let root = try json(try statement(request()).json())
        #expect(root["_type"]?.string == "https://in-toto.io/Statement/v1")
        #expect(root["predicateType"]?.string == PredicateType.modelEvaluation)
        let subject = try #require(root["subject"]?.elements.map { $0 }.first)
        #expect(subject["uri"]?.string == "s3://ml-models-prod/fraud/v47/")
        #expect(subject["digest"]?["sha256"]?.string == digestA)
        let predicate = try #require(root["predicate"])
        #expect(predicate["finishedOn"]?.string == moment)
        let metrics = try #require(predicate["metrics"]).elements.map { $0 }
        #expect(metrics.map { $0["value"]?.string } == ["0.930", "0.89"])
        #expect(metrics.map { $0["dataset"]?.string } == ["fraud-eval", "fraud-eval"])
        #expect(metrics.first?["sampleCount"]?.int == 12000)
        #expect(metrics.last?["slice"]?.string == "region=emea")
        let data = try #require(predicate["datasets"]?.elements.map { $0 }.first)
        #expect(data["name"]?.string == "fraud-eval")
        #expect(data["digest"]?["sha256"]?.string == digestA)
    }

    @Test("a threshold that is missed fails the statement, one that is met passes")
    func thresholds() throws {
        let failed = try #require(json(try statement(request()).json())["predicate"])
        #expect(failed["result"]?.string == "FAILED")
        #expect(failed["passedTests"]?.elements.map(\.string) == ["f1_score"])
        #expect(failed["failedTests"]?.elements.map(\.string) == ["f1_score[region=emea]"])
        let passed = try json(try statement(request { $0.metrics = "plain.json" }).json())["predicate"]
        #expect(passed?["result"]?.string == "PASSED")
    }

    @Test("what the gate reads back is what was written")
    func readBack() throws {
        let statement = try Statement.parse(try statement(request()).json())
        #expect(statement.subjects.first?.uri == "s3://ml-models-prod/fraud/v47/")
        #expect(statement.predicateType == PredicateType.modelEvaluation)
    }

    @Test("the time is the file's, then now, and an option outranks both")
    func times() throws {
        #expect(try statement(request()).finishedOn.text == moment)
        #expect(
            try statement(request { $0.finishedOn = "2026-11-21T15:00:00Z" }).finishedOn.text == "2026-11-21T15:00:00Z")
        let made = try request { $0.metrics = "plain.json" }.statement(now: try now(), read: files.read)
        #expect(made.statement.finishedOn.text == "2026-11-22T00:00:00Z")
        #expect(made.notes.first?.contains("nothing says when") == true)
    }

    @Test("a file's bytes are hashed, and a pointer stands for what it points to")
    func datasets() throws {
        var files = files
        files.texts["lfs.csv"] = "version https://git-lfs.github.com/spec/v1\noid sha256:\(digestA)\nsize 3\n"
        files.texts["data.dvc"] = "outs:\n- md5: 92ee629bdbb01a36461a570f3779f809.dir\n  size: 16\n  path: data\n"
        let made = request {
            $0.datasets = ["eval.csv", "lfs=lfs.csv", "data.dvc"]
            $0.metrics = "rows.json"
        }
        files.texts["rows.json"] = #"{"metrics": [{"name": "f1", "value": 1, "dataset": "lfs"}]}"#
        let datasets = try made.statement(now: try now(), read: files.read).statement.datasets
        #expect(datasets.map(\.name) == ["eval.csv", "lfs", "data"])
        #expect(datasets[0].digests["sha256"] == ContentDigest.sha256(Array("a,b\n".utf8)).hex)
        #expect(datasets[1].digests == ["sha256": digestA])
        #expect(datasets[2].digests == ["md5": "92ee629bdbb01a36461a570f3779f809.dir"])
    }

    @Test(
        "what would prove nothing is refused",
        arguments: [
            Refusal("--dataset: the data that the model was evaluated on must be named") { $0.datasets = [] },
            Refusal("--dataset: \"s3://corp/eval.csv\" is") { $0.datasets = ["s3://corp/eval.csv"] },
            Refusal("does not say on which of a, b it was measured") {
                $0.datasets = ["a=eval.csv", "b=sha256:\(digestA)"]
            },
            Refusal("two datasets have one name") { $0.datasets = ["a=eval.csv", "a=sha256:\(digestA)"] },
            Refusal("--dataset: \"missing.csv\" is") { $0.datasets = ["missing.csv"] },
            Refusal("none.json: cannot be read") { $0.metrics = "none.json" },
            Refusal("--finished-on: \"2026-11-21\": a time such as") { $0.finishedOn = "2026-11-21" },
            Refusal("ends (2026-11-21T13:00:00Z) before it begins") { $0.finishedOn = "2026-11-21T13:00:00Z" },
            Refusal("metrics.json has no metric \"f1_scor\"; did you mean f1_score?") { $0.renamings = ["f1_scor=F1"] },
            Refusal("--sample-count: \"many\" is not [SLICE=]NUMBER") { $0.sampleCounts = ["many"] },
            Refusal("no metric is of the slice \"region=apac\"") { $0.sampleCounts = ["region=apac=3"] },
            Refusal("name it with --baseline") { $0.baselineMetrics = "old.json" },
        ] as [Refusal<EvaluationRequest>])
    func refusals(refusal: Refusal<EvaluationRequest>) {
        let text = problem { try statement(request(refusal.change)) }
        #expect(text.contains(refusal.expected), "\(text)")
    }

    @Test("one metric twice is refused, since a reader could choose the better")
    func twice() {
        var files = files
        files.texts["twice.json"] = """
            {"metrics": [{"name": "f1", "slice": "a=b", "value": 0.9}, {"name": "f1", "slice": "a=b", "value": 0.8}]}
            """
        let twice = files
        let text = problem {
            try request { $0.metrics = "twice.json" }.statement(now: try now(), read: twice.read)
        }
        #expect(text.contains("\"f1[a=b]\" stands twice"))
    }

    @Test("a baseline is named by its digest, with what was measured of it")
    func baseline() throws {
        let made = request {
            $0.metrics = "plain.json"
            $0.baseline = "s3://ml-models-prod/fraud/v46/"
            $0.baselineDigest = "sha256:\(digestA)"
            $0.baselineMetrics = "old.json"
        }
        let baseline = try #require(json(try statement(made).json())["predicate"]?["baseline"])
        #expect(baseline["model"]?["uri"]?.string == "s3://ml-models-prod/fraud/v46/")
        let comparison = try #require(baseline["comparisons"]?.elements.map { $0 }.first)
        #expect(comparison["name"]?.string == "f1_score" && comparison["baselineValue"]?.string == "0.92")
    }

    @Test("metrics can be renamed and counted from the command line")
    func renamed() throws {
        let made = request {
            $0.renamings = ["f1_score=f1"]
            $0.sampleCounts = ["7", "region=emea=3"]
        }
        let rows = try statement(made).rows
        #expect(rows.map(\.title) == ["f1", "f1[region=emea]"])
        // What the file says stays.
        #expect(rows.map(\.sampleCount) == [12000, 3])
    }
}
