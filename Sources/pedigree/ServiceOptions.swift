import ArgumentParser
import Foundation
import HTTPTransport
import KubernetesModel
import PinCommand
import PolicyEngine
import RemoteServices

/// How services are reached that know models and data.
struct ServiceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long one answer may take, as 30s or 2m.", valueName: "time"))
    var timeout = "30s"

    @Option(
        help: ArgumentHelp(
            "A private or loopback range that may be connected to; may be given several times.", valueName: "cidr"))
    var network: [String] = []

    @Option(
        help: ArgumentHelp("PEM certificates to believe instead of the system's.", valueName: "file"),
        completion: .file())
    var caFile: String?

    @Flag(help: "Speak http:// where an address says so.")
    var plainHttp = false

    @Option(help: ArgumentHelp("A server that is compatible with S3, where it is not AWS.", valueName: "url"))
    var s3Endpoint: String?

    @Option(
        help: ArgumentHelp("The region of the buckets. Default: AWS_REGION, or us-east-1.", valueName: "region"))
    var s3Region: String?

    func settings() throws -> PinSettings {
        var settings = PinSettings()
        guard let time = Lifetime(timeout) else { throw UsageError(message: badTimeout(timeout)) }
        settings.timeout = .seconds(time.seconds)
        settings.http.requestTime = .seconds(time.seconds)
        settings.http.caFile = caFile
        settings.http.allowsPlainHTTP = plainHttp
        for text in network {
            guard let prefix = NetworkPrefix(text) else { throw UsageError(message: badNetwork(text)) }
            settings.http.networks.append(prefix)
        }
        let environment = ProcessInfo.processInfo.environment
        if let endpoint = environment["HF_ENDPOINT"], !endpoint.isEmpty { settings.hubEndpoint = endpoint }
        if environment["HF_TOKEN"]?.isEmpty == false {
            settings.hubAuthorization = .bearer(.environment("HF_TOKEN"))
        } else if let path = environment["HF_TOKEN_PATH"], !path.isEmpty {
            settings.hubAuthorization = .bearer(.file(path))
        }
        settings.s3Endpoint = s3Endpoint ?? environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"]
        settings.s3Region = s3Region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
        // As Google's own client libraries and gcloud have it.
        if let endpoint = environment["STORAGE_EMULATOR_HOST"], endpoint.contains("://") {
            settings.googleEndpoint = endpoint
        }
        if environment["CLOUDSDK_AUTH_ACCESS_TOKEN"]?.isEmpty == false {
            settings.googleAuthorization = .bearer(.environment("CLOUDSDK_AUTH_ACCESS_TOKEN"))
        }
        return settings
    }
}

private func badTimeout(_ text: String) -> String { "--timeout: \(quoted(text)) is no time such as 30s or 2m" }
private func badNetwork(_ text: String) -> String {
    "--network: \(quoted(text)) is no range of addresses such as 10.0.0.0/8 or 127.0.0.1"
}
