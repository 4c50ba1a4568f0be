import FoundationEssentials
import KubernetesModel

/// A document of kind `PolicyException` (`pedigree.dev/v1alpha1`).
package struct PolicyException: Sendable, Hashable {
    package var name: String
    /// Names of the policies that it is about; it never touches another.
    package var policies: [String]
    package var match: ExceptionMatch
    /// Rules, or single reason codes.
    package var rules: [String]
    package var reason: String
    package var owner: String
    package var ticket: String
    /// The first moment at which it no longer holds.
    package var expires: Date
    /// As it was written.
    package var expiresText: String
    package var origin: PolicyOrigin

    package init(
        name: String, policies: [String], match: ExceptionMatch, rules: [String], reason: String, owner: String,
        ticket: String, expires: Timestamp, origin: PolicyOrigin = PolicyOrigin()
    ) {
        self.name = name
        self.policies = policies
        self.match = match
        self.rules = rules
        self.reason = reason
        self.owner = owner
        self.ticket = ticket
        self.expires = expires.date
        self.expiresText = expires.text
        self.origin = origin
    }

    package func isExpired(at time: Date) -> Bool { time >= expires }

    /// Whether it is about this finding of this policy on any of these objects, whatever the time.
    func covers(_ finding: RuleFinding, of policy: String, on targets: [ObjectIdentity]) -> Bool {
        guard policies.contains(policy),
            rules.contains(finding.rule ?? finding.code.rule) || rules.contains(finding.code.rawValue)
        else { return false }
        return match.matches(finding.subject) && targets.contains(where: match.matches)
    }
}

/// Which objects an exception is about.
package struct ExceptionMatch: Sendable, Hashable {
    package var kind: String
    /// nil: that kind in any group.
    package var group: String?
    /// nil: cluster-scoped objects alone.
    package var namespace: Glob?
    package var name: Glob
    /// Empty: any reference.
    package var references: [Glob]

    package init(kind: String, group: String? = nil, namespace: Glob?, name: Glob, references: [Glob] = []) {
        self.kind = kind
        self.group = group
        self.namespace = namespace
        self.name = name
        self.references = references
    }

    package func matches(_ object: ObjectIdentity) -> Bool {
        guard object.gvk.kind == kind, group == nil || group == object.gvk.group, let name = object.name else {
            return false
        }
        return self.name.matches(name) && matches(namespace: object.namespace)
    }

    private func matches(namespace: String?) -> Bool {
        guard let glob = self.namespace else { return namespace == nil }
        return namespace.map(glob.matches) ?? false
    }

    /// Whether the exception is about this reference; a finding without one is covered only where none is named.
    func matches(_ reference: String?) -> Bool {
        guard !references.isEmpty else { return true }
        guard let reference else { return false }
        return references.contains { $0.matches(reference) }
    }
}
