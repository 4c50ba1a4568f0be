import Testing

@testable import ModelReferences

@Suite("LLMInferenceService of KServe")
struct KServeLLMInferenceServiceTests {
    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    static let places = [
        ManifestCase(
            "the model and its adapters, those of adapters included",
            llm(
                """
                model:
                    uri: hf://a/base
                    name: served
                    lora: {adapters: [{name: x, uri: "hf://a/x"}, {name: y, uri: "pvc://c/y", lora: {adapters: [{uri: "s3://b/z"}]}}]}
                """),
            [
                "spec.model.uri = hf://a/base", "spec.model.lora.adapters[0].uri = hf://a/x (adapter)",
                "spec.model.lora.adapters[1].uri = pvc://c/y (adapter)",
                "spec.model.lora.adapters[1].lora.adapters[0].uri = s3://b/z (adapter)",
            ]),
        ManifestCase(
            "a model that a config names", llm("baseRefs: [{name: shared}]"),
            ["spec.baseRefs[0].name = llmisvc config shared"]),
        ManifestCase(
            "a model beside a config", llm("model: {uri: \"hf://a/b\"}\n  baseRefs: [{name: shared}]"),
            ["spec.model.uri = hf://a/b"]),
        ManifestCase(
            "a config without a model",
            llm(
                "template: {containers: [{name: main, image: v, args: [--model, /mnt/models]}]}",
                kind: "LLMInferenceServiceConfig"),
            []),
        ManifestCase(
            "a config with a model", llm("model: {uri: \"hf://a/b\"}", kind: "LLMInferenceServiceConfig"),
            ["spec.model.uri = hf://a/b"]),
    ]

    @Test("without the storage initializer the URI is not what is loaded; with it it is")
    func storageInitializer() throws {
        let pinned = "hf://a/b:\(String(repeating: "a1", count: 20))"
        let off = try Manifest(llm("model: {uri: \"\(pinned)\"}\n  storageInitializer: {enabled: false}"))
        let on = try Manifest(llm("model: {uri: \"\(pinned)\"}\n  storageInitializer: {enabled: true}"))
        #expect(off.references.map(\.pinning.name) == ["unresolved"])
        #expect(on.references.map(\.pinning.name) == ["pinned"])
    }

    @Test("an empty URI is refused, and no other model is made up; a config may fill it in")
    func emptyURI() throws {
        let template = "template: {containers: [{name: main, args: [--max-model-len, '512']}]}"
        let empty = try Manifest(llm("model: {uri: ''}\n  \(template)"))
        #expect(empty.lines == ["spec.model.uri = "])
        #expect(empty.references.map(\.pinning.name) == ["mutable"])
        let inherited = try Manifest(llm("model: {uri: ''}\n  baseRefs: [{name: shared}]"))
        #expect(inherited.lines == ["spec.baseRefs[0].name = llmisvc config shared"])
    }

    @Test("both served versions are read", arguments: ["v1alpha1", "v1alpha2"])
    func versions(_ version: String) throws {
        let manifest = try Manifest(
            "apiVersion: serving.kserve.io/\(version)\nkind: LLMInferenceService\nspec: {model: {uri: \"hf://a/b\"}}")
        #expect(manifest.lines == ["spec.model.uri = hf://a/b"])
    }

    @Test("an adapter from a registry is refused by KServe, whatever its digest")
    func adapterImage() throws {
        func found(_ uri: String) throws -> ModelReference? {
            try Manifest(
                """
                apiVersion: serving.kserve.io/v1alpha1
                kind: LLMInferenceService
                metadata: {name: n}
                spec: {model: {uri: "hf://o/n:\(commit)", lora: {adapters: [{name: a, uri: "\(uri)"}]}}}
                """
            ).references.first { $0.role == .adapter }
        }
        let image = try #require(try found("oci://r/a@sha256:\(sha256)"))
        #expect(image.pinning.reason.hasPrefix("invalid:"))
        #expect(image.suggestion?.contains("oci://") == false)
        #expect(try found("pvc://c/a")?.suggestion?.contains("oci://") == false)
        #expect(try found("hf://o/a:\(commit)")?.pinning.name == "pinned")
    }
}

private func llm(_ spec: String, kind: String = "LLMInferenceService") -> String {
    """
    apiVersion: serving.kserve.io/v1alpha2
    kind: \(kind)
    metadata: {name: n}
    spec:
      \(spec)
    """
}
