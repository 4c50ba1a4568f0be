import HTTPTransport
import KubernetesModel

/// Asks a Hugging Face hub for the commit that a branch or tag names now.
package struct HuggingFaceClient: Sendable {
    /// What the hub says of one revision.
    package struct Revision: Sendable, Hashable {
        /// 40 hexadecimal digits in lower case.
        package var commit: String
        /// The repository's name at the hub, which differs from the one asked for where it was renamed.
        package var repository: String
    }

    private let endpoint: ServiceEndpoint
    private let isAnonymous: Bool

    /// What a repository holds; each has its own names.
    package enum Repositories: String, Sendable, Hashable {
        case models, datasets
    }

    /// - Parameter endpoint: `https://huggingface.co`, or a mirror that speaks like it.
    package init(
        _ settings: HTTPSettings, endpoint: String = standardEndpoint, authorization: HTTPAuthorization = .none,
        of repositories: Repositories = .models
    ) {
        let base = "\(endpoint.withoutFinalSlash)/api/\(repositories.rawValue)/"
        self.endpoint = ServiceEndpoint(base, settings, authorization)
        isAnonymous = authorization == .none
    }

    package static let standardEndpoint = "https://huggingface.co"

    /// `GET /api/models/REPOSITORY/revision/REVISION` (huggingface_hub 2.4.0, hf_api.py, `model_info`).
    package func resolve(
        _ repository: String, revision: String = "main", by deadline: Deadline
    ) throws(ServiceFailure) -> Revision {
        let path = "\(PercentEncoding.path(repository))/revision/\(PercentEncoding.segment(revision))"
        let response = try endpoint.send(
            .get, path, headers: [HTTPHeader("Accept", "application/json")], maxBytes: Self.most, by: deadline)
        guard response.isSuccess else { throw failure(response, repository, revision) }
        return try Self.read(response.body, repository)
    }

    /// Whether a repository still has a commit: a failure that is an absence says that it has not.
    package func check(_ commit: String, of repository: String, by deadline: Deadline) throws(ServiceFailure) {
        let found = try resolve(repository, revision: commit, by: deadline)
        guard found.commit == commit else { throw ServiceFailure(.mismatch, otherCommit) }
    }

    /// The list of files of a repository may be long.
    private static let most = 32 << 20

    private static func read(_ body: [UInt8], _ asked: String) throws(ServiceFailure) -> Revision {
        guard let document = try? JSONParser.parse(body, tellsPlaces: false),
            let commit = document.root["sha"]?.string
        else { throw ServiceFailure(.malformed, noCommit) }
        guard commit.utf8.count == 40,
            commit.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw ServiceFailure(.malformed, noCommit) }
        let name = document.root["id"]?.nonEmptyString ?? asked
        return Revision(commit: commit, repository: isName(name) ? name : asked)
    }

    /// The hub says in `X-Error-Code` which of several things a status means (huggingface_hub, utils/_http.py).
    private func failure(_ response: HTTPResponse, _ repository: String, _ revision: String) -> ServiceFailure {
        let name = quoted(repository, limit: 120)
        switch (response.header("x-error-code"), response.status) {
        case ("GatedRepo", _): return ServiceFailure(.forbidden, gated(name, isAnonymous))
        case ("RevisionNotFound", _):
            var failure = ServiceFailure(.notFound, noRevision(name, quoted(revision, limit: 120)))
            failure.isAbsence = true
            return failure
        // It answers 401 for what is private and for what is not there, so that nobody can tell.
        case ("RepoNotFound", _) where isAnonymous, (nil, 401) where isAnonymous:
            return ServiceFailure(.unauthorized, noRepository(name))
        case ("RepoNotFound", _), (nil, 404): return ServiceFailure(.notFound, notForThisToken(name))
        default: return ServiceFailure(response, from: endpoint.host)
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 200
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }
}

// What a user reads.

private let noCommit = "the hub's answer names no commit"
private let otherCommit = "the hub answered with another commit than the one that it was asked for"
private func gated(_ name: String, _ isAnonymous: Bool) -> String {
    isAnonymous
        ? "the repository \(name) is gated: set HF_TOKEN to the token of an account that was granted access"
        : "the repository \(name) is gated: the account of HF_TOKEN was not granted access"
}
private func noRevision(_ name: String, _ revision: String) -> String {
    "the repository \(name) has no branch, tag or commit \(revision)"
}
private func noRepository(_ name: String) -> String {
    "the hub shows nobody without a token a repository \(name): correct its name, or set HF_TOKEN where it is private"
}
private func notForThisToken(_ name: String) -> String {
    "the hub knows no repository \(name) that this token may see: correct its name, or use another token"
}
