import KubernetesModel

extension PolicyReport {
    /// A report as a cluster holds it; nil for what is none that could be compared.
    init?(_ object: Node) {
        guard let metadata = object["metadata"], let name = metadata["name"]?.nonEmptyString,
            let scope = object["scope"].flatMap(Scope.init)
        else { return nil }
        self.name = name
        namespace = metadata["namespace"]?.nonEmptyString
        isClusterScoped = namespace == nil
        self.scope = scope
        isManaged = metadata["labels"]?[Self.managedBy.label]?.string == Self.managedBy.value
        let owners = metadata["ownerReferences"]?.elements.map { $0["uid"]?.string } ?? []
        isOwned = scope.uid != nil && owners == [scope.uid]
        omitted = metadata["annotations"]?[Self.omittedKey]?.string.flatMap { Int($0) } ?? 0
        for outcome in Outcome.allCases {
            let count = object["summary"]?[outcome.rawValue]?.int ?? 0
            if count != 0 { summary.counts[outcome] = count }
        }
        for element in object["results"]?.elements.map({ $0 }) ?? [] {
            // What we would not have written is another report.
            guard let result = Result(element) else { return nil }
            results.append(result)
        }
    }
}

extension PolicyReport.Scope {
    fileprivate init?(_ node: Node) {
        guard let apiVersion = node["apiVersion"]?.string, let kind = node["kind"]?.string,
            let name = node["name"]?.string
        else { return nil }
        self.init(
            apiVersion: apiVersion, kind: kind, namespace: node["namespace"]?.string, name: name,
            uid: node["uid"]?.string)
    }
}

extension PolicyReport.Result {
    fileprivate init?(_ node: Node) {
        guard let policy = node["policy"]?.string,
            let outcome = node["result"]?.string.flatMap({ PolicyReport.Outcome(rawValue: $0) }),
            let severity = node["severity"]?.string.flatMap({ PolicyReport.Severity(rawValue: $0) })
        else { return nil }
        var properties: [String: String] = [:]
        if let map = node["properties"], map.isObject {
            for member in map.members { properties[member.key] = member.value.string ?? "" }
        }
        self.init(
            policy: policy, rule: node["rule"]?.string ?? "", outcome: outcome, severity: severity,
            isScored: node["scored"]?.bool ?? false, message: node["message"]?.string ?? "", properties: properties)
    }
}
