import Attestation
import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension VerifyResult {
    /// For people: one line of verdict, then one for each step.
    package var text: String {
        let carrier = statement == nil ? "" : ": \(printable(statement?.statement.predicateType ?? "", limit: 200))"
        var lines = ["\(isVerified ? "verified" : "not verified") \(printable(file))\(carrier)"]
        for (index, step) in report.steps.enumerated() {
            let number = String(repeating: " ", count: index < 9 ? 2 : 1) + String(index + 1)
            let name = step.step.rawValue.padding(to: 14)
            lines.append(
                "\(number)  \(name)\(step.outcome.word)\(step.outcome.detail.map { ": \(printable($0, limit: 2000))" } ?? "")"
            )
        }
        for subject in statement?.statement.subjects.prefix(20) ?? [] { lines.append("about  \(Self.line(subject))") }
        return lines.joined(separator: "\n") + "\n"
    }

    package var json: String {
        var writer = JSONWriter(pretty: true)
        writer.object { root in
            root.member("file", file)
            root.member("verified", isVerified)
            root.key("steps")
            root.array { list in
                for step in report.steps { list.object { Self.write(step, to: &$0) } }
            }
            if let statement { write(statement, to: &root) }
            if let model {
                root.key("model")
                root.object {
                    $0.member("matching", model.matching)
                    $0.member("problems", model.problems)
                    $0.member("passedOver", model.passedOver)
                }
            }
        }
        return writer.text + "\n"
    }

    private static func write(_ step: VerificationReport.Step, to writer: inout JSONWriter) {
        writer.member("step", step.step.rawValue)
        writer.member("outcome", step.outcome.name)
        if let detail = step.outcome.detail { writer.member("detail", detail) }
    }

    private func write(_ verified: VerifiedStatement, to writer: inout JSONWriter) {
        writer.member("predicateType", verified.statement.predicateType)
        writer.member("payloadDigest", verified.payloadDigest.description)
        writer.key("subjects")
        writer.array { list in
            for subject in verified.statement.subjects {
                list.object { object in
                    if let name = subject.name { object.member("name", name) }
                    if let uri = subject.uri { object.member("uri", uri) }
                    object.key("digest")
                    object.object { digests in
                        for (name, value) in subject.digests.sorted(by: { $0.key < $1.key }) {
                            digests.member(name, value)
                        }
                    }
                }
            }
        }
        writer.key("signers")
        writer.array { list in
            for signer in verified.signers { list.object { Self.write(signer, to: &$0) } }
        }
    }

    private static func write(_ signer: Signer, to writer: inout JSONWriter) {
        writer.member("trustRoot", signer.trustRoot)
        writer.member("key", "sha256:\(signer.keyDigest)")
        if let identity = signer.identity { writer.member("identity", identity) }
        guard let validity = signer.validity else { return }
        writer.member("validFrom", Timestamp.string(validity.lowerBound))
        writer.member("validUntil", Timestamp.string(validity.upperBound))
    }

    private static func line(_ subject: ResourceDescriptor) -> String {
        let name = [subject.uri ?? subject.name].compactMap { $0 }
        let digests = subject.digests.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
        return printable((name + digests).joined(separator: "  "), limit: 400)
    }
}

extension VerificationReport.Outcome {
    package var name: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .notAsked: "notAsked"
        case .notReached: "notReached"
        }
    }

    fileprivate var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .notAsked: "not asked"
        case .notReached: "not reached"
        }
    }

    fileprivate var detail: String? {
        switch self {
        case .passed(let detail): detail
        case .failed(let reason): reason
        case .notAsked, .notReached: nil
        }
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 1))
    }
}
