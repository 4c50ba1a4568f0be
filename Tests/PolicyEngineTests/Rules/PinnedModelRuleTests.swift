import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("PinnedModelRule")
struct PinnedModelRuleTests {
    private func rule(_ pinnedModel: String) throws -> PinnedModelRule {
        try #require(try policySet(policy(pinnedModel: pinnedModel)).policies.first?.pinnedModel)
    }

    private func codes(_ pinnedModel: String, _ workload: Workload) throws -> [String] {
        try rule(pinnedModel).evaluate(workload).findings.map(\.code.rawValue)
    }

    @Test(
        "what is allowed is admitted, and nothing below it",
        arguments: [
            ("{}", pinned, []), ("{}", versioned, ["pinnedModel.versioned"]), ("{}", mutable, ["pinnedModel.mutable"]),
            ("{}", Pinning.unresolved("x"), ["pinnedModel.unresolved"]), ("{allow: [pinned, versioned]}", pinned, []),
            ("{allow: [pinned, versioned]}", versioned, []),
            ("{allow: [pinned, versioned]}", mutable, ["pinnedModel.mutable"]),
            ("{allow: [pinned, versioned]}", .unresolved("x"), ["pinnedModel.unresolved"]),
        ])
    func allow(pinnedModel: String, pinning: Pinning, expected: [String]) throws {
        #expect(try codes(pinnedModel, workload(reference("s3://b/m/v1/", pinning))) == expected)
    }

