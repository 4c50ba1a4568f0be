import KubernetesModel

/// A file that a policy document names, such as a public key: read along with it, and part of the set's digest.
package enum AttachedFile: Sendable, Hashable {
    case contents([UInt8])
    /// Why it could not be read.
    case unreadable(String)
}

extension PolicyDocument {
    /// The files that the document names, as it writes them.
    package var attachedPaths: [String] {
        guard isOfKind(PolicySchema.trustRoot.kind), let spec = root["spec"] else { return [] }
        let keys = spec["keys"]?.elements.compactMap { $0["publicKeyFile"] } ?? []
        let authorities = spec["certificates"]?.elements.flatMap { authority in
            ["rootsFile", "intermediatesFile"].compactMap { authority[$0] }
        }
        var seen: Set<String> = []
        return (keys + (authorities ?? []) + [trustedRootField].compactMap { $0 }).compactMap(\.nonEmptyString).filter {
            path in
            TextForm.path.problem(path) == nil && seen.insert(path).inserted
        }
    }

    private var trustedRootField: Node? {
        isOfKind(PolicySchema.trustRoot.kind) ? root[path: "spec", "sigstore", "trustedRootFile"] : nil
    }

    /// The file of the trusted root of Sigstore that the document names. It is JSON, so it would be taken for a policy
    /// where it lies beside the policies.
    package var trustedRootPath: String? {
        guard let path = trustedRootField?.nonEmptyString, TextForm.path.problem(path) == nil else { return nil }
        return resolved(path)
    }

    /// Whether the file claims to be a document of Pedigree, be it a wrong one.
    package var claimsToBePolicy: Bool { root["apiVersion"] != nil || root["kind"] != nil }

    /// The directory in which evidence lies, where the document is an EvidenceSource: what is in it is no policy.
    package var evidenceDirectory: String? {
        guard isOfKind(PolicySchema.evidenceSource.kind),
            let path = root[path: "spec", "directory", "path"]?.nonEmptyString, TextForm.path.problem(path) == nil
        else { return nil }
        return resolved(path)
    }

    /// Where `path`, as the document writes it, lies as seen from where the document's file was named.
    package func resolved(_ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(file[...slash]) + path
    }

    private func isOfKind(_ kind: String) -> Bool {
        root["kind"]?.isString(kind) == true && root["apiVersion"]?.isString(PolicySchema.apiVersion) == true
    }
}
