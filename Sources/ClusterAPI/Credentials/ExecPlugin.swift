import FoundationEssentials
import Glibc
import HTTPTransport
import KubernetesModel

/// A program that a kubeconfig names to say who we are (client.authentication.k8s.io): `aws eks get-token`, `gcloud`, …
package struct ExecPlugin: Sendable, Hashable {
    /// `client.authentication.k8s.io/v1`, or `v1beta1`.
    package var apiVersion: String
    package var command: String
    package var arguments: [String]
    /// Beside what our own environment has.
    package var environment: [EnvironmentEntry]
    /// What the kubeconfig says to whom the program is missing.
    package var installHint: String?
    /// What the program is told about the cluster, as JSON; nil where the kubeconfig does not ask for it.
    package var clusterInfo: [UInt8]?
    /// The field that holds it, for messages.
    package var place: String
    package var timeout: Duration

    package struct EnvironmentEntry: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        apiVersion: String, command: String, arguments: [String] = [], environment: [EnvironmentEntry] = [],
        installHint: String? = nil, clusterInfo: [UInt8]? = nil, place: String, timeout: Duration = .seconds(60)
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.installHint = installHint
        self.clusterInfo = clusterInfo
        self.place = place
        self.timeout = timeout
    }

    package static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    /// What it says. It never gets a terminal, and is killed with all that it started when its time is over.
    func run() throws(ClusterFailure) -> ExecCredential {
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            outcome = try ChildProcess.run(
                command, arguments, environment: environment + [infoEntry], by: .after(timeout), mostBytes: 1 << 20)
        } catch {
            throw ClusterFailure(.settings, "\(place): \(words(error))")
        }
        guard outcome.status == .exited(0) else {
            throw ClusterFailure(.settings, "\(place): \(failed(command, outcome))")
        }
        do throws(ExecCredential.Problem) {
            return try ExecCredential(outcome.output, apiVersion: apiVersion, at: Date(), now: .now)
        } catch {
            throw ClusterFailure(.settings, "\(place): what \(name(command)) printed \(error.reason)")
        }
    }

    private var infoEntry: EnvironmentEntry {
        var json = JSONWriter()
        json.object { info in
            info.member("apiVersion", apiVersion)
            info.member("kind", "ExecCredential")
            info.key("spec")
            info.object { spec in
                spec.member("interactive", false)
                if let clusterInfo, let cluster = try? JSONParser.parse(clusterInfo) {
                    spec.key("cluster")
                    spec.value(cluster.root)
                }
            }
        }
        return EnvironmentEntry(name: "KUBERNETES_EXEC_INFO", value: json.text)
    }

    private func words(_ failure: ChildProcess.Failure) -> String {
        switch failure {
        case .start(let code, let text):
            let hint = installHint.map { ". \(printable($0, limit: 500))" } ?? ""
            return code == ENOENT
                ? "\(name(command)) is not installed\(hint)" : "\(name(command)) cannot be run: \(text)"
        case .timeout: return "\(name(command)) did not end within \(timeout.components.seconds) s"
        case .tooLarge: return "\(name(command)) printed more than 1 MiB"
        }
    }
}

// What an operator reads.

private func name(_ command: String) -> String { "the program \(quoted(command, limit: 200))" }
private func failed(_ command: String, _ outcome: ChildProcess.Outcome) -> String {
    let how =
        switch outcome.status {
        case .exited(let code): "failed with exit code \(code)"
        case .killed(let signal): "was ended by signal \(signal)"
        }
    let said = outcome.lastErrorLine.map { ": \(printable($0, limit: 300))" } ?? ""
    return "\(name(command)) \(how)\(said)"
}
