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
        let trustedRoot = [spec[path: "sigstore", "trustedRootFile"]].compactMap { $0 }
        var seen: Set<String> = []
        return (keys + (authorities ?? []) + trustedRoot).compactMap(\.nonEmptyString).filter { path in
            TextForm.path.problem(path) == nil && seen.insert(path).inserted
        }
    }

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
