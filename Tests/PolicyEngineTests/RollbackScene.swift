import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine

/// The workload `churn` of `ml-prod`, whose policy asks for the context of what comes back.
struct RollbackScene {
    var gate: Gate
    var past = Past()
    var hasRecord = true
    var images: [ContainerImage] = []

    init(_ rollback: String = "{requireDataContext: true}", lineage: String = "") throws {
        gate = try Gate("rollback: \(rollback)\n    \(lineage)")
    }

    func subject(
        _ references: [ModelReference], _ declarations: [Declaration] = [], replaced: [ModelReference]? = nil,
        isChild: Bool = false
    ) -> Subject {
        var workload = Workload()
        workload.references = references
        workload.declarations = declarations
        workload.images = images
        var subject = PolicyEngineTests.subject(workload, namespace: "ml-prod", isChild: isChild)
        subject.identity = churn
        subject.record = hasRecord ? past.record : nil
        subject.replaced = replaced
        subject.write = Write(replaced == nil ? .create : .update, username: "alice")
        return subject
    }

    func judge(
        _ value: String, _ declarations: [Declaration] = [], replaces old: String?, isChild: Bool = false
    ) throws -> Judgement {
        let replaced = old.map { [reference($0, immutableVersion)] }
        return try gate.judge(
            subject([reference(value, immutableVersion)], declarations, replaced: replaced, isChild: isChild))
    }
}

let features12 = "features=s3://corp-data/features/v12/"
let features13 = "features=s3://corp-data/features/v13/"
let formerContext = ["features": "s3://corp-data/features/v12/"]

extension Judgement {
    var codes: [String] { findings.map(\.code.rawValue) }
}
