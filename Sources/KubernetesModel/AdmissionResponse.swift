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
    package var auditAnnotations: AuditAnnotations

    package init(
        uid: String, allowed: Bool, status: Status? = nil, warnings: [String] = [],
        auditAnnotations: AuditAnnotations = [:]
    ) {
        self.uid = uid
        self.allowed = allowed
        self.status = status
        self.warnings = warnings
        self.auditAnnotations = auditAnnotations
    }

    /// The whole AdmissionReview as the body of an HTTP response; the same bytes for the same response.
    package func encode() -> [UInt8] { encodeAround().bytes }

    /// The same, and where in it the text of the uid stands: only that differs between answers to the same question.
    package func encodeAround() -> (bytes: [UInt8], uid: Range<Int>) {
        var writer = JSONWriter(capacity: 384 + (status?.message.utf8.count ?? 0))
        var uidEnd = 0
        writer.object { review in
            review.member("apiVersion", "admission.k8s.io/v1")
            review.member("kind", "AdmissionReview")
            review.key("response")
            review.object { response in
                response.member("uid", uid)
                uidEnd = response.bytes.count - 1
                write(into: &response)
            }
        }
        return (writer.bytes, Self.uidStart..<uidEnd)
    }

    private static let uidStart =
        #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":""#.utf8.count

    private func write(into writer: inout JSONWriter) {
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
            for annotation in auditAnnotations.all {
                object.member(AuditAnnotations.name(annotation.key), annotation.value)
            }
        }
    }
}
