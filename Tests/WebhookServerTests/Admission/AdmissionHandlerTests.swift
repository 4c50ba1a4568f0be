import Foundation
import KubernetesModel
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Testing

@testable import WebhookServer

@Suite("A review in, an answer out")
struct AdmissionHandlerTests {
    private let stage = "models:/fraud-detector/Production"
    private let version = "s3://ml-models-prod/fraud-detector/v47/"

    @Test("a reference that can move is denied with 403 and what to do; its version is allowed")
    func deniesAndAllows() throws {
        let server = try Handler(policies())
        let denied = try server.response(review(inferenceService(stage)))
        #expect(denied["uid"]?.string == "705ab4f5")
        #expect(denied["allowed"]?.bool == false)
        #expect(denied["status"]?["code"]?.int == 403)
        #expect(denied["status"]?["reason"]?.string == "Forbidden")
        let message = try #require(denied["status"]?["message"]?.string)
        #expect(message.hasPrefix("spec.predictor.model.storageUri: \"\(stage)\" is an MLflow stage"))
        #expect(message.hasSuffix("[pinnedModel.mutable]"))
        #expect(denied["auditAnnotations"]?["codes"]?.string == "pinnedModel.mutable")
        #expect(denied["auditAnnotations"]?["policy-digest"]?.string == server.policies?.digest)

        let allowed = try server.response(review(inferenceService(version)))
        #expect(allowed["allowed"]?.bool == true)
        #expect(allowed["status"] == nil)
        #expect(allowed["auditAnnotations"]?["policies"]?.string == "production")
    }

    @Test("a policy that warns lets the object in with a warning, one that audits in silence")
    func warns() throws {
        let warned = try Handler(policies(actions: "[Warn]")).response(review(inferenceService(stage)))
        #expect(warned["allowed"]?.bool == true)
        #expect(warned["warnings"]?.firstText?.contains("pinnedModel.mutable") == true)
        let audited = try Handler(policies(actions: "[Audit]")).response(review(inferenceService(stage)))
        #expect(audited["allowed"]?.bool == true)
        #expect(audited["warnings"] == nil)
        #expect(audited["auditAnnotations"]?["codes"]?.string == "pinnedModel.mutable")
    }

    @Test("an update that leaves the model as it was is let in, and what stands against it is said as drift")
    func drift() throws {
        let server = try Handler(policies())
        let same = try server.response(
            review(inferenceService(stage, label: "b"), old: inferenceService(stage, label: "a"), operation: "UPDATE"))
        #expect(same["allowed"]?.bool == true)
        #expect(same["auditAnnotations"]?["drift"]?.string == "pinnedModel.mutable")
        #expect(same["auditAnnotations"]?["not-judged"]?.string?.isEmpty == false)
        #expect(same["warnings"]?.firstText?.contains("would be refused today") == true)
        let other = try server.response(
            review(inferenceService(stage), old: inferenceService(version), operation: "UPDATE"))
        #expect(other["allowed"]?.bool == false)
    }

    @Test("more canary traffic to a model that can move is a change of the model")
    func canary() throws {
        let server = try Handler(policies())
        let more = try server.response(
            review(inferenceService(stage, canary: 90), old: inferenceService(stage, canary: 10), operation: "UPDATE"))
        #expect(more["allowed"]?.bool == false)
        let same = try server.response(
            review(
                inferenceService(stage, label: "b", canary: 10), old: inferenceService(stage, label: "a", canary: 10),
                operation: "UPDATE"))
        #expect(same["allowed"]?.bool == true)
    }

