import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("What a log keeps of an object gives it back as it was judged")
struct RestoredObjectTests {
    private static let policies = """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: strict}
        spec:
          match: {}
          validationActions: [Deny]
          rules:
            pinnedModel: {allow: [pinned], unreferenced: Deny, modelImages: ["**"]}
            dataset: {allow: [pinned]}
            rollback: {requireDataContext: true}
        """

    private static func reviewer() throws -> Reviewer {
        let lint = PolicyLint(
            try YAMLParser.parse(policies).map { PolicyDocument(file: "policy.yaml", root: $0.root) })
        return Reviewer(policies: try #require(lint.set, "\(lint.errors)"))
    }

    private static func findings(_ object: Node, by reviewer: Reviewer) throws -> [String] {
        let identity = try #require(ObjectIdentity(object))
        var request = ReviewRequest(
            object: object, gvk: identity.gvk, namespace: identity.namespace, name: identity.name)
        request.isRejudged = true
        let review: Review
        do throws(Undecided) {
            review = try reviewer.review(request, at: LogScene.time(0))
        } catch {
            return [error.description]
        }
        return review.findings.map(\.line) + review.references.map { "\($0.value) \($0.path) \($0.pinning)" }
    }

    /// What the log keeps of the object, and nothing else of it; nil where that does not give it back.
    private static func restored(_ object: Node) throws -> Node? {
        let identity = try #require(ObjectIdentity(object))
        let found = try ReferenceFinder.find(in: object)
        let naming = NamingFields(object, found.references, found).texts
        guard let kept = ReadingFields(object, found, beside: naming), !kept.judged.isEmpty else { return nil }
        let fields = naming.merging(kept.texts) { named, _ in named }
        return try #require(FieldSketch(identity, fields)).document.root
    }

    @Test("real manifests are judged alike, whole and from what the log keeps of them")
    func corpus() throws {
        guard let directory = SharedFolder.path("corpus/manifests") else { return }
        let reviewer = try Self.reviewer()
        var (serving, kept) = (0, 0)
        for file in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
            guard file.hasSuffix(".yaml"), let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)"),
                let documents = try? YAMLParser.parse(Array(bytes))
            else { continue }
            for object in documents.map(\.root) {
                guard ObjectIdentity(object)?.name != nil, let found = try? ReferenceFinder.find(in: object),
                    !found.references.isEmpty
                else { continue }
                serving += 1
                guard let restored = try Self.restored(object) else { continue }
                kept += 1
                let (whole, rest) = (
                    try Self.findings(object, by: reviewer), try Self.findings(restored, by: reviewer)
                )
                #expect(whole == rest, "\(file)")
            }
        }
        print("of \(serving) objects that serve models, \(kept) can be judged from the log")
        #expect(serving > 100 && kept * 100 > serving * 85)
    }

    @Test("a server's image and flags, and variables by their names, come back with the reference")
    func server() throws {
        let object = try object(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: ml, labels: {argocd.argoproj.io/instance: fraud}}
            spec:
              template:
                spec:
                  containers:
                    - {name: proxy, image: envoy:v1}
                    - name: server
                      image: vllm/vllm-openai:v0.9
                      args: [--model, org/model, --revision, main]
                      env: [{name: A, value: secret}, {name: HF_ENDPOINT, value: "https://hub.corp"}]
            """)
        let restored = try #require(try Self.restored(object))
        #expect(try Self.findings(restored, by: Self.reviewer()) == Self.findings(object, by: Self.reviewer()))
        #expect(restored["metadata"]?["labels"]?["argocd.argoproj.io/instance"]?.string == "fraud")
        // Nobody asked for the other variable.
        var json = JSONWriter(capacity: 100)
        json.value(restored)
        #expect(!json.text.contains("secret") && json.text.contains("hub.corp"))
    }

    @Test("a password in an address is not kept, so that the object cannot be judged from the log")
    func password() throws {
        func deployment(_ endpoint: String) throws -> Node {
            try object(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      containers:
                        - name: server
                          image: vllm/vllm-openai:v0.9
                          args: [--model, org/model]
                          env: [{name: HTTPS_PROXY, value: "\(endpoint)"}]
                """)
        }
        #expect(try Self.restored(try deployment("http://me:secret@proxy:3128")) == nil)
        #expect(try Self.restored(try deployment("http://proxy:3128")) != nil)
    }

    private func object(_ yaml: String) throws -> Node { try #require(try YAMLParser.parse(yaml).first).root }
}

/// The data that stands beside the checkout (`../shared`, or where PEDIGREE_SHARED says).
enum SharedFolder {
    /// nil, with a printed word, where it is missing; a failure in CI.
    static func path(_ path: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        var places = environment["PEDIGREE_SHARED"].map { [URL(fileURLWithPath: $0)] } ?? []
        var directory = URL(fileURLWithPath: #filePath)
        while directory.pathComponents.count > 1 {
            directory.deleteLastPathComponent()
            places.append(directory.deletingLastPathComponent().appendingPathComponent("shared"))
        }
        for place in places {
            let found = place.appendingPathComponent(path).path
            if FileManager.default.fileExists(atPath: found) { return found }
        }
        print("skipped: \(path) is not beside this checkout (set PEDIGREE_SHARED)")
        if environment["CI"] == "true" { Issue.record("\(path) is missing in CI") }
        return nil
    }
}