    @Test("a denial says what, why and how to mend it")
    func message() throws {
        var stage = reference("models:/fraud-detector/Production", mutable)
        stage.suggestion = "serve the artifact URI of one version, e.g. s3://BUCKET/fraud-detector/v47/"
        let finding = try #require(try rule("{}").evaluate(workload(stage)).findings.first)
        #expect(
            finding.message == """
                "models:/fraud-detector/Production" is an MLflow stage, which can move; serve the artifact URI of one \
                version, e.g. s3://BUCKET/fraud-detector/v47/
                """)
        #expect(finding.path == FieldPath("spec.predictor.model.storageUri"))
    }

    private let corporate = """
        {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true},
         {uri: "oci://registry.corp/ml/"}, {uri: "s3://minio/", immutable: true, endpoint: "https://minio.corp"}]}
        """

    @Test(
        "a versioned reference is admitted only from a source declared immutable (a version overwritten after review)",
        arguments: [
            ("s3://ml-models-prod/fraud/v47/", versioned, []),
            ("s3://ml-models-prod-evil/fraud/v47/", versioned, ["pinnedModel.source"]),
            ("oci://registry.corp/ml/m:v1", versioned, ["pinnedModel.versioned"]),
            ("oci://registry.corp/ml/m@sha256:\(sha)", pinned, []),
            ("oci://registry.corp/ml-evil/m@sha256:\(sha)", pinned, ["pinnedModel.source"]),
            ("hf://corp/m:\(commit)", pinned, ["pinnedModel.source"]),
            ("models:/m/Production", mutable, ["pinnedModel.mutable", "pinnedModel.source"]),
            ("$MODEL", .unresolved("a variable"), ["pinnedModel.unresolved"]),
        ])
    func sources(value: String, pinning: Pinning, expected: [String]) throws {
        #expect(try codes(corporate, workload(reference(value, pinning))) == expected)
    }

    @Test("the same URI through another server is unresolved unless the source lists the endpoint")
    func endpoints() throws {
        func codes(_ value: String, _ endpoint: String?, name: String = "AWS_ENDPOINT_URL") throws -> [String] {
            let override = EndpointOverride(name: name, value: endpoint, path: FieldPath("env"))
            return try self.codes(corporate, workload(reference(value, versioned, overrides: [override])))
        }
        #expect(try codes("s3://minio/m/v1/", "https://minio.corp/") == [])
        #expect(try codes("s3://minio/m/v1/", "https://evil") == ["pinnedModel.unresolved"])
        #expect(try codes("s3://minio/m/v1/", nil) == ["pinnedModel.unresolved"])
        // Listed for one source is not listed for another.
        #expect(try codes("s3://ml-models-prod/m/v1/", "https://minio.corp") == ["pinnedModel.unresolved"])
        #expect(
            try codes("s3://ml-models-prod/m/v1/", "http://proxy", name: "HTTPS_PROXY") == ["pinnedModel.unresolved"])
    }

    @Test("what moves, comes from elsewhere and is read through another server is told all of it at once")
    func everything() throws {
        let override = EndpointOverride(name: "AWS_ENDPOINT_URL", value: "https://evil", path: FieldPath("env"))
        let moving = reference("s3://scratch/m/", mutable, overrides: [override])
        let result = try rule(corporate).evaluate(workload(moving))
        #expect(Set(result.findings.map(\.code)) == [.mutable, .source, .unresolved])
        #expect(result.references.map(\.pinning) == [mutable])
    }

    @Test("an endpoint makes even a commit unresolved where no source is named")
    func endpointOfCommit() throws {
        let override = EndpointOverride(name: "HF_ENDPOINT", value: "https://evil", path: FieldPath("env"))
        let result = try rule("{}").evaluate(workload(reference("hf://o/n:\(commit)", pinned, overrides: [override])))
        #expect(result.findings.map(\.code) == [.unresolved])
        #expect(result.findings.first?.message.contains("HF_ENDPOINT=https://evil") == true)
        #expect(result.references.map(\.pinning.name) == ["unresolved"])
    }

    @Test(
        "a reference counts only where the image that reads it is a trusted server pinned by digest",
        arguments: [
            ("vllm/vllm-openai:v0.8@sha256:\(sha)", []), ("vllm/vllm-openai@sha256:\(sha)", []),
            ("vllm/vllm-openai:v0.8", ["pinnedModel.unresolved"]),
            ("evil/vllm@sha256:\(sha)", ["pinnedModel.unresolved"]),
            ("not an image", ["pinnedModel.unresolved"]),
        ])
    func untrustedConsumer(image: String, expected: [String]) throws {
        let served = workload(reference("o/n", pinned, consumer: .vllm, image: image))
        #expect(try codes("{serverImages: [vllm/vllm-openai]}", served) == expected)
        #expect(try codes("{}", served) == [])
    }

    @Test("a tenant's own storage-initializer is judged like any server")
    func ownInitializer() throws {
        let rule = "{serverImages: [kserve/storage-initializer]}"
        let honest = workload(reference("hf://o/n:\(commit)", pinned))
        #expect(try codes(rule, honest) == [])
        func with(_ image: String) -> Workload {
            var workload = honest
            workload.images = [container(image, name: "storage-initializer")]
            return workload
        }
        #expect(try codes(rule, with("evil/init@sha256:\(sha)")) == ["pinnedModel.unresolved"])
        #expect(try codes(rule, with("kserve/storage-initializer@sha256:\(sha)")) == [])
    }

    @Test("an image that the policy says holds a model is a model reference")
    func modelImages() throws {
        let rule = try rule("{modelImages: ['myorg/*-classifier']}")
        let latest = rule.evaluate(workload(images: [container("myorg/cat-classifier:latest")]))
        #expect(latest.findings.map(\.code) == [.mutable])
        #expect(latest.references.map(\.value) == ["myorg/cat-classifier:latest"])
        let digest = rule.evaluate(workload(images: [container("myorg/cat-classifier@sha256:\(sha)")]))
        #expect(digest.findings == [])
        #expect(digest.references.map(\.pinning.name) == ["pinned"])
        #expect(rule.evaluate(workload(images: [container("nginx:latest")])).references == [])
    }

    @Test("an image that is a reference already is not counted twice")
    func modelImageOnce() throws {
        let path = "spec.containers[0].image"
        let image = reference("myorg/cat-classifier:v1", mutable, consumer: .image, path: path)
        let workload = workload(image, images: [container("myorg/cat-classifier:v1", path: path)])
        #expect(try rule("{modelImages: ['myorg/**']}").evaluate(workload).references.count == 1)
    }

    @Test("a workload without a reference is refused where the policy asks for one, unless its images hold no model")
    func unreferenced() throws {
        let rule = "{unreferenced: Deny, nonModelImages: ['docker.io/library/*']}"
        #expect(try codes(rule, workload(images: [container("evil/scorer:1")])) == ["pinnedModel.unreferenced"])
        #expect(try codes(rule, workload(images: [container("nginx:1.27")])) == [])
        #expect(try codes("{}", workload(images: [container("evil/scorer:1")])) == [])
        let mixed = workload(images: [container("nginx"), container("evil/scorer:1")])
        #expect(try codes(rule, mixed) == ["pinnedModel.unreferenced"])
        #expect(try codes(rule, workload(reference("o/n", pinned), images: [container("evil/scorer:1")])) == [])
    }

    @Test("an annotation speaks for an image that cannot change, and for no other")
    func declared() throws {
        let path = #"spec.template.metadata.annotations["pedigree.dev/model"]"#
        func codes(_ image: String) throws -> [String] {
            let declared = reference("hf://o/n:\(commit)", pinned, path: path)
            return try self.codes("{unreferenced: Deny}", workload(declared, images: [container(image)]))
        }
        #expect(try codes("evil/scorer:1") == ["pinnedModel.unreferenced"])
        #expect(try codes("evil/scorer@sha256:\(sha)") == [])
    }

    @Test("an object that runs nothing is no workload without a model")
    func notAWorkload() throws {
        #expect(try codes("{unreferenced: Deny}", Workload()) == [])
    }

    @Test("a command that cannot be read is a finding where the policy asks for models, references or not")
    func opaque() throws {
        var workload = workload(reference("o/n", pinned), images: [container("nginx")])
        workload.opaqueCommands = [
            OpaqueCommand(
                reason: "it is decoded by base64", path: FieldPath("spec.containers[0].command"),
                position: SourcePosition(line: 1, column: 1), container: "main")
        ]
        #expect(try codes("{unreferenced: Warn, nonModelImages: [nginx]}", workload) == ["pinnedModel.unreferenced"])
        #expect(try codes("{}", workload) == [])
    }

    @Test("a finding stays on one line and short, whatever the reference")
    func hostile() throws {
        let value = "s3://b/" + String(repeating: "x\n\u{1b}[31m", count: 5000)
        let finding = try #require(try rule("{}").evaluate(workload(reference(value, mutable))).findings.first)
        #expect(!finding.message.utf8.contains { $0 < 0x20 })
        #expect(finding.message.utf8.count < 1024)
    }

    @Test("every code of the rule has a page of its own")
    func pages() {
        #expect(Set(PinnedModelRule.description.codes).count == 5)
        for code in PinnedModelRule.description.codes { #expect(ReasonCodePage.find(code)?.code == code) }
        #expect(Set(ReasonCodePage.all.map(\.code)).count == ReasonCodePage.all.count)
    }
}
