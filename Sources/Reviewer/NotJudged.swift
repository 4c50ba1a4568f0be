import KubernetesModel

/// What passes the gate without being judged in full, and why.
enum NotJudged {
    /// Why nothing about the request is judged; nil where it is.
    static func reason(for request: ReviewRequest) -> String? {
        switch request.operation {
        case .delete: return deletion
        case .connect: return connection
        case .create, .update: break
        }
        switch request.subresource {
        case nil, "": return nil
        case "ephemeralcontainers": return nil
        case "status": return status
        case "scale": return ScaleUp.isWanted(by: request) ? nil : scale
        case let other?: return subresource(other)
        }
    }

    // What a user reads.

    static let unchanged = "the update changes nothing about the model"
    static let recreated = "the object comes back as it was last live"
    static let scaledLetIn = "what is scaled was let in with nothing against it"
    static let sendsWithoutRecord =
        "who gets the traffic of a route is judged by the record of what was let in, and none is kept here"
    static let deleted = "the object is being deleted and its spec stays as it was"
    private static let deletion = "deletions are never judged"
    private static let connection = "connections to what runs already are never judged"
    private static let status = "a status says what is, and is never judged"
    private static let scale =
        "a change of scale is judged only from nothing to something, and by the record of what was refused"
    private static func subresource(_ name: String) -> String {
        "the subresource \(name) cannot change which model is served"
    }
}
