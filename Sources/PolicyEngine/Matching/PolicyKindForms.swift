import KubernetesModel
import ModelReferences

extension TextForm {
    /// A glob on kinds and their groups.
    package static let kindPattern = TextForm(
        expected: #"Kind.group, such as "Deployment.apps", with globs, or a core kind such as "Pod""#,
        pattern: #"^(\*|[A-Z*][A-Za-z0-9*]*)(\.[a-z0-9*]([-a-z0-9.*]*[a-z0-9*])?)?$"#
    ) { text in
        let (kind, group) = split(text)
        if let problem = kindProblem(kind) ?? group.flatMap(groupProblem) { return problem }
        guard !text.contains("*") else { return globProblem(text) }
        return group == nil ? coreProblem(kind) : misspelling(text)
    }

    /// The kind that an exception is about; without a group it is that kind in any group.
    package static let exceptionKind = TextForm(
        expected: #"a kind, such as "InferenceService" or "InferenceService.serving.kserve.io""#,
        pattern: #"^[A-Z][A-Za-z0-9]*(\.[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$"#
    ) { text in
        let (kind, group) = split(text)
        guard !text.contains("*") else { return "an exception names one kind" }
        if let problem = kindProblem(kind) ?? group.flatMap(groupProblem) { return problem }
        return group == nil ? bareMisspelling(kind) : misspelling(text)
    }

    private static func split(_ text: String) -> (kind: String, group: String?) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts.first ?? "", parts.count == 2 ? parts[1] : nil)
    }

    private static func kindProblem(_ kind: String) -> String? {
        guard let first = kind.utf8.first else { return "it names no kind" }
        guard isUpper(first) || first == UInt8(ascii: "*") else {
            let nearest = NearestWord.to(kind, in: WorkloadKind.all.flatMap { [$0.kind, $0.resource] })
            let kinds = WorkloadKind.all.first { $0.resource == nearest || $0.kind == nearest }
            return notAKind(kinds?.groupKind)
        }
        return kind.utf8.allSatisfy { isUpper($0) || isUpper($0 & 0xdf) || isDigit($0) || $0 == UInt8(ascii: "*") }
            ? nil : "it matches nothing: a kind has only letters and digits"
    }

    private static func groupProblem(_ group: String) -> String? {
        let fits = group.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: ".")
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "*")
        }
        return fits && !group.isEmpty ? nil : "it matches nothing: a group is a domain name in lower case"
    }

    /// `*.aps` or `Deploy*.apps` must match something that we know, or a group of its own.
    private static func globProblem(_ text: String) -> String? {
        let pattern = KindPattern(text)
        let (_, group) = split(text)
        guard !WorkloadKind.all.contains(where: { pattern.matches(kind: $0.kind, group: $0.group) }) else { return nil }
        let groups = Set(WorkloadKind.all.map(\.group)).sorted()
        guard let group else { return "it matches no core kind; write Kind.group" }
        if groups.contains(group) { return "it matches no kind of that group" }
        return NearestWord.to(group, in: groups).map { "it matches nothing: did you mean the group \($0)?" }
    }

    private static func coreProblem(_ kind: String) -> String? {
        let core = WorkloadKind.all.filter { $0.group.isEmpty }.map(\.kind)
        guard !core.contains(kind), kind != "Pod" else { return nil }
        let same = WorkloadKind.all.filter { $0.kind == kind }.map(\.groupKind)
        guard same.isEmpty else { return ambiguous(same) }
        return notAKind(NearestWord.to(kind, in: WorkloadKind.all.map(\.kind)))
    }

    private static func bareMisspelling(_ kind: String) -> String? {
        let kinds = WorkloadKind.all.map(\.kind)
        guard !kinds.contains(kind), let nearest = NearestWord.to(kind, in: kinds) else { return nil }
        return notAKind(nearest)
    }

    /// A kind that we do not know may be somebody's own, unless it is almost one that we know.
    private static func misspelling(_ text: String) -> String? {
        let known = WorkloadKind.all.map(\.groupKind)
        guard !known.contains(text), let nearest = NearestWord.to(text, in: known) else { return nil }
        let distance = NearestWord.distance(Array(text.utf8), Array(nearest.utf8))
        return distance <= 2 ? notAKind(nearest) : nil
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

private func notAKind(_ nearest: String?) -> String {
    guard let nearest else { return "it matches no kind; write Kind.group" }
    return "it matches no kind; did you mean \(nearest)?"
}

private func ambiguous(_ kinds: [String]) -> String {
    "a kind without a group is a core kind; write \(kinds.joined(separator: " or "))"
}
