import ArgumentParser
import ClusterAPI
import DecisionLog
import Foundation
import PolicyEngine
import WebhookServer

/// What `pedigree serve` keeps, and which cluster it watches.
struct ServeRecordOptions: ParsableArguments {
    @Option(
        name: .customLong("log"),
        help: ArgumentHelp(
            "Keeps every decision here: a file of SQLite, or postgresql://… where several servers share it.",
            valueName: "place"), completion: .file())
    var log: String?

    @OptionGroup var password: LogPasswordOption

    @Option(
        help: ArgumentHelp(
            "async answers first, and counts what cannot be kept; before-response gives no answer that is not kept.",
            valueName: "when"), completion: .list(LogSettings.Durability.allCases.map(\.rawValue)))
    var logDurability = LogSettings.Durability.async.rawValue

    @Option(
        help: ArgumentHelp("A private key (PEM, pedigree keygen) that signs how the log stands.", valueName: "file"),
        completion: .file())
    var logCheckpointKey: String?

    @Option(
        help: ArgumentHelp("Removes entries that are older, such as 400d; without it all stay.", valueName: "age"))
    var logRetention: String?

    @Option(
        help: ArgumentHelp(
            "The cluster whose objects confirm what was let in: none, in-cluster or kubeconfig.", valueName: "which"),
        completion: .list(clusters))
    var cluster = noCluster

    @OptionGroup var kubeconfig: KubeconfigOptions

    @Option(help: ArgumentHelp("The cluster's name in the log.", valueName: "name"))
    var clusterName = ""

    @Option(help: ArgumentHelp("This server's name in the log (default: the host's).", valueName: "name"))
    var logName: String?

    @Option(help: ArgumentHelp("How many servers answer for this cluster.", valueName: "number"))
    var replicas = 1

    func options() throws -> RecordOptions {
        var options = RecordOptions()
        guard clusters.contains(cluster) else {
            throw UsageError(message: unknown("cluster", cluster, among: clusters))
        }
        guard let durability = LogSettings.Durability(rawValue: logDurability) else {
            throw UsageError(
                message: unknown(
                    "durability", logDurability, among: LogSettings.Durability.allCases.map(\.rawValue)))
        }
        guard (1...1000).contains(replicas) else { throw UsageError(message: notACount) }
        guard log != nil || (logCheckpointKey == nil && logRetention == nil && password.logPasswordFile == nil) else {
            throw UsageError(message: nothingKept)
        }
        options.cluster = ClusterChoice(rawValue: cluster)
        try kubeconfig.check(isUsed: options.cluster == .kubeconfig)
        options.log = log
        options.passwordFile = password.logPasswordFile
        options.kubeconfig = kubeconfig.kubeconfig
        options.context = kubeconfig.context
        options.checkpointKey = logCheckpointKey
        options.replicas = replicas
        options.settings.durability = durability
        options.settings.cluster = clusterName
        options.settings.name = logName ?? ProcessInfo.processInfo.hostName
        options.settings.version = Version.text
        if let logRetention {
            guard let age = Lifetime(logRetention) else { throw UsageError(message: notAnAge(logRetention)) }
            options.settings.retention = Double(age.seconds)
        }
        return options
    }
}

private let noCluster = "none"
private let clusters = [noCluster] + ClusterChoice.allCases.map(\.rawValue)

private let notACount = "--replicas: expected a number from 1 to 1000"
private let nothingKept =
    "--log-checkpoint-key, --log-retention and --log-password-file are about a log: name one with --log"
private func notAnAge(_ text: String) -> String { "--log-retention: \(text) is no age such as 400d or 52w" }
