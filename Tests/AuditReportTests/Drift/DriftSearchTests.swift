import ClusterAPI
import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("The search for drift")
struct DriftSearchTests {
    private let data = UsedEvidence.Dataset(name: "train", reference: "s3://data/train.csv?versionId=v1")
    private let version = StoreQuestion.objectVersion(bucket: "data", key: "train.csv", version: "v1")

    private func search(
        _ workloads: inout [AuditedWorkload], _ answers: [StoreQuestion: StoreAnswer]?, admitted: AdmittedState? = nil
    ) -> [String] {
        let policies = PolicySet(policies: [], exceptions: [], digest: "")
        var search = DriftSearch(policies: policies, evidence: .empty, time: Live.admission)
        if let answers {
            search.stores = StoreAsker(Stores { question, _ in answers[question] ?? .there(StoreState()) })
        }
        return search.search(&workloads) { _ in admitted }
    }

    private func workload(_ data: UsedEvidence.Dataset, _ rule: String = "lineage") -> AuditedWorkload {
        Live.workload(AuditedModel(reference: Live.reference(), evidence: [Live.evidence(rule, datasets: [data])]))
    }

    @Test("a version that its store has no more is drift: the model could not be rebuilt")
    func gone() throws {
        var workloads = [workload(data), workload(data, "evaluation")]
        let notes = search(&workloads, [version: .gone("it was deleted")])
        #expect(notes.isEmpty)
        #expect(workloads.map { $0.drift.map(\.kind) } == [[.dataset], [.dataset]])
        let (trained, evaluated) = (workloads[0].drift[0], workloads[1].drift[0])
        #expect(trained.message.contains("train") && trained.message.contains("versionId=v1"))
        #expect(trained.message.contains("it was deleted") && trained.message.contains("could not be rebuilt"))
        #expect(evaluated.message.contains("could not be evaluated again") && trained.path == "spec.model")
    }

    @Test("a version that is there is no drift; one that nobody could ask for is a note and no drift")
    func there() {
        var workloads = [workload(data)]
        #expect(search(&workloads, [version: .there(StoreState())]).isEmpty && workloads[0].drift.isEmpty)
        let notes = search(&workloads, [version: .unknown("403 AccessDenied")])
        #expect(workloads[0].drift.isEmpty && notes.count == 1)
        #expect(notes.first?.contains("403 AccessDenied") == true && notes.first?.contains("train") == true)
    }

    @Test("without being asked to, no store is asked, and the audit says so")
    func unasked() {
        var workloads = [workload(data)]
        #expect(search(&workloads, nil).first?.contains("--ask-stores") == true && workloads[0].drift.isEmpty)
        var none = [Live.workload(AuditedModel(reference: Live.reference("pvc://claim/m")))]
        #expect(search(&none, nil).isEmpty)
    }

    @Test("data of the log and of the manifest is asked for as well, each version once")
    func sources() {
        var declared = AuditedModel(reference: Live.reference())
        declared.declaredDatasets = [data.reference, "s3://data/train/latest/"]
        var workloads = [Live.workload(declared)]
        let admitted = Live.admitted(datasets: [data])
        _ = search(&workloads, [version: .gone("it was deleted")], admitted: admitted)
        #expect(workloads[0].drift.map(\.kind) == [.dataset])
        var logged = [Live.workload(AuditedModel(reference: Live.reference()))]
        _ = search(&logged, [version: .gone("it was deleted")], admitted: admitted)
        #expect(logged[0].drift.map(\.kind) == [.dataset] && logged[0].drift[0].path.isEmpty)
    }

    @Test("an object that has other bytes than the evidence says is not the version that it names")
    func otherBytes() {
        let digest = Live.digest("a")
        let named = UsedEvidence.Dataset(name: "", reference: "s3://data/train.csv", digest: digest.description)
        let question = StoreQuestion.object(bucket: "data", key: "train.csv")
        func result(_ change: (inout StoreState) -> Void) -> (drift: [Drift], notes: [String]) {
            var state = StoreState()
            change(&state)
            var workloads = [workload(named)]
            let notes = search(&workloads, [question: .there(state)])
            return (workloads[0].drift, notes)
        }
        #expect(result { $0.digest = digest }.drift.isEmpty)
        #expect(result { $0.digest = Live.digest("b") }.drift.count == 1)
        let kept = result {
            $0.digest = Live.digest("b")
            $0.keepsVersions = true
        }
        #expect(kept.drift.isEmpty && kept.notes.first?.contains("versionId") == true)
        #expect(result { _ in }.notes.first?.contains("no SHA-256") == true)
        #expect(result { $0.isFolder = true }.notes.first?.contains("whether it is the same") == true)
    }

    @Test("what pods run is compared with the workload that they follow from")
    func pods() throws {
        let image = "registry.corp.example/ml/fraud:v47"
        let model = AuditedModel(reference: Live.reference("oci://\(image)", .mutable("a tag")))
        let policies = PolicySet(policies: [], exceptions: [], digest: "")
        var search = DriftSearch(policies: policies, evidence: .empty, time: Live.admission)
        for letter in "ab" {
            search.running.note(
                try Live.node(
                    #"{"spec":{"initContainers":[{"name":"modelcar","image":"\#(image)"}]},"status":{"#
                        + #""initContainerStatuses":[{"name":"modelcar","imageID":"r/x@\#(Live.digest(letter))"}]}}"#),
                of: ObjectUID("owner"))
        }
        var workloads = [Live.workload(model), Live.workload(model)]
        workloads[1].uid = "another"
        _ = search.search(&workloads) { _ in nil }
        #expect(workloads.map { $0.drift.map(\.kind) } == [[.changedBytes], []])
    }

    @Test("no more doubts are told one by one than somebody reads")
    func manyDoubts() {
        var workloads = (0..<60).map { number in
            workload(UsedEvidence.Dataset(name: "d\(number)", reference: "s3://data/\(number)?versionId=v"))
        }
        var answers: [StoreQuestion: StoreAnswer] = [:]
        for number in 0..<60 {
            answers[.objectVersion(bucket: "data", key: "\(number)", version: "v")] = .unknown("a\nb")
        }
        let notes = search(&workloads, answers)
        #expect(notes.count == 21 && notes.last?.contains("40 more") == true)
        #expect(notes.allSatisfy { !$0.contains("\n") })
    }
}
