/// What a webhook answers: the response of an AdmissionReview (`admission.k8s.io/v1`).
package struct AdmissionResponse: Sendable, Hashable {
    /// Why the request was not let in.
    package struct Status: Sendable, Hashable {
        /// 403 for a denial, 503 where nothing could be decided. Without a code an API server says 400.
        package var code: Int
        /// `Forbidden`, `ServiceUnavailable`.
        package var reason: String
        package var message: String

        package init(code: Int, reason: String, message: String) {
            self.code = code
            self.reason = reason
            self.message = message
        }
    }

    /// That of the request.
    package var uid: String
    package var allowed: Bool
    package var status: Status?
    /// What the user sees whether or not the request is let in; made to fit `AdmissionWarnings` when it is written.
    package var warnings: [String]
    /// What the audit log keeps, under `<webhook name>/<key>`.
    package var auditAnnotations: [String: String]

    package init(
        uid: String, allowed: Bool, status: Status? = nil, warnings: [String] = [],
        auditAnnotations: [String: String] = [:]
    ) {
        self.uid = uid
        self.allowed = allowed
        self.status = status
        self.warnings = warnings
        self.auditAnnotations = auditAnnotations
    }

    /// The whole AdmissionReview as the body of an HTTP response; the same bytes for the same response.
    package func encode() -> [UInt8] {
        var writer = JSONWriter(capacity: 256 + (status?.message.utf8.count ?? 0))
        writer.object { review in
            review.member("apiVersion", "admission.k8s.io/v1")
            review.member("kind", "AdmissionReview")
            review.key("response")
            review.object { write(into: &$0) }
        }
        return writer.bytes
    }

    private func write(into writer: inout JSONWriter) {
        writer.member("uid", uid)
        writer.member("allowed", allowed)
        if let status {
            writer.key("status")
            writer.object { object in
                object.member("code", status.code)
                object.member("reason", status.reason)
                object.member("message", status.message)
            }
        }
        let warnings = AdmissionWarnings.fit(warnings)
        if !warnings.isEmpty { writer.member("warnings", warnings) }
        guard !auditAnnotations.isEmpty else { return }
        writer.key("auditAnnotations")
        writer.object { object in
            for (key, value) in auditAnnotations.sorted(by: { $0.key < $1.key }) {
                object.member(Self.auditKey(key), value)
            }
        }
    }

    /// The key as an API server takes it: it drops those that are no name part of a qualified name
    /// (k8s.io/apimachinery, `IsQualifiedName`), so what is not allowed there becomes `-`.
    private static func auditKey(_ key: String) -> String {
        let mended = key.utf8.prefix(63).map { isAlphanumeric($0) || "-_.".utf8.contains($0) ? $0 : UInt8(ascii: "-") }
        let start = mended.firstIndex(where: isAlphanumeric) ?? mended.endIndex
        let end = mended.lastIndex(where: isAlphanumeric).map { $0 + 1 } ?? start
        return start < end ? String(decoding: mended[start..<end], as: UTF8.self) : "annotation"
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
