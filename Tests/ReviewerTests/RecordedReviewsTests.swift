import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import PolicyFiles
import Reviewer
import Testing

/// Replays requests that a real kube-apiserver made, in the order of a user's step and what its controllers did then.
@Suite("Recorded reviews", .enabled(if: Recorded.isPresent))
struct RecordedReviewsTests {
    private static let policies: [(name: String, text: String)] = [
        ("baseline", policy()),
        ("pinned only", policy(pinnedModel: "{}")),
        (
            "corporate",
            policy(
                pinnedModel: """
                    {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true}],
                     serverImages: [vllm/vllm-openai], unreferenced: Deny, nonModelImages: ["docker.io/library/*"]}
                    """)
        ),
    ]

    @Test("nothing that a controller did after an admitted request is refused", arguments: policies.indices)
    func controllers(index: Int) throws {
        let reviewer = try reviewer(Self.policies[index].text)
        let recorded = try Recorded.all()
        let refused = try Self.refused(recorded, by: reviewer)
        var judged = 0
        for (file, request) in recorded where file.contains("--") {
            // What was refused never came to be, and so has no children.
            let targets = Set(reviewer.subject(of: request)?.targets.map(Self.key) ?? [])
            guard targets.isDisjoint(with: refused) else { continue }
            let review = try reviewer.review(request, at: time())
            #expect(review.verdict == .allowed, "\(file) by \(Self.policies[index].name): \(review.message)")
            judged += 1
        }
        #expect(judged > 10)
    }

    /// The objects of which a user's write would be refused.
    private static func refused(_ recorded: [String: ReviewRequest], by reviewer: Reviewer) throws -> Set<String> {
        var refused: Set<String> = []
        for (file, request) in recorded where !file.contains("--") {
            let review = try reviewer.review(request, at: time())
            if review.verdict == .denied { refused.insert(key(review.object)) }
        }
        return refused
    }

    private static func key(_ object: ObjectIdentity) -> String {
        "\(object.gvk.groupKind) \(object.namespace ?? "") \(object.name ?? "")"
    }

    @Test("deletions, connections, status and scale are let through, whatever they are about")
    func letThrough() throws {
        let reviewer = try reviewer(policy(pinnedModel: "{unreferenced: Deny}"))
        var seen: Set<String> = []
        for (file, request) in try Recorded.all() {
            let isQuiet = [.delete, .connect].contains(request.operation) || request.subresource != nil
            guard isQuiet, request.subresource != "ephemeralcontainers" else { continue }
            seen.insert(request.subresource ?? request.operation.rawValue)
            let review = try reviewer.review(request, at: time())
            #expect(review.verdict == .allowed && review.notJudged != nil, "\(file)")
        }
        #expect(seen.isSuperset(of: ["DELETE", "status", "scale", "exec"]))
    }

    @Test("updates that change nothing about the model are let through, and their twins are judged")
    func updates() throws {
        let reviewer = try reviewer(policy(pinnedModel: "{}"))
        let recorded = try Recorded.all()
        for file in [
            "label-inferenceservice", "noop-patch-inferenceservice", "add-finalizer-inferenceservice",
            "label-inferenceservice-while-deleting", "finalizer-removal-inferenceservice", "patch-rayservice-label",
            "ssa-unchanged-inferenceservice", "suspend-job",
        ] {
            let request = try #require(recorded["\(file).json"])
            #expect(try reviewer.verdict(request) == .allowed, "\(file)")
        }
        for file in [
            "patch-inferenceservice-storageuri", "patch-inferenceservice-promote-canary", "ssa-update-inferenceservice",
            "patch-llminferenceservice-uri",
        ] {
            let request = try #require(recorded["\(file).json"])
            #expect(try reviewer.verdict(request) == .denied, "\(file)")
        }
    }

    @Test("a policy of who may deploy refuses users' edits of models, and nothing that a controller did")
    func deployers() throws {
        let yaml = policy().replacing(
            "rules: {pinnedModel: {allow: [pinned, versioned]}}",
            with: "rules: {deployer: {users: [nobody]}, rollback: {requireDataContext: true, onUnknown: Deny}}")
        let reviewer = try reviewer(yaml)
        // The record has seen nothing yet, so that it vouches for no owner.
        let record = ServingRecord(
            states: { _ in .known([]) }, statesOfModel: { _, _ in .known([]) }, object: { _ in .known(nil) })
        var refused = 0
        for (file, recorded) in try Recorded.all() {
            for known in [nil, record] {
                var request = recorded
                request.record = known
                let review = try reviewer.review(request, at: time())
                guard file.contains("--") else {
                    refused += review.verdict == .denied ? 1 : 0
                    continue
                }
                #expect(review.verdict == .allowed, "\(file): \(review.message)")
            }
        }
        #expect(refused > 20)
        for file in [
            "label-inferenceservice", "add-finalizer-inferenceservice", "ssa-unchanged-inferenceservice", "suspend-job",
        ] {
            let request = try #require(try Recorded.all()["\(file).json"])
            #expect(try reviewer.verdict(request) == .allowed, "\(file)")
        }
    }

    @Test("every recorded request is decided")
    func decided() throws {
        let reviewer = try reviewer(policy())
        for (file, request) in try Recorded.all() {
            #expect(try reviewer.undecided(request) == nil, "\(file)")
        }
    }
}

/// The recorded requests beside the checkout, or where `PEDIGREE_SHARED` says.
enum Recorded {
    static let directory: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["PEDIGREE_SHARED"] { return "\(named)/corpus/reviews" }
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("shared/corpus/reviews").path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
        }
        return nil
    }()

    static var isPresent: Bool {
        if directory != nil { return true }
        print("skipped: the recorded reviews are not beside this checkout (PEDIGREE_SHARED says where they are)")
        return ProcessInfo.processInfo.environment["CI"] == "true"
    }

    static func all() throws -> [String: ReviewRequest] {
        let directory = try #require(directory, "the recorded reviews are missing")
        var requests: [String: ReviewRequest] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: directory) where file.hasSuffix(".json") {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(file)")))
            let request: ReviewRequest = try #require(decode(try JSONParser.parse(bytes).root))
            requests[file] = request
        }
        return requests
    }

    /// The recorded bodies as they are, in the order of their files' names.
    static func texts() throws -> [[UInt8]] {
        let directory = try #require(directory, "the recorded reviews are missing")
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            .filter { $0.hasSuffix(".json") }
            .map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\($0)"))) }
    }

    /// nil where it is no AdmissionReview.
    static func decode(_ review: Node) -> ReviewRequest? {
        guard let request = review["request"], let kind = request["kind"],
            let operation = ReviewRequest.Operation(rawValue: request["operation"]?.string ?? "")
        else { return nil }
        func object(_ key: String) -> Node? { request[key].flatMap { $0.isNull ? nil : $0.asRoot() } }
        return ReviewRequest(
            object: object("object"), oldObject: object("oldObject"),
            operation: operation,
            gvk: GroupVersionKind(
                group: kind["group"]?.string ?? "", version: kind["version"]?.string ?? "",
                kind: kind["kind"]?.string ?? ""),
            resource: request["resource"]?["resource"]?.string, subresource: request["subResource"]?.string,
            namespace: request["namespace"]?.string, name: request["name"]?.string,
            user: UserInfo(username: request["userInfo"]?["username"]?.string ?? "", groups: []),
            isDryRun: request["dryRun"]?.bool ?? false)
    }
}