    @Test("what cannot be decided is 503 and not let in, with the reason")
    func undecided() throws {
        let server = try Handler(policies())
        let unknown = inferenceService(stage).replacing("v1beta1", with: "v9")
        let answer = try server.response(
            review(unknown).replacing(#""version":"v1beta1""#, with: #""version":"v9""#))
        #expect(answer["allowed"]?.bool == false)
        #expect(answer["status"]?["code"]?.int == 503)
        #expect(answer["status"]?["reason"]?.string == "ServiceUnavailable")
        #expect(answer["status"]?["message"]?.string?.contains("v9") == true)
        #expect(answer["auditAnnotations"]?["codes"]?.string == "object.unknownVersion")

        let malformed = try server.response(review(inferenceService(stage)).replacing("CREATE", with: "PATCH"))
        #expect(malformed["uid"]?.string == "705ab4f5")
        #expect(malformed["status"]?["code"]?.int == 503)
    }

    @Test("without policies nothing is let in")
    func noPolicies() throws {
        let answer = try Handler(nil).response(review(inferenceService(version)))
        #expect(answer["allowed"]?.bool == false)
        #expect(answer["status"]?["code"]?.int == 503)
    }

    @Test("a review that is not judged is answered with its uid and 503", arguments: NotJudged.allCases)
    func notJudged(reason: NotJudged) throws {
        let server = try Handler(policies())
        let answer = server.handler.undecided("705ab4f5", reason)
        let response = try #require(try JSONParser.parse(answer.body).root["response"])
        #expect(response["uid"]?.string == "705ab4f5")
        #expect(response["allowed"]?.bool == false)
        #expect(response["status"]?["code"]?.int == 503)
    }

    @Test(
        "what is no AdmissionReview is a 400",
        arguments: [
            "", "null", "[]", "{", #"{"kind":"Pod","apiVersion":"v1"}"#,
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{"uid":"a"}}"#,
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}"#, String(repeating: "[", count: 100_000),
        ])
    func notAReview(body: String) throws {
        #expect(try Handler(policies()).answer(body).status == 400)
    }

    @Test(
        "a review that no parser here reads is answered with its uid and 503",
        arguments: [
            #""a":"# + String(repeating: "[", count: 200) + String(repeating: "]", count: 200), #""a":1,"a":2"#,
            #""a":"\u0000\ud800""#, #""a":tru"#,
        ])
    func unreadable(field: String) throws {
        let body = review(#"{"apiVersion":"apps/v1","kind":"Deployment",\#(field)}"#, kind: "apps/v1/Deployment")
        let answer = try Handler(policies()).response(body)
        #expect(answer["uid"]?.string == "705ab4f5")
        #expect(answer["allowed"]?.bool == false)
        #expect(answer["status"]?["code"]?.int == 503)
    }

    @Test("decisions are counted by verdict, policy, code and kind, and invented kinds are not told apart")
    func counts() throws {
        let server = try Handler(policies())
        _ = try server.response(review(inferenceService(stage)))
        _ = try server.response(review(inferenceService(version)))
        _ = try server.response(review(#"{"apiVersion":"a.b/v1","kind":"Invented"}"#, kind: "a.b/v1/Invented"))
        let text = server.metrics.text()
        let kind = "InferenceService.serving.kserve.io"
        #expect(
            text.contains(
                #"{verdict="denied",policy="production",code="pinnedModel.mutable",kind="\#(kind)"} 1"#))
        #expect(text.contains(#"{verdict="allowed",policy="",code="",kind="\#(kind)"} 1"#))
        #expect(text.contains(#"{verdict="allowed",policy="",code="",kind="other"} 1"#))
        #expect(text.contains("pedigree_decision_duration_seconds_count 3\n"))
    }

    @Test("a decision is one log line, with no value out of the object")
    func logs() throws {
        let server = try Handler(policies())
        _ = try server.response(review(inferenceService("models:/secret-plan/Production")))
        let line = try #require(server.lines.all.first)
        #expect(server.lines.all.count == 1)
        for part in ["verdict=denied", "uid=705ab4f5", "user=alice", "codes=pinnedModel.mutable", "namespace=ml-prod"] {
            #expect(line.contains(part))
        }
        #expect(!line.contains("secret-plan"))
    }
}

/// The handler with one policy set, outside of any server.
private struct Handler {
    let policies: PolicySet?
    let metrics = ServerMetrics()
    let lines = Lines()
    let handler: ReviewHandler

    init(_ yaml: String?) throws {
        let set: PolicySet?
        if let yaml {
            let documents = try YAMLParser.parse(yaml).map { PolicyDocument(file: "policy.yaml", root: $0.root) }
            set = PolicyLint(documents).set
            #expect(set != nil)
        } else {
            set = nil
        }
        policies = set
        let lines = lines
        handler =
            AdmissionHandler(
                policies: set, metrics: metrics, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                decisions: lines.log()
            ).handler
    }

    func answer(_ body: String) -> ReviewAnswer {
        handler.answer(ReviewCall(body: Array(body.utf8), received: .now(), deadline: .distantFuture, traceID: nil))
    }

    func response(_ body: String) throws -> Node {
        let answer = answer(body)
        #expect(answer.status == 200)
        return try #require(try JSONParser.parse(answer.body).root["response"])
    }
}

extension Node {
    /// The first element of a list of strings.
    fileprivate var firstText: String? { elements.first { _ in true }?.string }
}

private func policies(actions: String = "[Deny]") -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: ModelProvenancePolicy
    metadata: {name: production}
    spec: {match: {}, validationActions: \(actions), rules: {pinnedModel: {allow: [pinned, versioned]}}}
    """
}

private func inferenceService(_ uri: String, label: String = "a", canary: Int? = nil) -> String {
    let traffic = canary.map { #""canaryTrafficPercent":\#($0),"# } ?? ""
    return
        #"{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"fraud","namespace":"ml-prod","#
        + #""labels":{"x":"\#(label)"}},"spec":{"predictor":{\#(traffic)"model":{"modelFormat":{"name":"sklearn"},"#
        + #""storageUri":"\#(uri)"}}}}"#
}

private func review(
    _ object: String, old: String = "null", operation: String = "CREATE",
    kind: String = "serving.kserve.io/v1beta1/InferenceService"
) -> String {
    let parts = kind.split(separator: "/")
    return #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"705ab4f5","#
        + #""kind":{"group":"\#(parts[0])","version":"\#(parts[1])","kind":"\#(parts[2])"},"#
        + #""resource":{"group":"\#(parts[0])","version":"\#(parts[1])","resource":"things"},"name":"fraud","#
        + #""namespace":"ml-prod","operation":"\#(operation)","userInfo":{"username":"alice"},"object":\#(object),"#
        + #""oldObject":\#(old),"dryRun":false,"options":null}}"# + "\n"
}
