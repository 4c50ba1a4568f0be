import AttestCommand
import Attestation
import KubernetesModel
import Testing

@Suite("The statement of a lineage")
struct LineageStatementTests {
    private func request(_ change: (inout LineageRequest) -> Void = { _ in }) -> LineageRequest {
        var request = LineageRequest(subject: "s3://ml-models-prod/fraud/v47/")
        request.digest = "sha256:\(digestA)"
        request.finishedOn = moment
        change(&request)
        return request
    }

    private func root(_ request: LineageRequest, _ files: Files = Files([:])) throws -> Node {
        try json(try request.statement(now: try now(), read: files.read).statement.json())
    }

    /// `ROLE=DIGEST` of each dependency.
    private func dependencies(_ root: Node) -> [String] {
        let list = root["predicate"]?["buildDefinition"]?["resolvedDependencies"]?.elements.map { $0 } ?? []
        return list.map { "\($0["name"]?.string ?? "")=\($0["digest"]?.members.map(\.value).first?.string ?? "")" }
    }

    @Test("it is SLSA provenance with the roles source, dataset, base-model and environment")
    func fields() throws {
        let root = try root(
            request {
                $0.source = "git+https://git.corp/ml/fraud@\(commit)"
                $0.datasets = ["train=s3://corp/train.csv@sha256:\(digestA)"]
                $0.baseModels = ["hf://corp/base:\(commit)@sha256:\(digestA)"]
                $0.image = "registry.corp/train@sha256:\(digestA)"
                $0.parameters = ["max_iter=200", "lr=1e-3"]
                $0.environment = ["cuda=12.4"]
                $0.seed = "42"
                $0.builder = "https://ci.corp/trainer@v1"
                $0.invocation = "run-42"
            })
        #expect(
            dependencies(root) == [
                "source=\(commit)", "dataset:train=\(digestA)", "base-model=\(commit)", "environment=\(digestA)",
            ])
        #expect(root["predicateType"]?.string == "https://slsa.dev/provenance/v1")
        let definition = try #require(root["predicate"]?["buildDefinition"])
        #expect(definition["buildType"]?.string == "https://pedigree.dev/buildtypes/training/v1")
        #expect(definition["externalParameters"]?["hyperparameters"]?["lr"]?.string == "1e-3")
        #expect(definition["externalParameters"]?["seed"]?.string == "42")
        #expect(definition["internalParameters"]?["environment"]?["cuda"]?.string == "12.4")
        let details = try #require(root["predicate"]?["runDetails"])
        #expect(details["builder"]?["id"]?.string == "https://ci.corp/trainer@v1")
        #expect(details["metadata"]?["finishedOn"]?.string == moment)
    }

    @Test("what it needs beside itself stands there by its name, with a digest or a version")
    func context() throws {
        let root = try root(
            request {
                $0.source = "git+https://git.corp/ml/fraud@\(commit)"
                $0.context = [
                    "features=s3://corp/features/v12/", "transformer=registry.corp/prep:v3@sha256:\(digestA)",
                    "prep2=registry.corp/prep:v3",
                ]
            })
        #expect(
            dependencies(root) == [
                "source=\(commit)", "context:features=", "context:transformer=\(digestA)", "context:prep2=",
            ])
        let list = root["predicate"]?["buildDefinition"]?["resolvedDependencies"]
        #expect(list?.elements.compactMap { $0["uri"]?.string }.contains("s3://corp/features/v12/") == true)
    }

    @Test(
        "a context that moves, has no name or is named twice is refused",
        arguments: [
            ["features=s3://corp/features/latest/"], ["prep=registry.corp/prep:latest"], ["s3://corp/features/v12/"],
            ["features="], ["a=s3://b/v1/", "a=s3://b/v2/"], ["a/b=s3://b/v1/"],
        ])
    func badContext(context: [String]) throws {
        #expect(throws: AttestError.self) {
            try root(
                request {
                    $0.source = "git+https://git.corp/ml/fraud@\(commit)"
                    $0.context = context
                })
        }
    }

    @Test("a stage of a dvc.lock gives data, parameters and the command")
    func dvcLock() throws {
        guard let lock = try shared("vectors/dvc/dvc.lock") else { return }
        let root = try root(
            request { $0.dvcLock = "dvc.lock" }, Files(["dvc.lock": String(decoding: lock, as: UTF8.self)]))
        #expect(dependencies(root) == ["dataset:data=92ee629bdbb01a36461a570f3779f809.dir"])
        let parameters = root["predicate"]?["buildDefinition"]?["externalParameters"]
        #expect(parameters?["hyperparameters"]?["lr"]?.string == "0.1")
        #expect(parameters?["entryPoint"]?.string?.hasPrefix("sh -c") == true)
    }

    @Test("an MLflow run gives source, parameters and times, and never its data, which it cannot pin")
    func mlflowRun() throws {
        guard let run = try shared("vectors/mlflow-3.17.2/runs_get.json") else { return }
        let made = request {
            $0.mlflowRun = "run.json"
            $0.finishedOn = nil
        }
        let root = try root(made, Files(["run.json": String(decoding: run, as: UTF8.self)]))
        #expect(dependencies(root) == ["source=\(commit)"])
        let details = try #require(root["predicate"]?["runDetails"]?["metadata"])
        #expect(details["invocationId"]?.string == "runs:/318124e3abf44e959d09dd50c696a07e")
        #expect(details["finishedOn"]?.string == "2026-11-21T14:42:23Z")
    }

    @Test("a checkout with changes is refused, and said where it is allowed")
    func dirty() throws {
        let checkout = GitCheckout.State(
            commit: commit, remote: "git+https://git.corp/ml/fraud", changes: ["train.py", "a", "b", "c"])
        let text = problem { try root(request { $0.checkout = checkout }) }
        #expect(text.contains("--git: the checkout has changes that no commit holds (train.py, a, b and 1 more)"))
        let allowed = try root(
            request {
                $0.checkout = checkout
                $0.allowsDirty = true
            })
        #expect(allowed["predicate"]?["buildDefinition"]?["internalParameters"]?["sourceIsDirty"]?.bool == true)
        let clean = try root(request { $0.checkout = GitCheckout.State(commit: commit, remote: nil) })
        #expect(dependencies(clean) == ["source=\(commit)"])
        #expect(clean["predicate"]?["buildDefinition"]?["internalParameters"]?["sourceIsDirty"] == nil)
    }

    @Test(
        "what leads nowhere is refused",
        arguments: [
            Refusal("a lineage must lead somewhere") { _ in },
            Refusal("--source: \"git+https://git.corp/ml/fraud@main\" names no commit") {
                $0.source = "git+https://git.corp/ml/fraud@main"
            },
            Refusal("--dataset: ") { $0.datasets = ["s3://corp/train.csv"] },
            Refusal("--parameter: \"lr\" is not KEY=VALUE") { $0.parameters = ["lr"] },
            Refusal("--parameter: \"lr\" is given twice") { $0.parameters = ["lr=1", "lr=2"] },
            Refusal("--image: \"registry.corp/train:latest\" can move") { $0.image = "registry.corp/train:latest" },
            Refusal("--stage: a stage is one of a dvc.lock") { $0.stage = "train" },
            Refusal("--base-model: ") { $0.baseModels = ["s3://b/base/v1/"] },
        ] as [Refusal<LineageRequest>])
    func refusals(refusal: Refusal<LineageRequest>) {
        let text = problem { try root(request(refusal.change)) }
        #expect(text.contains(refusal.expected), "\(text)")
    }

    @Test("of several stages one must be named")
    func stages() {
        let lock = "schema: '2.0'\nstages:\n  prepare: {cmd: a}\n  train: {cmd: b, deps: [{path: d, md5: \(commit)}]}\n"
        let files = Files(["dvc.lock": lock])
        #expect(problem { try root(request { $0.dvcLock = "dvc.lock" }, files) }.contains("one of prepare, train"))
        let text = problem {
            try root(
                request {
                    $0.dvcLock = "dvc.lock"
                    $0.stage = "trian"
                }, files)
        }
        #expect(text.contains("did you mean train?"))
    }
}
