import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

/// One kind of store, in the suite that every store runs.
///
/// To add a kind: write `Tests/Servers/dialects/NAME.py`, which wraps the scenarios of `misbehaving.py` in the protocol, and
/// add a `StoreDialect` of that name here. The contents of entry 7 must have `entry-0007` in them.
struct StoreDialect: Sendable, CustomTestStringConvertible {
    /// The module in Tests/Servers/dialects.
    var name: String
    /// Whether listings hold digests of contents, so that contents which are not what was listed are found out.
    var knowsDigests = true
    /// Whether a listing that the service knows nothing of (404) is that of an empty store.
    var isEmptyWhereUnknown = false
    /// Whether what its documents name says `http:` or `https:`.
    var namesScheme = true
    /// What `TestSite.secretFile` holds, where it is not a bearer token.
    var secret = TestSite.secret
    /// The store that reads `scenario` at `site`.
    var make: @Sendable (_ site: TestSite, _ scenario: String, _ limits: StoreLimits) -> any EvidenceStore

    var testDescription: String { name }

    static let https = StoreDialect(name: "https") { site, scenario, limits in
        var access = site.access
        access.credentials.tokenFile = site.secretFile
        return HTTPSStore(name: "suite", url: "\(site.origin)/\(scenario)/", access: access, limits: limits)
    }

    static let mlflow = StoreDialect(name: "mlflow", knowsDigests: false) { site, scenario, limits in
        var access = site.access
        access.credentials.tokenFile = site.secretFile
        return MLflowStore(name: "suite", url: "\(site.origin)/\(scenario)/", access: access, limits: limits)
    }

    static let s3 = StoreDialect(
        name: "s3", secret: "[default]\naws_access_key_id = AKIDSUITE\naws_secret_access_key = \(TestSite.secret)\n"
    ) { site, scenario, limits in
        var access = site.access
        access.credentials.credentialsFile = site.secretFile
        let location = S3Location(bucket: scenario, endpoint: site.origin, usesPathStyle: true)
        return S3Store(name: "suite", location, access, limits: limits)
    }

    static let oci = StoreDialect(
        name: "oci", namesScheme: false,
        secret: #"{"auths": {"https://127.0.0.1": {"auth": "QTpCLVRIQVQtTk9CT0RZLU1BWS1SRUFE"}}}"#
    ) { site, scenario, limits in
        var access = site.access
        access.credentials.dockerConfigFile = site.secretFile
        let host = site.origin.dropFirst("https://".utf8.count)
        return OCIStore(
            name: "suite", place: "suite", repositories: ["oci://\(host)/\(scenario)"], access: access, limits: limits)
    }

    static let all: [StoreDialect] = [https, mlflow, oci, s3]
}

/// Where a store of the suite looks.
struct TestSite: Sendable {
    /// `https://127.0.0.1:PORT`
    var origin: String
    /// How it is reached, but for credentials.
    var access: RemoteAccess
    /// A file with the store's credentials.
    var secretFile: String

    static let secret = "TOKEN-THAT-NOBODY-MAY-READ"
    static let loopback = NetworkPrefix("127.0.0.1/32").map { [$0] } ?? []
}

/// A file with a secret, which goes away with the process's temporary directory.
func secretFile(_ text: String) throws -> String {
    let path = NSTemporaryDirectory() + "pedigree-secret-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
}
