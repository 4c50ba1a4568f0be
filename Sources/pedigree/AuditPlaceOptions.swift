import ArgumentParser
import AuditReport
import ClusterAPI
import DecisionLog

/// What an audit looks at.
struct AuditPlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The cluster to look at: in-cluster (that of this pod) or kubeconfig (as kubectl does).",
            valueName: "which"), completion: .list(ClusterChoice.allCases.map(\.rawValue)))
    var cluster: String?

    @OptionGroup var kubeconfig: KubeconfigOptions

    @Option(help: ArgumentHelp("The cluster's name in the report.", valueName: "name"))
    var clusterName: String?

    @Option(
        help: ArgumentHelp(
            "The log of decisions: a file of SQLite, or postgresql://…; beside a cluster or manifests, or alone.",
            valueName: "place"), completion: .file())
    var log: String?

    @OptionGroup var password: LogPasswordOption

    @Option(
        name: [.customShort("n"), .customLong("namespace")],
        help: ArgumentHelp(
            "Only this namespace; may be given several times. With PATHs: the namespace of manifests that name none.",
            valueName: "namespace"))
    var namespaces: [String] = []

    /// Whether a cluster is to be looked at.
    var namesCluster: Bool { cluster != nil || kubeconfig.isNamed }

    func source(paths: [String], commit: String?) throws -> AuditOptions.Source {
        for namespace in namespaces { try NamespaceName.check(namespace) }
        guard log != nil || password.logPasswordFile == nil else { throw UsageError(message: noLog) }
        guard paths.isEmpty else {
            guard !namesCluster else { throw UsageError(message: notBoth) }
            guard namespaces.count <= 1 else { throw UsageError(message: oneNamespace) }
            return .manifests(paths, commit: commit)
        }
        guard commit == nil else { throw UsageError(message: noPaths) }
        guard namesCluster || log == nil else { return .log }
        return .cluster(try endpoint())
    }

    private func endpoint() throws -> ClusterEndpoint {
        let name = cluster ?? ClusterChoice.kubeconfig.rawValue
        guard let choice = ClusterChoice(rawValue: name) else {
            throw UsageError(message: unknown("cluster", name, among: ClusterChoice.allCases.map(\.rawValue)))
        }
        try kubeconfig.check(isUsed: choice == .kubeconfig)
        do throws(ClusterFailure) {
            return try choice.endpoint(kubeconfig: kubeconfig.kubeconfig, context: kubeconfig.context)
        } catch {
            throw UsageError(message: "\(error)")
        }
    }

    /// Fills in what every audit has of these.
    func complete(_ options: inout AuditOptions) throws {
        options.namespaces = namespaces
        options.log = try log.map { log in try logging { try password.place(log) } }
        options.clusterName = clusterName
    }
}

private let notBoth =
    "PATHs are manifests, and --cluster, --kubeconfig and --context are about a cluster: audit one of them"
private let oneNamespace = "with PATHs --namespace is the namespace of manifests that name none, and can be only one"
private let noLog = "--log-password-file is about a log: name one with --log"
private let noPaths = "--at is about manifests: name PATHs of the work tree"
