import Attestation
import EvidenceStores
import KubernetesModel
import PolicyEngine

/// What `pedigree attest lineage` was told, as it was written.
package struct LineageRequest: Sendable {
    package var subject: String
    package var digest: String?
    /// Of the Git checkout, where one is given.
    package var checkout: GitCheckout.State?
    package var allowsDirty = false
    /// `URI@COMMIT`.
    package var source: String?
    package var datasets: [String] = []
    package var baseModels: [String] = []
    /// `NAME=REFERENCE`: what the model needs beside itself.
    package var context: [String] = []
    package var parameters: [String] = []
    package var parametersFile: String?
    package var environment: [String] = []
    package var image: String?
    package var seed: String?
    package var entryPoint: String?
    package var builder: String?
    package var invocation: String?
    package var dvcLock: String?
    package var stage: String?
    package var mlflowRun: String?
    package var startedOn: String?
    package var finishedOn: String?

    /// The builder that stands in a statement which somebody made by hand.
    package static let handBuilder = "https://pedigree.dev/builders/command-line"

    package init(subject: String) { self.subject = subject }

    /// A statement, and what its signer should know of it.
    package struct Made: Sendable {
        package var statement: LineageStatement
        package var notes: [String]
    }

    /// - Parameters:
    ///   - now: when the training is taken to have ended, where nothing says so.
    ///   - read: gives the bytes of a file.
    package func statement(now: Moment, read: (String) throws(AttestError) -> [UInt8]) throws(AttestError) -> Made {
        let subject = try SubjectArgument.parse(subject, digest: digest)
        let pipeline = try dvcLock.map { file throws(AttestError) in
            try PipelineStage.read(AttestInput(name: file, bytes: try read(file)), stage: stage)
        }
        guard stage == nil || dvcLock != nil else { throw AttestError("--stage", needsLock) }
        let run = try mlflowRun.map { file throws(AttestError) in
            let input = AttestInput(name: file, bytes: try read(file))
            return try TrainingRun(MLflowRun.finished(input, try input.json()))
        }
        var parameters = pipeline?.parameters ?? [:]
        parameters.merge(run?.parameters ?? [:]) { _, new in new }
        parameters.merge(try fileParameters(read)) { _, new in new }
        parameters.merge(try Assignment.all(self.parameters, option: "--parameter")) { _, new in new }
        let finished = try Moment.option("--finished-on", finishedOn) ?? run?.finishedOn
        let statement = try LineageStatement(
            subject: subject, source: try codeSource(run),
            datasets: try named(datasets, "--dataset", read) + (pipeline?.datasets ?? []),
            baseModels: try models(), context: try ContextArgument.all(context, read: read), parameters: parameters,
            environment: try Assignment.all(environment, option: "--environment"), image: try imageDescriptor(),
            seed: seed ?? parameters.seed, entryPoint: entryPoint ?? run?.entryPoint ?? pipeline?.command,
            builder: builder ?? Self.handBuilder, invocation: invocation ?? run?.invocation,
            startedOn: try Moment.option("--started-on", startedOn) ?? run?.startedOn, finishedOn: finished ?? now,
            isSourceDirty: checkout?.isDirty ?? false)
        return Made(statement: statement, notes: finished == nil ? [endIsNow(now)] : [])
    }

    private func codeSource(_ run: TrainingRun?) throws(AttestError) -> ResourceDescriptor? {
        if let source {
            guard checkout == nil else { throw AttestError("--source", twoSources) }
            guard let at = source.lastIndex(of: "@"), source.contains("://"),
                Digest.Algorithm.gitCommit.isHex(String(source[source.index(after: at)...]))
            else { throw AttestError("--source", noCommit(source)) }
            return ResourceDescriptor(
                uri: String(source[..<at]), digests: ["gitCommit": String(source[source.index(after: at)...])])
        }
        guard let checkout else { return run?.source }
        if checkout.isDirty, !allowsDirty { throw AttestError("--git", dirty(checkout)) }
        if let commit = run?.source?.digests["gitCommit"], commit != checkout.commit {
            throw AttestError("--git", otherCommit(checkout.commit, commit))
        }
        return checkout.descriptor
    }

    private func named(
        _ texts: [String], _ option: String, _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> [ResourceDescriptor] {
        var found: [ResourceDescriptor] = []
        for text in texts { found.append(try DatasetArgument.parse(text, option: option, read: read)) }
        return found
    }

    private func models() throws(AttestError) -> [ResourceDescriptor] {
        var found: [ResourceDescriptor] = []
        for text in baseModels {
            let (reference, digest) = BaseModelText.parts(of: text)
            found.append(try SubjectArgument.parse(reference, digest: digest, option: "--base-model"))
        }
        return found
    }

    private func imageDescriptor() throws(AttestError) -> ResourceDescriptor? {
        guard let image else { return nil }
        guard image.contains("@sha256:") else { throw AttestError("--image", noDigest(image)) }
        return try SubjectArgument.parse(image, digest: nil, option: "--image")
    }

    private func fileParameters(
        _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> [String: String] {
        guard let parametersFile else { return [:] }
        let input = AttestInput(name: parametersFile, bytes: try read(parametersFile))
        let root = try input.json()
        guard root.isObject else { throw input.error(root, noObject) }
        return FlatParameters.of(root)
    }
}

/// `REFERENCE@sha256:…`, where the reference may be a repository with its commit: `hf://o/n:COMMIT@sha256:…`.
private enum BaseModelText {
    static func parts(of text: String) -> (reference: String, digest: String?) {
        guard text.hasPrefix("hf://") || text.hasPrefix("s3://") || text.hasPrefix("gs://"),
            let at = text.lastIndex(of: "@"), text[text.index(after: at)...].hasPrefix("sha256:")
        else { return (text, nil) }
        return (String(text[..<at]), String(text[text.index(after: at)...]))
    }
}

private let needsLock = "a stage is one of a dvc.lock; give --dvc-lock, too"
private let twoSources = "the source is given twice, by --git and by --source; keep one"
private let noObject = "an object of parameters was expected"
private func endIsNow(_ now: Moment) -> String {
    "nothing says when the training ended, so that it ended now (\(now.text)); --finished-on says otherwise"
}
private func noCommit(_ text: String) -> String {
    "\(quoted(text)) names no commit; write git+https://git.corp/ml/fraud@<40 hex digits>, or give the checkout with --git"
}
private func noDigest(_ text: String) -> String { "\(quoted(text)) can move; write NAME@sha256:…" }
private func dirty(_ checkout: GitCheckout.State) -> String {
    let files = checkout.changes.prefix(3).map { printable($0, limit: 80) }.joined(separator: ", ")
    let more = checkout.changes.count > 3 ? " and \(checkout.changes.count - 3) more" : ""
    return
        "the checkout has changes that no commit holds (\(files)\(more)), so that its commit is not the code that ran; "
        + "commit them, or say --allow-dirty, and the statement will say so, too"
}
private func otherCommit(_ own: String, _ other: String) -> String {
    "the checkout is at \(own), but the MLflow run was made from \(other); check that commit out"
}
