import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import Testing

@testable import ClusterAPI

/// A directory that goes with the test.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("cluster-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        // Under another name first, as those who rotate tokens do.
        let temporary = file + ".new"
        try text.write(toFile: temporary, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: temporary)
        guard rename(temporary, file) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return file
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}

extension KubernetesServer {
    func endpoint(
        _ credentials: ClusterCredentials? = nil, _ change: (inout ClusterEndpoint) -> Void = { _ in }
    ) -> ClusterEndpoint {
        let token = ClusterCredentials(.token(greeting.token), place: "test")
        var endpoint = ClusterEndpoint(
            server: greeting.server, authority: .file(greeting.caFile), credentials: credentials ?? token,
            origin: "the test")
        change(&endpoint)
        return endpoint
    }

    func client(
        _ credentials: ClusterCredentials? = nil, _ change: (inout ClusterLimits) -> Void = { _ in }
    ) -> ClusterClient {
        var limits = ClusterLimits()
        limits.requestTime = .seconds(120)
        change(&limits)
        return ClusterClient(endpoint(credentials), limits: limits)
    }
}

extension ClusterResource {
    static let deployments = ClusterResource(group: "apps", version: "v1", name: "deployments", kind: "Deployment")
    static let pods = ClusterResource(group: "", version: "v1", name: "pods", kind: "Pod")
    static let namespaces = ClusterResource(
        group: "", version: "v1", name: "namespaces", kind: "Namespace", isNamespaced: false)
    static let services = ClusterResource(
        group: "serving.kserve.io", version: "v1beta1", name: "inferenceservices", kind: "InferenceService")
}

extension Deadline {
    static var soon: Deadline { .after(.seconds(120)) }
}

/// The failure that `body` throws.
func failure(_ body: () throws(ClusterFailure) -> Void) -> ClusterFailure? {
    do throws(ClusterFailure) {
        try body()
        return nil
    } catch {
        return error
    }
}
