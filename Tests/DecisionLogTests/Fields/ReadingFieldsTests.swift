import DecisionLog
import KubernetesModel
import ModelReferences
import Testing

@Suite("What is kept to read an object's models again")
struct ReadingFieldsTests {
    private func kept(_ yaml: String) throws -> ReadingFields? {
        let object = try #require(try YAMLParser.parse(yaml).first).root
        let found = try ReferenceFinder.find(in: object)
        let naming = NamingFields(object, found.references, found).texts
        return ReadingFields(object, found, beside: naming)
    }

    /// A server with one argument that names a model, and one more container field.
    private func server(args: String = "[--model, org/model]", env: String = "[]", more: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: ml, labels: {argocd.argoproj.io/instance: fraud}}
        spec:
          template:
            spec:
              containers: [{name: server, image: "vllm/vllm-openai:v0.9", args: \(args), env: \(env)\(more)}]
        """
    }

    private let container = "spec.template.spec.containers[0]"

    @Test("the image by which flags are read, the container's name and the marks of GitOps, and no more than that")
    func image() throws {
        let kept = try #require(try kept(server(env: "[{name: A, value: other}]")))
        #expect(
            kept.texts == [
                "\(container).image": "vllm/vllm-openai:v0.9", "\(container).name": "server",
                #"metadata.labels["argocd.argoproj.io/instance"]"#: "fraud",
            ])
        #expect(kept.judged.utf8.count == 64)
    }

    @Test("a variable that sends the reference elsewhere, with its name")
    func variable() throws {
        let kept = try #require(try kept(server(env: "[{name: HF_ENDPOINT, value: 'https://hub.corp'}]")))
        #expect(kept.texts["\(container).env[0].name"] == "HF_ENDPOINT")
        #expect(kept.texts["\(container).env[0].value"] == "https://hub.corp")
        #expect(!kept.judged.isEmpty)
    }

    @Test("two objects that are judged alike have one digest, and others another")
    func digest() throws {
        let one = try kept(server())?.judged
        #expect(try kept(server(more: ", resources: {limits: {cpu: 2}}"))?.judged == one)
        #expect(try kept(server(args: "[--model, org/other]"))?.judged != one)
        #expect(try kept(server().replacing("v0.9", with: "v0.8"))?.judged != one)
    }

    @Test(
        "what looks like a secret is not kept: such an object cannot be read from the log",
        arguments: [
            "[{name: HTTPS_PROXY, value: 'http://me:secret@proxy:3128'}]",
            "[{name: HF_ENDPOINT, value: 'https://token@hub.corp'}]",
        ])
    func secrets(env: String) throws {
        let kept = try #require(try kept(server(env: env)))
        #expect(kept.judged.isEmpty)
        #expect(kept.texts == [#"metadata.labels["argocd.argoproj.io/instance"]"#: "fraud"])
    }

    @Test("a document inside of a field is kept, unless it holds a token")
    func documents() throws {
        func service(_ variable: String) -> String {
            """
            apiVersion: ray.io/v1
            kind: RayService
            metadata: {name: llm}
            spec:
              serveConfigV2: |
                applications:
                  - name: llm
                    import_path: serve:app
                    runtime_env: {env_vars: {MODEL_ID: org/model, \(variable)}}
              rayClusterConfig:
                headGroupSpec: {template: {spec: {containers: [{name: head, image: "rayproject/ray:2.46"}]}}}
            """
        }
        let harmless = try #require(try kept(service("LEVEL: debug")))
        #expect(!harmless.judged.isEmpty && harmless.texts["spec.serveConfigV2"]?.contains("MODEL_ID") == true)
        let secret = try #require(try kept(service("HF_TOKEN: hf_abc")))
        #expect(secret.judged.isEmpty && secret.texts.isEmpty)
    }

    @Test("of an object without models nothing is kept")
    func nothing() throws {
        #expect(try kept("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: b}}") == nil)
    }
}
