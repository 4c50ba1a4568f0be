import Attestation
import KubernetesModel
import PolicyEngine

/// What `pedigree attest statement` was told, as it was written.
package struct StatementRequest: Sendable {
    /// `NAME=sha256:…`, or a reference as the other statements take it.
    package var subjects: [String]
    /// What the predicate is: a URI.
    package var type: String
    /// A file with a JSON object.
    package var predicate: String

    package init(subjects: [String], type: String, predicate: String) {
        self.subjects = subjects
        self.type = type
        self.predicate = predicate
    }

    /// - Parameter read: gives the bytes of a file.
    /// - Throws: what would make a statement that no reader takes, which is better known before it is signed.
    package func statement(read: (String) throws(AttestError) -> [UInt8]) throws(AttestError) -> FreeStatement {
        guard Self.isURI(type) else { throw AttestError("--type", noURI(type)) }
        let input = AttestInput(name: predicate, bytes: try read(predicate))
        let root = try input.json()
        guard root.isObject else { throw input.error(root, noObject) }
        let statement = FreeStatement(subjects: try named(), predicateType: type, predicate: root)
        try check(statement, input)
        return statement
    }

    private func named() throws(AttestError) -> [ResourceDescriptor] {
        guard !subjects.isEmpty else { throw AttestError("--subject", noSubject) }
        var all: [ResourceDescriptor] = []
        for text in subjects {
            let subject = try Self.subject(text)
            guard !all.contains(subject) else { throw AttestError("--subject", twice(text)) }
            all.append(subject)
        }
        return all
    }

    /// A name with its digest is a file of a release, or anything else that is no model.
    private static func subject(_ text: String) throws(AttestError) -> ResourceDescriptor {
        let named = NamedReference(text)
        guard let name = named.name else { return try SubjectArgument.parse(text, digest: nil) }
        guard named.reference.hasPrefix("sha256:") else { throw AttestError("--subject", noDigest(text)) }
        return ResourceDescriptor(
            name: name, digests: ["sha256": try SubjectArgument.sha256(named.reference, "--subject")])
    }

    /// Reads the statement as its verifiers will.
    private func check(_ statement: FreeStatement, _ input: AttestInput) throws(AttestError) {
        let bytes = statement.json(pretty: false)
        let largest = EnvelopeLimits.standard.payload
        guard bytes.count <= largest else { throw AttestError(input.name, tooLarge(bytes.count, largest)) }
        let parsed: Statement
        do throws(Rejection) {
            parsed = try Statement.parse(bytes)
        } catch {
            throw AttestError(input.name, error.reason)
        }
        guard case .malformed(let reason) = PredicateContent(parsed) else { return }
        throw AttestError(input.name, notOfItsType(type, reason))
    }

    /// A scheme and something behind it, in visible ASCII (RFC 3986, section 3).
    private static func isURI(_ text: String) -> Bool {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first
        else { return false }
        let scheme = text.utf8[..<colon]
        return isLetter(first) && text.utf8.index(after: colon) != text.utf8.endIndex
            && scheme.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E].contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

/// A statement whose predicate somebody else made: an SBOM, the provenance of an image, a review.
package struct FreeStatement: Sendable {
    /// At least one.
    package var subjects: [ResourceDescriptor]
    package var predicateType: String
    package var predicate: Node

    /// The statement: compact to be signed, `pretty` to be read.
    package func json(pretty: Bool) -> [UInt8] {
        StatementWriter.statement(about: subjects, predicateType: predicateType, pretty: pretty) { writer in
            for member in predicate.members {
                writer.key(member.key)
                writer.value(member.value)
            }
        }
    }
}

private let noSubject = "a statement must be about something: --subject NAME=sha256:…, or an image as NAME@sha256:…"
private let noObject = "a predicate is a JSON object"
private func noURI(_ text: String) -> String {
    "\(quoted(text)) is no URI; give the type of the predicate, such as https://spdx.dev/Document"
}
private func noDigest(_ text: String) -> String {
    "\(quoted(text)) does not say what it is; write NAME=sha256:<64 lower-case hex digits>"
}
private func tooLarge(_ count: Int, _ largest: Int) -> String {
    "its statement has \(count) bytes, and verifiers take \(largest); name what is large by URI and digest"
}
private func twice(_ text: String) -> String { "\(quoted(text)) is given twice" }
private func notOfItsType(_ type: String, _ reason: String) -> String {
    "it is not what \(printable(type, limit: 100)) asks for, and would be rejected: \(reason)"
}
