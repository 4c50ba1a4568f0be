import KubernetesModel

extension DatasetForm {
    /// DVC's checksums (dvc.lock, .dvc files) and files of a Git checkout at a commit.
    static let dvc = DatasetForm(
        forms: ["dvc:MD5", "dvc:MD5.dir", "dvc://HOST/REPOSITORY@COMMIT#PATH"],
        summary: "DVC's MD5 of a file, or of a directory's listing, is weak; a commit of the repository pins."
    ) { text in
        if text.begins(with: "dvc:"), !text.begins(with: "dvc://") {
            let rest = Scan.drop(4, from: text)
            let digest = rest.begins(with: "md5:") ? rest : "md5:\(rest)"
            return judged(text, digest, uri: nil).map { reference in
                var reference = reference
                reference.kind = "dvc"
                return reference
            }
        }
        if text.begins(with: "dvc://") { return commit(of: text, kind: "git") }
        let path = text.splitAtQuery.address
        guard path.finishes(with: ".dvc") || path.finishes(with: "dvc.lock") else { return nil }
        return DatasetReference(String(text), .mutable, trackedFile, suggestion: writeChecksum, uri: String(text))
    }

    /// What a Git LFS pointer says (`oid sha256:…`): the digest of the file itself.
    static let lfs = DatasetForm(
        forms: ["lfs:sha256:HEX"], summary: "The oid of a Git LFS pointer is the SHA-256 of the file: it pins."
    ) { text in
        for prefix in ["lfs:", "git-lfs:", "oid:"] as [StaticString] where text.begins(with: prefix) {
            let rest = Scan.drop(prefix.utf8CodeUnitCount, from: text)
            guard !rest.begins(with: "//") else { return nil }
            guard rest.begins(with: "sha256:"), let found = judged(text, rest, uri: nil) else {
                return DatasetReference(String(text), .mutable, noPointer, suggestion: writeOid)
            }
            return found
        }
        return nil
    }

    /// Git repositories.
    static let git = DatasetForm(
        forms: ["git+https://HOST/REPOSITORY@COMMIT#PATH"],
        summary: "A full commit pins; branches, tags and short commits move."
    ) { text in
        for prefix in ["git+", "git://", "git::", "ssh://"] as [StaticString] where text.begins(with: prefix) {
            return commit(of: text, kind: "git")
        }
        return nil
    }

    /// `ADDRESS@COMMIT#PATH`, or `ADDRESS?ref=COMMIT`.
    private static func commit(of text: Substring, kind: String) -> DatasetReference {
        let (address, query) = text.splitAtQuery
        let parameters = DatasetParameters(query)
        let cut = Scan.cutLast(belowAuthority(address), at: "@")
        let revision = cut?.after ?? parameters.value(of: "ref", "rev", "commit").map { $0[...] }
        let uri = cut.map { _ in Scan.cutLast(address, at: "@")?.before ?? address } ?? address
        return revised(text, uri: String(uri), revision, kind: kind, lengths: [40, 64])
    }

    private static func belowAuthority(_ address: Substring) -> Substring {
        guard let scheme = address.firstRange(of: "://") else { return address }
        return Scan.cut(address[scheme.upperBound...], at: "/")?.after ?? ""
    }

    /// Repositories of data on the Hugging Face hub.
    static let huggingFace = DatasetForm(
        forms: ["hf://datasets/ORG/NAME@COMMIT", "https://huggingface.co/datasets/ORG/NAME/tree/COMMIT"],
        summary: "A full commit pins; branches and tags move."
    ) { text in
        let address = text.splitAtQuery.address
        for prefix in ["hf://datasets/", "hf://"] as [StaticString] where address.begins(with: prefix) {
            return hubFile(text, Scan.drop(prefix.utf8CodeUnitCount, from: address))
        }
        for host in ["https://huggingface.co/datasets/", "https://hf.co/datasets/"] as [StaticString]
        where address.begins(with: host) {
            let parts = Scan.parts(Scan.drop(host.utf8CodeUnitCount, from: address), by: "/")
            let uri = "hf://datasets/\(parts.prefix(2).joined(separator: "/"))"
            let hasRevision = parts.count >= 4 && ["tree", "resolve", "blob", "raw"].contains(parts[2])
            return revised(text, uri: uri, hasRevision ? parts[3] : nil, kind: "huggingface", lengths: [40])
        }
        return nil
    }

    /// `ORG/NAME@REVISION/FILE` or `ORG/NAME:REVISION`.
    private static func hubFile(_ text: Substring, _ rest: Substring) -> DatasetReference {
        guard let mark = Scan.firstMark(in: rest, of: "@:"), let (repository, end) = Scan.cut(rest, at: mark) else {
            let repository = Scan.parts(rest, by: "/").prefix(2).joined(separator: "/")
            return revised(text, uri: "hf://datasets/\(repository)", nil, kind: "huggingface", lengths: [40])
        }
        let revision = Scan.cut(end, at: "/")?.before ?? end
        return revised(text, uri: "hf://datasets/\(repository)", revision, kind: "huggingface", lengths: [40])
    }

    /// lakeFS repositories.
    static let lakeFS = DatasetForm(
        forms: ["lakefs://REPOSITORY/COMMIT/PATH"],
        summary: "A commit of 64 hexadecimal digits pins; branches, tags and expressions move."
    ) { text in
        guard text.begins(with: "lakefs://") else { return nil }
        let parts = Scan.parts(Scan.drop(9, from: text.splitAtQuery.address), by: "/")
        let path = ([parts[0]] + parts.dropFirst(2)).joined(separator: "/")
        let revision = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
        return revised(text, uri: "lakefs://\(path)", revision, kind: "lakefs", lengths: [64])
    }

    /// What a repository's revision is worth.
    private static func revised(
        _ text: Substring, uri: String, _ revision: Substring?, kind: String, lengths: Set<Int>
    ) -> DatasetReference {
        let whole = String(text)
        guard let revision else {
            return DatasetReference(whole, .mutable, noRevision, suggestion: nameCommit(lengths), uri: uri, kind: kind)
        }
        guard lengths.contains(revision.utf8.count), Scan.all(revision, Scan.isLowerHex) else {
            return DatasetReference(
                whole, .mutable, moving(revision), suggestion: nameCommit(lengths), uri: uri, kind: kind)
        }
        let isGit = kind != "lakefs"
        return DatasetReference(
            whole, .pinned, isGit ? "addressed by a Git commit" : "addressed by a lakeFS commit", uri: uri, kind: kind,
            version: String(revision), digests: isGit ? ["gitCommit": String(revision)] : [:])
    }
}

// MARK: - What the user reads

private let trackedFile = "a file that DVC keeps in the checkout, which the next commit changes"
private let writeChecksum = "name the checksum that stands in it (dvc:MD5), or the file's SHA-256"
private let noPointer = "invalid: a Git LFS pointer's oid is sha256:<64 hexadecimal digits>"
private let writeOid = "copy the pointer's oid: lfs:sha256:<64 hexadecimal digits>"
private let noRevision = "a repository without a commit, whose default branch moves"

private func moving(_ revision: Substring) -> String {
    Scan.all(revision, Scan.isLowerHex) && revision.utf8.count >= 7
        ? "a shortened commit, which may come to mean another"
        : "a branch, tag or other name (\(clip(revision))), which moves"
}

private func nameCommit(_ lengths: Set<Int>) -> String {
    "name the commit by all of its \(lengths.min() ?? 40) hexadecimal digits"
}
