import Attestation
import HTTPTransport
import KubernetesModel

/// An object as a listing of its bucket names it.
package struct S3Object: Sendable, Hashable {
    package var key: String
    /// With its quotation marks; empty where the server gives none.
    package var etag: String
    package var size: Int
    /// As the server writes it.
    package var modified: String

    package init(key: String, etag: String, size: Int, modified: String) {
        self.key = key
        self.etag = etag
        self.size = size
        self.modified = modified
    }
}

/// What a server says of one object that was asked for.
package struct S3State: Sendable, Hashable {
    package var etag: String
    /// nil where the bucket keeps no versions, or this one was written while it did not and can be replaced.
    package var versionID: String?
    /// Of all its bytes; nil where the server knows none, or one of its parts alone.
    package var checksum: Digest?
    /// Nil where the server does not say.
    package var size: Int?
    /// When it was written, as RFC 3339; nil where the server does not say.
    package var modified: String?
    /// Until when nobody can remove or replace this version, where object lock holds it.
    package var retainedUntil: String?

    init(_ response: HTTPResponse) {
        etag = response.header("etag") ?? ""
        let version = response.header("x-amz-version-id") ?? ""
        versionID = version.isEmpty || version == "null" || version.utf8.count > 1024 ? nil : version
        checksum = Self.checksum(response)
        size = response.header("content-length").flatMap { Int($0) }
        modified = response.header("last-modified").flatMap(Self.time)
        let isLocked = response.header("x-amz-object-lock-mode").map { !$0.isEmpty } ?? false
        retainedUntil = isLocked ? response.header("x-amz-object-lock-retain-until-date") : nil
    }

    /// `Sun, 22 Nov 2026 05:00:00 GMT` (RFC 9110 section 5.6.7).
    private static func time(_ text: String) -> String? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[1].utf8.count == 2, parts[3].utf8.count == 4, parts[4].utf8.count == 8,
            let month = months.firstIndex(of: String(parts[2])), parts[5] == "GMT"
        else { return nil }
        return "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A composite checksum is one of the parts' checksums: nothing that bytes can be compared with (S3 User Guide,
    /// "Checking object integrity").
    private static func checksum(_ response: HTTPResponse) -> Digest? {
        guard response.header("x-amz-checksum-type").map({ $0 == "FULL_OBJECT" }) ?? true,
            let bytes = response.header("x-amz-checksum-sha256").flatMap({ StrictBase64.decode($0) }),
            bytes.count == 32
        else { return nil }
        return Digest(.sha256, hex: ContentDigest.hex(bytes))
    }
}

/// Whether a bucket keeps what is replaced or removed.
package enum S3Versioning: Sendable, Hashable {
    case enabled
    /// It did once; what is written now replaces.
    case suspended
    case never
}
