import CheckCommand
import FoundationEssentials
import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("PolicyReports")
struct PolicyReportTests {
    private static let uid = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"

    static func workload(
        _ name: String = "fraud", uid: String? = uid, namespace: String? = "ml-prod", kind: String = "Deployment"
    ) -> AuditedWorkload {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: kind)
        var workload = AuditedWorkload(
            identity: ObjectIdentity(gvk: gvk, namespace: namespace, name: name), judgement: .allowed)
        workload.uid = uid
        workload.policies = ["production"]
        return workload
    }

    static func finding(_ action: ValidationAction, message: String = "moves", policy: String = "production") -> Finding
    {
        Finding(
            code: ReasonCode(rawValue: "pinnedModel.mutable"), path: FieldPath("spec.model"),
            position: SourcePosition(line: 1, column: 1), message: message, policy: policy, action: action)
    }

    private func report(_ workload: AuditedWorkload, _ source: Audit.Source = .cluster) throws -> PolicyReport {
        try #require(PolicyReport(workload, of: source))
    }

    @Test("a workload that nothing is found about passes each policy that is about it")
    func passes() throws {
        let report = try report(Self.workload())
        #expect(report.name == "pedigree-deployment-\(Self.uid)" && report.namespace == "ml-prod")
        #expect(report.reportKind == "PolicyReport" && report.isOwned && report.omitted == 0)
        #expect(report.results.map(\.outcome) == [.pass] && report.summary.counts == [.pass: 1])
        #expect(report.results.first?.policy == "production")
    }

    @Test("what is found is told by how bad it is, with its code and its field")
    func outcomes() throws {
        var workload = Self.workload()
        workload.judgement = .denied
        workload.findings = [Self.finding(.audit), Self.finding(.warn), Self.finding(.deny)]
        workload.drift = [Drift(.dataset, path: "spec.model", "it is gone")]
        workload.notEvaluated = [.init(rule: "rollback", policy: "production", reason: "no log")]
        workload.exceptions = ["legacy"]
        let report = try report(workload)
        #expect(report.results.map(\.outcome) == [.fail, .warn, .warn, .warn, .skip, .skip])
        #expect(report.results.map(\.severity) == [.high, .low, .medium, .medium, .low, .low])
        let first = try #require(report.results.first)
        #expect(first.rule == "pinnedModel" && first.isScored)
        #expect(
            first.properties == ["code": "pinnedModel.mutable", "path": "spec.model", "action": "Deny"])
        #expect(report.results[3].rule == "drift" && report.results[3].properties["kind"] == "dataset")
        #expect(report.summary.counts == [.fail: 1, .warn: 3, .skip: 2])
    }

    @Test("what nobody could judge is an error, and passes nothing")
    func undecided() throws {
        var workload = Self.workload()
        workload.judgement = .undecided("nobody answers")
        let report = try report(workload)
        #expect(report.results.map(\.outcome) == [.error] && report.results.first?.message == "nobody answers")
    }

    @Test("what no policy is about is skipped, with the way to mend it")
    func uncovered() throws {
        var workload = Self.workload()
        workload.policies = []
        workload.isUncovered = true
        #expect(try report(workload).results.map(\.rule) == ["coverage"])
    }

    @Test("no more results stand in a report than it has room for; all of them are counted, the worst are kept")
    func capped() throws {
        var workload = Self.workload()
        workload.findings = (0..<100).map { Self.finding(.warn, message: "w\($0)") } + [Self.finding(.deny)]
        let report = try report(workload)
        #expect(report.results.count == 50 && report.omitted == 51)
        #expect(report.summary.counts == [.fail: 1, .warn: 100] && report.results.first?.outcome == .fail)
    }

    @Test("a message is one line of no more than a KiB, whatever is in it")
    func hostile() throws {
        var workload = Self.workload()
        workload.findings = [
            Self.finding(
                .deny,
                message: "a\n---\nkind: Secret\u{1b}[2J\u{202e}\u{FFFE}\u{10FFFF}" + String(repeating: "é", count: 5000)
            )
        ]
        let message = try #require(try report(workload).results.first?.message)
        #expect(message.utf8.count <= 1024 && message.hasSuffix("…"))
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value & 0xFFFE != 0xFFFE })
        #expect(!message.unicodeScalars.contains("\u{202e}"))
    }

    @Test(
        "the name is one that an API server takes",
        arguments: [
            (uid, "Deployment", "pedigree-deployment-\(uid)"), ("../x", "Deployment", nil), ("UPPER", "De ploy\n", nil),
            (nil, "Deployment", nil), (String(repeating: "a", count: 300), "Deployment", nil),
            ("-a", "Deployment", nil),
        ] as [(String?, String, String?)])
    func names(_ uid: String?, _ kind: String, _ wanted: String?) throws {
        let name = try report(Self.workload(uid: uid, kind: kind)).name
        if let wanted { #expect(name == wanted) }
        #expect(name.hasPrefix("pedigree-deploy") && name.utf8.count <= 253)
        #expect(name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        let another = try report(Self.workload("other", uid: uid, kind: kind)).name
        #expect((name == another) == (wanted != nil))
    }

    @Test("a workload in no namespace has a ClusterPolicyReport; a manifest that names none has not")
    func scopes() throws {
        #expect(try report(Self.workload(namespace: nil)).reportKind == "ClusterPolicyReport")
        let manifest = try report(Self.workload(uid: nil, namespace: nil), .manifests)
        #expect(manifest.reportKind == "PolicyReport" && !manifest.isOwned)
        #expect(PolicyReport(Self.workload(""), of: .cluster) == nil)
    }

    @Test("a report that was written reads as it was meant, and the time makes no difference")
    func roundTrip() throws {
        var workload = Self.workload()
        workload.findings = (0..<60).map { Self.finding(.warn, message: "w \($0) \"\\ é") }
        workload.exceptions = ["legacy"]
        let report = try report(workload)
        let json = report.json(at: Date(timeIntervalSince1970: 1_795_262_400), replacing: "7").pretty
        let node = try JSONParser.parse(Array(json.utf8)).root
        #expect(PolicyReport(node) == report)
        #expect(node["metadata"]?["resourceVersion"]?.string == "7")
        #expect(node["metadata"]?["ownerReferences"]?.elements.map { $0["uid"]?.string } == [Self.uid])
        let clusterWide = try self.report(Self.workload(namespace: nil))
        let other = clusterWide.json(at: Date(timeIntervalSince1970: 0)).pretty
        #expect(PolicyReport(try JSONParser.parse(Array(other.utf8)).root) == clusterWide)
    }

    @Test("a report that somebody has changed is another one")
    func changed() throws {
        let report = try report(Self.workload())
        let json = report.json(at: Date(timeIntervalSince1970: 0)).pretty
        for (old, new) in [
            (#""result": "pass""#, #""result": "fail""#), (#""pass": 1"#, #""pass": 2"#),
            ("has nothing against it", "loves it"), (#""managed-by": "pedigree""#, #""managed-by": "x""#),
            (#""scored": true"#, #""scored": false"#), (#""name": "fraud""#, #""name": "other""#),
            (Self.uid + "\"\n      }", "x\"\n      }"), ("managed-by\": \"pedigree", "managed-by\": \"kyverno"),
        ] where json.contains(old) {
            let node = try JSONParser.parse(Array(json.replacing(old, with: new).utf8)).root
            #expect(PolicyReport(node) != report, "\(old)")
        }
    }

    @Test("the format writes a stream of YAML, which reads as the same objects")
    func stream() throws {
        var workload = Self.workload()
        workload.findings = [Self.finding(.deny, message: "\"quoted\": yes # no\n- x\u{85}\u{2028}é")]
        var audit = Audit(
            subject: "cluster", source: .cluster, time: Date(timeIntervalSince1970: 1_795_262_400),
            policies: CheckReport.PolicySource(origin: "policies", names: ["production"], digest: ""))
        audit.workloads = [workload, Self.workload("churn", uid: nil), Self.workload("")]
        let text = AuditFormat.policyreport.write(audit, AuditFormatOptions())
        let documents = try YAMLParser.parse(text)
        #expect(documents.count == 2)
        #expect(
            documents.compactMap { PolicyReport($0.root) }
                == audit.workloads.compactMap { PolicyReport($0, of: .cluster) })
        audit.workloads = []
        #expect(AuditFormat.policyreport.write(audit, AuditFormatOptions()).isEmpty)
    }
}
