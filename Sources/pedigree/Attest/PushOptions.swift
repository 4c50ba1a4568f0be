import ArgumentParser
import Attestation
import EvidenceStores
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import PolicyFiles
import RemoteServices

/// Where evidence goes besides a directory: buckets and registries.
struct PushOptions: ParsableArguments {
    @Option(
        name: .customLong("push"),
        help: ArgumentHelp(
            "A bucket or a repository to write to: s3://BUCKET/PREFIX/ or oci://HOST/REPOSITORY; may be given several "
                + "times. Without --output, no file is written then.", valueName: "uri"))
    var destinations: [String] = []

    @Option(
        name: .customLong("push-source"),
        help: ArgumentHelp(
            "An EvidenceSource of --policy to write to, reached as it says; may be given several times.",
            valueName: "name"))
    var sources: [String] = []

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("The directory of policies that --push-source is in. Default: policies.", valueName: "dir"),
        completion: .directory)
    var policies: [String] = []

    @Option(
        name: .customLong("push-endpoint"),
        help: ArgumentHelp(
            "A server that is compatible with S3, such as https://minio.corp.example:9000. Default: AWS.",
            valueName: "url"))
    var endpoint: String?

    @Option(
        name: .customLong("push-region"),
        help: ArgumentHelp("The region of the bucket. Default: AWS_REGION, or us-east-1.", valueName: "region"))
    var region: String?

    @Option(
        name: .customLong("push-ca-file"),
        help: ArgumentHelp("PEM certificates that vouch for the server.", valueName: "file"), completion: .file())
    var caFile: String?

    @Option(
        name: .customLong("push-network"),
        help: ArgumentHelp(
            "A private, link-local or loopback range that may be connected to, such as 10.0.0.0/8; may be given several "
                + "times.", valueName: "cidr"))
    var networks: [String] = []

    @Flag(name: .customLong("push-plain-http"), help: "Send to http:// too, unencrypted.")
    var allowsPlainHTTP = false

    var isAsked: Bool { !destinations.isEmpty || !sources.isEmpty }

    /// Where it goes, each with its name for messages.
    func pushes() throws -> [(name: String, push: EvidencePush)] {
        let access = try access()
        let environment = ProcessInfo.processInfo.environment
        let region = region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
        var pushes: [(name: String, push: EvidencePush)] = []
        for text in destinations {
            pushes.append(
                (
                    text,
                    try naming(text) {
                        () throws(PushFailure) in
                        let place = try PushDestination(text, region: region, endpoint: endpoint, access: access).place
                        return try EvidencePush(place)
                    }
                ))
        }
        guard !sources.isEmpty else { return pushes }
        let known = try knownSources()
        for name in sources {
            guard let source = known.first(where: { $0.name == name }) else {
                throw UsageError(message: unknown("EvidenceSource", name, among: known.map(\.name)))
            }
            pushes.append((name, try naming(name) { () throws(PushFailure) in try EvidencePush(source.place) }))
        }
        return pushes
    }

    private func access() throws -> RemoteAccess {
        var access = RemoteAccess()
        access.caFile = caFile
        access.allowsPlainHTTP = allowsPlainHTTP
        // An envelope is small, and somebody waits for it: long enough for a slow line.
        access.timeout = 60
        for text in networks {
            guard let network = NetworkPrefix(text), !network.hasStrayBits else {
                throw UsageError(message: "--push-network: \(quoted(text, limit: 60)) is no range such as 10.0.0.0/8")
            }
            access.networks.append(network)
        }
        return access
    }

    private func knownSources() throws -> [EvidenceSource] {
        do {
            return try PolicyDirectory.load(policies.isEmpty ? ["policies"] : policies).evidenceSources
        } catch {
            throw UsageError(message: "\(error)")
        }
    }
}

/// Brings one envelope to each, and says where it lies; ends the program with 2 where that fails.
func pushing(
    _ envelope: [UInt8], named name: String, about subjects: [ResourceDescriptor],
    to pushes: [(name: String, push: EvidencePush)]
) throws {
    let digests = subjects.flatMap { subject in
        Digest.Algorithm.allCases.compactMap { algorithm in
            subject.digests[algorithm.rawValue].map { Digest(algorithm, hex: $0) }
        }
    }
    for (destination, push) in pushes {
        let place = try naming(destination) { () throws(PushFailure) in
            try push.push(envelope, name: name, subjects: digests, by: .after(.seconds(120)))
        }
        Console.standardOutput("pushed \(printable(place, limit: 2000))\n")
    }
}

private func naming<Made>(_ destination: String, _ body: () throws(PushFailure) -> Made) throws -> Made {
    do throws(PushFailure) {
        return try body()
    } catch {
        throw UsageError(message: "\(printable(destination, limit: 300)): \(error.reason)\(hint(error.kind) ?? "")")
    }
}

/// Which option mends it. Documents of sources have fields of their own for these, which the reason names.
private func hint(_ kind: ServiceFailure.Kind?) -> String? {
    switch kind {
    case .transport(.address): " (with --push: --push-network)"
    case .transport(.url): " (with --push: --push-plain-http)"
    case .transport(.tls): " (with --push: --push-ca-file)"
    default: nil
    }
}
