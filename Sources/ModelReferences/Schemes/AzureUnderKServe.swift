import KubernetesModel

/// What KServe makes of Azure's HTTPS addresses (kserve_storage.py `_AZURE_BLOB_RE`, `_parse_azure_uri`).
enum AzureUnderKServe {
    /// nil where KServe does not take the address for Azure's.
    static func classify(
        _ value: Substring, _ address: WebAddress, _ reference: RawReference
    ) -> Classification? {
        let isBlob = Scan.contains(value, ".blob.core.windows.net/") || Scan.contains(value, ".blob.storage.azure.net/")
        let isShare =
            Scan.contains(value, ".file.core.windows.net/") || Scan.contains(value, ".file.storage.azure.net/")
        guard isBlob || isShare else { return nil }
        // The patterns are searched anywhere, the host is whatever stands in front.
        let hosts = isBlob ? ["blob.core.windows.net", "blob.storage.azure.net"] : fileHosts
        guard hosts.contains(where: address.isBelow), !address.hasUserinfo else {
            return Classification(.mutable(foreignHost(address.host)))
        }
        guard address.query == nil else { return Classification(.mutable(query), suggestion: elsewhere) }
        guard !address.hasFragment else { return Classification(.mutable(fragment), suggestion: elsewhere) }
        guard !address.hasOddPath, address.segments.count >= 2 else { return Classification(.mutable(badPath)) }
        // `list_blobs(name_starts_with=prefix)` after `prefix.strip("/")`: `v4/` loads `v47/` as well.
        guard isShare else { return Classification(.mutable(blobPrefix), suggestion: elsewhere) }
        // A share lists one directory, and nothing beside it.
        guard let version = VersionSegment.find(in: address.segments.dropFirst().map(String.init)) else {
            return Classification(.mutable(noVersion), suggestion: elsewhere)
        }
        return Classification(.versioned(versioned(version)))
    }

    private static let fileHosts = ["file.core.windows.net", "file.storage.azure.net"]
}

// MARK: - What the user reads

private func foreignHost(_ host: String) -> String {
    "invalid: KServe takes it for Azure storage by its path, but its host is \(clip(host))"
}
private let query = "followed by a query, which KServe adds to the account's address: it loads the current blobs"
private let fragment = "followed by `#`: KServe ignores what comes after it and loads the current blobs"
private let badPath = "invalid: KServe wants a container and a path without escapes, `..` or empty parts"
private let blobPrefix = "a prefix: KServe loads every Azure blob whose name begins with it, even past a final slash"
private let noVersion = "a path without a version, whose content can change"
private let elsewhere =
    "serve it from s3://BUCKET/MODEL/v1/, gs://BUCKET/MODEL/v1/ or oci://REPOSITORY@sha256:<digest>"
private func versioned(_ version: String) -> String {
    "versioned by its path (\(clip(version))), and its bytes could still be replaced"
}
