/// A request that is no AdmissionReview: an HTTP status, and a label for the metrics.
///
/// An API server hides the body of an HTTP error and lets the object in under failurePolicy Ignore, so that nothing that
/// is an AdmissionReview is ever answered so.
enum Refusal: String, Sendable, Hashable, CaseIterable {
    case path, method, contentType = "content_type", contentEncoding = "content_encoding", tooLarge = "too_large"
    case notAReview = "not_a_review", headers, slowBody = "slow_body"

    var status: Int {
        switch self {
        case .path: 404
        case .method: 405
        case .contentType, .contentEncoding: 415
        case .tooLarge: 413
        case .notAReview: 400
        case .headers: 431
        case .slowBody: 408
        }
    }

    var answer: ReviewAnswer { ReviewAnswer(status: status, body: Array("\(sentence)\n".utf8)) }

    private var sentence: String {
        switch self {
        case .path: "not found: this server answers POST /validate"
        case .method: "method not allowed: /validate takes POST"
        case .contentType: "unsupported media type: send application/json"
        case .contentEncoding: "unsupported content encoding: send the body as it is"
        case .tooLarge: "the body is larger than this server accepts"
        case .notAReview: "the body is not an AdmissionReview of admission.k8s.io/v1"
        case .headers: "the header fields are larger than this server accepts"
        case .slowBody: "the body did not arrive in time"
        }
    }
}
