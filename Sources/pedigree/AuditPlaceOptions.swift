import ArgumentParser
import AuditReport
import ClusterAPI
import KubernetesModel

/// What an audit looks at.
struct AuditPlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The cluster to look at: in-cluster (that of this pod) or kubeconfig (as kubectl does).",
            valueName: "which"), completion: .list(Which.allCases.map(\.rawValue)))
    var cluster: String?

    @Option(
        help: ArgumentHelp("The kubeconfig of --cluster kubeconfig (default: as kubectl does).", valueName: "file"),
        completion: .file())
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("The cluster's name in the report.", valueName: "name"))
    var clusterName: String?

    @Option(
        help: ArgumentHelp(
            "The log of decisions: a file of SQLite, or postgresql://…; beside a cluster or manifests, or alone.",
            valueName: "place"), completion: .file())
    var log: String?

    @Option(
        name: [.customShort("n"), .customLong("namespace")],
        help: ArgumentHelp(
            "Only this namespace; may be given several times. With PATHs: the namespace of manifests that name none.",
            valueName: "namespace"))
    var namespaces: [String] = []

    private enum Which: String, CaseIterable {
        case inCluster = "in-cluster"
        case kubeconfig
    }

    func source(paths: [String], commit: String?) throws -> AuditOptions.Source {
        for namespace in namespaces { try NamespaceName.check(namespace) }
        let namesCluster = cluster != nil || kubeconfig != nil || context != nil
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
        let name = cluster ?? Which.kubeconfig.rawValue
        guard let which = Which(rawValue: name) else {
            throw UsageError(message: unknown("cluster", name, among: Which.allCases.map(\.rawValue)))
        }
        do throws(ClusterFailure) {
            switch which {
            case .kubeconfig: return try ClusterEndpoint.load(kubeconfig: kubeconfig, context: context)
            case .inCluster:
                guard kubeconfig == nil, context == nil else {
                    throw ClusterFailure(.settings, noKubeconfig)
                }
                guard let own = try ClusterEndpoint.inCluster(.current) else {
                    throw ClusterFailure(.settings, noPod)
                }
                return own
            }
        } catch {
            throw UsageError(message: "--cluster \(which.rawValue): \(error)")
        }
    }
}

private let notBoth =
    "PATHs are manifests, and --cluster, --kubeconfig and --context are about a cluster: audit one of them"
private let oneNamespace = "with PATHs --namespace is the namespace of manifests that name none, and can be only one"
private let noPaths = "--at is about manifests: name PATHs of the work tree"
private let noKubeconfig = "--kubeconfig and --context are about --cluster kubeconfig"
private let noPod = "this process runs in no pod of a cluster; name a cluster with --cluster kubeconfig"
