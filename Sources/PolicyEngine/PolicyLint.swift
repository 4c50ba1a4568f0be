import Attestation
import KubernetesModel

/// What came of reading a policy directory: everything that is wrong with it, and the set where nothing is.
package struct PolicyLint: Sendable {
    /// Sorted by file and place.
    package private(set) var problems: [PolicyProblem]
    /// nil where there is at least one error.
    package private(set) var set: PolicySet?
    /// Whom the documents believe; also where they hold no policy yet, and nothing else is wrong.
    package private(set) var trustRoots: [PolicyTrustRoot] = []

    package var errors: [PolicyProblem] { problems.filter { $0.severity == .error } }
    package var warnings: [PolicyProblem] { problems.filter { $0.severity == .warning } }

    /// - Parameter problems: what was found while the files were read.
    package init(_ documents: [PolicyDocument], problems: [PolicyProblem] = []) {
        var reader = PolicyReader()
        for document in documents { reader.read(document) }
        var all = problems + reader.problems
        let isReadable = !all.contains { $0.severity == .error }
        all += PolicySetCheck(reader).problems
        if !all.contains(where: { $0.severity == .error }) {
            trustRoots = reader.trustRoots.map(\.value).sorted { $0.name < $1.name }
        }
        if reader.policies.isEmpty, isReadable {
            all.append(PolicyProblem(.error, file: "", position: nil, message: noPolicies))
        }
        self.problems = Array(Set(all)).sorted()
        guard !all.contains(where: { $0.severity == .error }) else { return }
        set = PolicySet(
            policies: reader.policies.map(\.value), exceptions: reader.exceptions.map(\.value),
            settings: reader.settings.first?.value ?? PolicySettings(), trust: reader.trustRoots.map(\.value),
            evidenceSources: reader.sources.map(\.value), digest: Self.digest(documents))
    }

    /// Independent of files, order, comments and layout; the contents of the files that documents name are part of it.
    private static func digest(_ documents: [PolicyDocument]) -> String {
        let texts = documents.map(canonicalBytes).sorted { $0.lexicographicallyPrecedes($1) }
        return ContentDigest.sha256(Array(texts.joined(separator: [UInt8(ascii: "\n")]))).description
    }

    private static func canonicalBytes(_ document: PolicyDocument) -> [UInt8] {
        var bytes = CanonicalForm.bytes(of: document.root)
        for (path, file) in document.files.sorted(by: { $0.key < $1.key }) {
            guard case .contents(let contents) = file else { continue }
            bytes += Array("\n\(path) \(ContentDigest.sha256(contents))".utf8)
        }
        return bytes
    }
}

private let noPolicies =
    "the policy set is empty: without a document of kind ModelProvenancePolicy nothing would be checked; "
    + "pedigree policy init writes a set to start from"
