import Attestation
import KubernetesModel
import ModelReferences

/// What a finding says where evidence is missing or none of it counts.
package struct EvidenceWords {
    let reference: ModelReference
    let sources: EvidenceSources
    /// `evaluation by eval-runner`.
    var what: String
    /// Makes the missing one.
    var command: String

    /// What was looked for and where, how many envelopes were found, and why each was rejected.
    func nothing(_ rejected: [EvidenceSearch.Rejected], also: String? = nil) -> String {
        let more = also.map { "; \($0)" } ?? ""
        guard !rejected.isEmpty else {
            return
                "\(quoted(reference.value)) has no \(what): none was found in \(sources.text)\(more); make one with: \(command)"
        }
        let count = rejected.count == 1 ? "1 envelope" : "\(rejected.count) envelopes"
        let shown = rejected.sorted { ($0.why, $1.place) > ($1.why, $0.place) }.prefix(3).map { one in
            "\(one.place) is rejected: \(printable(one.reason, limit: 240))"
        }
        let rest = rejected.count > 3 ? "; and \(rejected.count - 3) more" : ""
        return "\(quoted(reference.value)) has no \(what) that counts: \(count) found in \(sources.text), "
            + "\(shown.joined(separator: "; "))\(rest)\(more); make one with: \(command)"
    }

    func unreached() -> String {
        "\(quoted(reference.value)): whether it has \(what.first == "e" ? "an" : "a") \(what) cannot be told, since \(sources.unreachedText) cannot be read"
    }

    /// The words by which the command line names the model.
    package static func subject(_ reference: ModelReference, _ model: ModelSubject) -> String {
        let word = shellWord(reference.value)
        return switch model {
        case .content(let digest): reference.value.contains(digest.hex) ? word : "\(word) --digest \(digest)"
        case .commit(let repositories, let commit):
            "\(shellWord("\(repositories.first ?? reference.value)@\(commit.hex)")) --digest sha256:DIGEST"
        case .version: "\(word) --digest sha256:DIGEST"
        }
    }

    /// Quoted for a shell where it is not one plain word.
    package static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./:@%+,=".utf8.contains(byte)
            }
        }
        guard !isPlain || text.isEmpty else { return printable(text, limit: 400) }
        return "'"
            + printable(text, limit: 400).split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''") + "'"
    }

    /// `eval-runner or ci`.
    static func signers(_ demand: EvidenceDemand) -> String {
        let names = demand.signedBy.joined(separator: " or ")
        return demand.threshold > 1 ? "\(demand.threshold) of \(demand.signedBy.joined(separator: ", "))" : names
    }
}
