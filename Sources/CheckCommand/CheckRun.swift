import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Judges what was read: files in, report out. It touches neither disk nor clock.
package struct CheckRun: Sendable {
    package var reviewer: Reviewer
    package var policies: CheckReport.PolicySource
    /// What "now" means for exceptions.
    package var time: Date
    /// The namespace of manifests that name none, as `kubectl --namespace` gives it.
    package var namespace: String?
    /// The objects as they are now, of `--against`; nil where every object is new.
    package var old: OldObjects?

    package init(
        reviewer: Reviewer, policies: CheckReport.PolicySource, time: Date, namespace: String? = nil,
        old: OldObjects? = nil
    ) {
        self.reviewer = reviewer
        self.policies = policies
        self.time = time
        self.namespace = namespace
        self.old = old
    }

    /// - Parameter progress: told after each file how many of all are judged.
    package func check(
        _ files: [InputFile], problems: [InputProblem] = [], progress: (Int, Int) -> Void = { _, _ in }
    ) -> CheckReport {
        var report = CheckReport(policies: policies, effectiveTime: time)
        report.problems = problems
        let read = files.map { (file: $0, content: ManifestReader.read($0)) }
        let configMaps = ConfigMapIndex(read.flatMap(\.content.manifests), defaultNamespace: namespace)
        for (index, (file, content)) in read.enumerated() {
            report.problems += content.problems
            report.skipped += content.skipped
            judge(content.manifests, of: file, configMaps: configMaps, into: &report)
            progress(index + 1, read.count)
        }
        report.notes += old?.notes ?? []
        if report.objects.isEmpty && report.problems.isEmpty && report.skipped.isEmpty {
            let name = files.count == 1 ? files[0].name : InputFile.standardInput
            report.problems.append(InputProblem(file: name, message: nothingToCheck))
        }
        return report
    }

    private func judge(
        _ manifests: [Manifest], of file: InputFile, configMaps: ConfigMapIndex, into report: inout CheckReport
    ) {
        guard !manifests.isEmpty else { return }
        let context = FinderContext(configMaps: configMaps.seen(from: manifests))
        var ends = ValueEnds(file.bytes)
        for manifest in manifests {
            var checked = judge(manifest, context: context)
            checked.findings = (checked.review?.findings ?? []).map { finding in
                LocatedFinding(finding, end: finding.path.description.isEmpty ? nil : ends.end(of: finding.position))
            }
            report.objects.append(checked)
        }
    }

    private func judge(_ manifest: Manifest, context: FinderContext) -> CheckedObject {
        let request = request(for: manifest, context: context)
        var outcome: CheckedObject.Outcome
        do throws(Undecided) {
            outcome = .reviewed(try reviewer.review(request, at: time))
        } catch {
            outcome = .undecided(error)
        }
        // Of an object without references or findings it makes no difference which policies judged.
        let matters = outcome.review.map { !$0.references.isEmpty || !$0.findings.isEmpty } ?? true
        var identity = manifest.identity
        identity.namespace = request.namespace
        return CheckedObject(
            identity: identity, file: manifest.file, position: manifest.object.position,
            namespaceIsUnknown: request.namespaceIsUnknown && matters, outcome: outcome)
    }

    /// The request that the API server would make of a manifest.
    private func request(for manifest: Manifest, context: FinderContext) -> ReviewRequest {
        var request = ReviewRequest(manifest, defaultNamespace: namespace, context: context)
        var identity = manifest.identity
        identity.namespace = request.namespace
        request.oldObject = old?.object(
            like: identity, relativeName: manifest.relativeName, defaultNamespace: namespace)
        request.operation = request.oldObject == nil ? .create : .update
        return request
    }
}

extension ReviewRequest {
    /// A manifest that is created in the namespace that it names, or in the one that is given.
    init(_ manifest: Manifest, defaultNamespace: String?, context: FinderContext) {
        let isClusterScoped = manifest.identity.isClusterScoped
        let namespace = manifest.identity.namespace ?? (isClusterScoped ? nil : defaultNamespace)
        self.init(
            object: manifest.object, gvk: manifest.identity.gvk, namespace: namespace,
            namespaceIsUnknown: namespace == nil && !isClusterScoped, name: manifest.identity.name, isManifest: true,
            context: context)
    }
}

extension CheckedObject.Outcome {
    fileprivate var review: Review? {
        guard case .reviewed(let review) = self else { return nil }
        return review
    }
}

extension ObjectIdentity {
    /// Kinds of which it is known that they lie in no namespace; any other may lie in one.
    fileprivate var isClusterScoped: Bool {
        if let known = WorkloadKind.find(group: gvk.group, kind: gvk.kind) { return !known.isNamespaced }
        return clusterScoped.contains(gvk.groupKind)
    }
}

/// Those of Kubernetes itself that stand beside workloads in manifests; none of them refers to a model.
private let clusterScoped: Set<String> = [
    "Namespace", "Node", "PersistentVolume", "ClusterRole.rbac.authorization.k8s.io",
    "ClusterRoleBinding.rbac.authorization.k8s.io", "StorageClass.storage.k8s.io", "CSIDriver.storage.k8s.io",
    "PriorityClass.scheduling.k8s.io", "IngressClass.networking.k8s.io", "RuntimeClass.node.k8s.io",
    "CustomResourceDefinition.apiextensions.k8s.io", "APIService.apiregistration.k8s.io",
    "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
    "MutatingWebhookConfiguration.admissionregistration.k8s.io",
    "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
    "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
]

/// Where values of one file end; each place is looked for once.
private struct ValueEnds {
    private let bytes: [UInt8]
    private var text: SourceText?
    private var known: [SourcePosition: SourcePosition?] = [:]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func end(of position: SourcePosition) -> SourcePosition? {
        if let end = known[position] { return end }
        let text = self.text ?? SourceText(bytes)
        self.text = text
        let end = text.end(of: position)
        known[position] = .some(end)
        return end
    }
}

private let nothingToCheck = "there is no document in the input; was it meant to be empty?"
