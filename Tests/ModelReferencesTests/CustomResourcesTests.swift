import Testing

@testable import ModelReferences

@Suite("Kinds that are not listed")
struct CustomResourcesTests {
    @Test(
        "a text that can be nothing but a model is a reference wherever it stands",
        arguments: [
            ("{storageUri: \"hf://a/b\"}", ["spec.storageUri = hf://a/b"]),
            ("{deep: [{er: [\"ollama://llama3\"]}]}", ["spec.deep[0].er[0] = ollama://llama3"]),
            ("{x: \"models:/m/3\"}", ["spec.x = models:/m/3"]),
            ("{x: \"huggingface://a/b\"}", ["spec.x = huggingface://a/b"]),
            ("{loras: [{source: \"hf://a/b\"}]}", ["spec.loras[0].source = hf://a/b (adapter)"]),
            ("{params: [{name: m, value: \" hf://a/b \"}]}", ["spec.params[0].value =  hf://a/b "]),
            ("{x: \"kaggle://o/m/pyTorch/v/1\"}", ["spec.x = kaggle://o/m/pyTorch/v/1"]),
            ("{data: \"hf://datasets/a/b\"}", []),
            ("{text: \"hf://a/b is what we serve\"}", []),
            ("{description: \"hf://a/b\"}", []),
        ])
    func modelSchemes(_ spec: String, _ lines: [String]) throws {
        #expect(try Manifest(Self.object(spec)).lines == lines)
    }

    @Test(
        "a bucket, a claim or a registry is one under a key that says so",
        arguments: [
            ("{model_uri: \"s3://b/m\"}", ["spec.model_uri = s3://b/m"]),
            ("{baseModelURL: \"gs://b/m\"}", ["spec.baseModelURL = gs://b/m"]),
            ("{modelArtifacts: {uri: \"pvc://c/m\"}}", ["spec.modelArtifacts.uri = pvc://c/m"]),
            ("{modelDataURL: \"s3://b/m.tar.gz\"}", ["spec.modelDataURL = s3://b/m.tar.gz"]),
            ("{model: {source: \"oci://r.io/m:1\"}}", ["spec.model.source = oci://r.io/m:1"]),
            ("{adapterUri: \"s3://b/a\"}", ["spec.adapterUri = s3://b/a (adapter)"]),
            ("{modelUrl: \"https://x.y/m.gguf\"}", ["spec.modelUrl = https://x.y/m.gguf"]),
            ("{modelUrl: \"https://api.x.y/v1\"}", []),
            ("{modelUrl: \"http://vllm:8000\"}", []),
            ("{outputModelUri: \"s3://b/m\"}", []),
            ("{outputLocation: {storageUri: \"s3://b/m\"}}", []),
            ("{logs: {path: \"s3://b/m\"}}", []),
            ("{source: \"s3://b/m\"}", []),
        ])
    func keys(_ spec: String, _ lines: [String]) throws {
        #expect(try Manifest(Self.object(spec)).lines == lines)
    }

    @Test(
        "what pods say is read as pods' and not once more",
        arguments: [
            ("{containers: [{name: c, image: i, env: [{name: DATA, value: \"hf://a/b\"}]}]}", [String]()),
            (
                "{containers: [{name: c, image: \"vllm/vllm-openai:1\", args: [--model, a/b]}], modelUri: \"hf://a/b\"}",
                ["spec.containers[0].args[1] = a/b", "spec.modelUri = hf://a/b"]
            ),
        ])
    func pods(_ spec: String, _ lines: [String]) throws {
        #expect(try Manifest(Self.object(spec)).lines == lines)
    }

    @Test(
        "objects that bring others or speak about them serve nothing",
        arguments: [
            "argoproj.io/v1alpha1 Application", "helm.toolkit.fluxcd.io/v2 HelmRelease",
            "kustomize.toolkit.fluxcd.io/v1 Kustomization", "pkg.crossplane.io/v1 Configuration",
            "kyverno.io/v1 ClusterPolicy", "wgpolicyk8s.io/v1alpha2 PolicyReport", "pedigree.dev/v1alpha1 Policy",
            "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy", "v1 ConfigMap", "apps/v1 Deployment",
        ])
    func others(_ kind: String) throws {
        let words = kind.split(separator: " ")
        let yaml = Self.object("{model: {uri: \"hf://a/b\"}}", String(words[0]), String(words[1]))
        #expect(try Manifest(yaml).lines == [])
        #expect(try Manifest(Self.object("{model: {uri: \"hf://a/b\"}}")).lines == ["spec.model.uri = hf://a/b"])
    }

    @Test("status and metadata only report")
    func reports() throws {
        let yaml = """
            apiVersion: x.dev/v1
            kind: Foo
            metadata: {name: f, annotations: {a: "hf://a/b"}, labels: {b: "hf://a/b"}}
            status: {modelUri: "hf://a/b"}
            """
        #expect(try Manifest(yaml).lines == [])
    }

    @Test("a moving one is mutable, and one by its commit is pinned")
    func pinning() throws {
        let commit = String(repeating: "ab", count: 20)
        let moving = try Manifest(Self.object("{m: \"hf://a/b\"}")).workload()
        #expect(moving.references.map(\.pinning.name) == ["mutable"])
        #expect(moving.isWorkload)
        #expect(try Manifest(Self.object("{m: \"hf://a/b@\(commit)\"}")).references.map(\.pinning.name) == ["pinned"])
    }

    @Test("an object with more than can be read is refused")
    func bounds() throws {
        let many = (0...ReferenceCollector.mostReferences).map { "\"hf://a/b\($0)\"" }.joined(separator: ", ")
        let last = try #require(try Manifest(Self.object("{m: [\(many)]}")).references.last)
        #expect(last.pinning.name == "unresolved")
    }

    private static func object(_ spec: String, _ apiVersion: String = "x.dev/v1", _ kind: String = "Foo") -> String {
        "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: f}\nspec: \(spec)"
    }
}
