import HTTPTransport
import RemoteServices

/// A branch or tag of a Hugging Face repository -> the commit that it names now.
struct HubResolver: Sendable {
    private let client: HuggingFaceClient
    private let timeout: Duration

    init(_ settings: PinSettings) {
        client = HuggingFaceClient(
            settings.http, endpoint: settings.hubEndpoint, authorization: settings.hubAuthorization)
        timeout = settings.timeout
    }

    func resolve(_ repository: String, _ revision: String?) throws(ResolveFailure) -> Resolution {
        do throws(ServiceFailure) {
            let found = try client.resolve(repository, revision: revision ?? "main", by: .after(timeout))
            let notes = found.repository == repository ? [] : [renamed(found.repository)]
            return Resolution(.commit(found.commit), notes: notes)
        } catch {
            throw ResolveFailure(error)
        }
    }
}

extension ResolveFailure {
    /// What a service's own words say, with the option that mends it where there is one.
    init(_ failure: ServiceFailure) {
        let remedy: String? =
            switch failure.kind {
            case .transport(.address): allowNetwork
            case .transport(.url): allowPlain
            case .transport(.tls): nameAuthority
            case .transport(.timeout), .busy: tryAgain
            default: nil
            }
        self.init(failure.reason, remedy: remedy)
    }
}

// What a user reads.

private func renamed(_ name: String) -> String { "the hub calls this repository \(name) now" }
private let allowNetwork = "name the network with --network CIDR, if that is where the service is meant to be"
private let allowPlain = "where the service really speaks http alone, say --plain-http"
private let nameAuthority = "name the certificates of its authority with --ca-file FILE"
private let tryAgain = "try again, or give it longer with --timeout"
