import Attestation
import KubernetesModel
import PolicyEngine

extension EntryColumns {
    /// By what an entry that says `body` is found.
    package init(_ body: EntryBody) {
        switch body {
        case .reviewed(let decision), .carried(let decision, _): self.init(decision)
        case .denials(let count):
            self.init(count.workload, namespace: count.namespace)
            verdict = "denied"
        case .live(let observation), .gone(let observation):
            self.init(observation.workload, namespace: observation.workload.namespace)
            uid = Self.searchable(observation.uid)
        case .opened, .lost, .checkpoint, .removed: self.init()
        }
    }

    private init(_ decision: Decision) {
        self.init(decision.workload, namespace: decision.workload.namespace)
        uid = decision.uid.map(Self.searchable)
        verdict = Self.searchable(decision.verdict)
        models = decision.models.map {
            Model(
                value: Self.searchable($0.served.value), identity: Self.searchable($0.identity),
                digest: $0.served.digest.map { Self.searchable($0.description) })
        }
    }

    private init(_ workload: WorkloadIdentity?, namespace: String?) {
        self.init(
            namespace: namespace.map(Self.searchable), group: workload.map { Self.searchable($0.group) },
            kind: workload.map { Self.searchable($0.kind) }, name: workload.map { Self.searchable($0.name) })
    }

    /// A text as columns hold it, and as it must be looked for: the body has it whole.
    ///
    /// Databases end texts at U+0000 or refuse them, and PostgreSQL's indexes take no text over a third of a page: whoever
    /// may choose a URI must not be able to stop the log.
    package static func searchable(_ text: String) -> String {
        var text = text
        if text.utf8.contains(0) {
            text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
        }
        guard text.utf8.count > longest else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: kept)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return "\(text[..<end])…\(ContentDigest.sha256(Array(text.utf8)))"
    }

    /// Bytes.
    private static let longest = 512
    private static let kept = 400
}
