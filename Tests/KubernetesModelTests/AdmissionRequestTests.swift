import Foundation
import Testing

@testable import KubernetesModel

@Suite("AdmissionRequest")
struct AdmissionRequestTests {
    /// A small review, with `change` put in place of `target`.
    private func review(_ target: String = "", _ change: String = "") -> [UInt8] {
        let text = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",\
            "kind":{"group":"apps","version":"v1","kind":"Deployment"},\
            "resource":{"group":"apps","version":"v1","resource":"deployments"},\
            "requestKind":{"group":"apps","version":"v1beta1","kind":"Deployment"},\
            "name":"web","namespace":"ml","operation":"UPDATE",\
            "userInfo":{"username":"alice","groups":["a","b"]},\
            "object":{"metadata":{"name":"web"},"spec":{"replicas":2}},"oldObject":{"metadata":{"name":"old"}},\
            "dryRun":true,"options":{"kind":"UpdateOptions"}}}
            """
        return Array((target.isEmpty ? text : text.replacingOccurrences(of: target, with: change)).utf8)
    }

    private func error(_ bytes: [UInt8]) throws -> AdmissionReviewError {
        try #require(throws: AdmissionReviewError.self) { try AdmissionRequest.decode(bytes) }
    }

    @Test("every field of a request is read")
    func fields() throws {
        let request = try AdmissionRequest.decode(review())
        #expect(request.uid == "u-1")
        #expect(request.kind == GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
        #expect(request.resource == .init(group: "apps", version: "v1", resource: "deployments"))
        #expect(request.requestKind.version == "v1beta1")
        #expect(request.subResource == nil)
        #expect(request.name == "web")
        #expect(request.namespace == "ml")
        #expect(request.operation == .update)
        #expect(request.user == .init(username: "alice", groups: ["a", "b"]))
        #expect(request.isDryRun)
        #expect(request.options?["kind"]?.string == "UpdateOptions")
        #expect(request.oldObject?[path: "metadata", "name"]?.string == "old")
    }

    @Test("paths begin at the object, not at the review")
    func paths() throws {
        let request = try AdmissionRequest.decode(review())
        #expect(request.object?.path.description.isEmpty == true)
        #expect(request.object?[path: "spec", "replicas"]?.path.description == "spec.replicas")
        #expect(request.oldObject?[path: "metadata", "name"]?.path.description == "metadata.name")
    }

    @Test("a deletecollection is named by the old object")
    func deleteCollection() throws {
        let bytes = review(#""name":"web","namespace":"ml","operation":"UPDATE""#, #""operation":"DELETE""#)
        let text = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(
                of: #""object":{"metadata":{"name":"web"},"spec":{"replicas":2}}"#, with: #""object":null"#)
        let request = try AdmissionRequest.decode(Array(text.utf8))
        #expect(request.name == "old")
        #expect(request.namespace == nil)
        #expect(request.object == nil)
    }

    @Test("absent and null are the same", arguments: [#""dryRun":null,"options":null"#, #""x":1"#])
    func nulls(fields: String) throws {
        let request = try AdmissionRequest.decode(
            review(#""dryRun":true,"options":{"kind":"UpdateOptions"}"#, fields))
        #expect(!request.isDryRun)
        #expect(request.options == nil)
        let kind = try AdmissionRequest.decode(review("requestKind", "unknownField")).requestKind
        #expect(kind == request.kind)
    }

    @Test(
        "what is no AdmissionReview of v1 has nothing that could be answered",
        arguments: [
            ("AdmissionReview", "Review"), ("admission.k8s.io/v1", "admission.k8s.io/v1beta1"), ("request", "response"),
            (#""uid":"u-1""#, #""uid":"""#), (#""uid":"u-1""#, #""uid":5"#), (#""uid":"u-1","#, ""), ("{", "["),
            ("u-1", String(repeating: "u", count: 300)), (#""dryRun":true"#, #""dryRun":true,"dryRun":false"#),
        ])
    func noReview(target: String, change: String) throws {
        let error = try error(review(target, change))
        switch error {
        case .notAReview, .unreadable: #expect(!error.message.isEmpty)
        case .malformed: Issue.record("taken for a review")
        }
    }

    @Test(
        "a review that cannot be judged still has a uid to answer to",
        arguments: [
            ("UPDATE", "PATCH", "request.operation"), (#""operation":"UPDATE","#, "", "request.operation"),
            (#""object":{"#, #""thing":{"#, "request.object"),
            (#""oldObject":{"#, #""oldObject":5,"x":{"#, "oldObject"),
            (#""name":"web","#, #""name":5,"#, "request.name"), (#""dryRun":true"#, #""dryRun":"true""#, "dryRun"),
            (#""kind":"Deployment"}"#, #""kind":""}"#, "request.kind"),
            (#""groups":["a","b"]"#, #""groups":"a""#, "groups"),
            (#""groups":["a","b"]"#, #""groups":[1]"#, "groups[0]"),
            (#""resource":"deployments""#, #""resource":"""#, "request.resource"),
            (#""userInfo":{"#, #""userInfo":[],"x":{"#, "userInfo"),
        ])
    func malformed(target: String, change: String, named: String) throws {
        guard case .malformed(let uid, let message) = try error(review(target, change)) else {
            Issue.record("not taken for a review")
            return
        }
        #expect(uid == "u-1")
        #expect(message.contains(named), "\(message)")
    }

    @Test("v1beta1 is told which version to register")
    func beta() throws {
        #expect(try error(review("k8s.io/v1\"", "k8s.io/v1beta1\"")).message.contains("admissionReviewVersions: [v1]"))
    }

    @Test("every recorded review is read")
    func corpus() throws {
        for file in try SharedData.files("corpus/reviews", suffix: ".json") {
            let request = try AdmissionRequest.decode(try SharedData.bytes(file))
            #expect(request.name != nil, "\(file.name)")
            #expect(!request.user.username.isEmpty && !request.user.groups.isEmpty, "\(file.name)")
            #expect((request.object == nil) == (request.operation == .delete) || request.operation == .connect)
            #expect(request.object?.path.description.isEmpty ?? true)
        }
    }
}
