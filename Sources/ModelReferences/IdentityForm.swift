import KubernetesModel

/// Where a kind of reference keeps its version.
enum IdentityForm {
    /// In a folder of its path, or behind a `?` or `#`.
    case path
    /// `ORG/NAME` with `:REVISION` or `@REVISION`.
    case repository
    /// A tag, a digest, or both.
    case image
    /// MLflow's `models:/NAME/VERSION`.
    case registered
    /// A web address: a commit on a host of repositories, else as a path.
    case address
    /// `ADDRESS@COMMIT#PATH`.
    case git
    /// `NAME:VERSION`.
    case tagged
    /// Kaggle's `OWNER/MODEL/FRAMEWORK/VARIATION/NUMBER`.
    case handle
    /// `NAME@NUMBER`.
    case afterAt
    /// `NAME/NUMBER`.
    case numbered
    /// Nowhere that could be told.
    case whole

    func read(_ value: Substring) -> ModelIdentity {
        let identity: ModelIdentity? =
            switch self {
            case .path: Self.path(value)
            case .repository: Self.repository(value)
            case .image: Self.image(value)
            case .registered: Self.registered(value)
            case .address: Self.address(value)
            case .git: Self.git(value)
            case .tagged: Self.tagged(value)
            case .handle: Self.handle(value)
            case .afterAt: Scan.cutLast(value, at: "@").map { Self.identity($0.before, $0.after) }
            case .numbered:
                Scan.cutLast(value, at: "/").flatMap {
                    Scan.isDigits($0.after) ? Self.identity($0.before, $0.after) : nil
                }
            case .whole: nil
            }
        return identity ?? ModelIdentity(name: String(value), version: nil)
    }

    private static func identity(_ name: Substring, _ version: Substring) -> ModelIdentity {
        ModelIdentity(name: String(name), version: version.isEmpty ? nil : String(version))
    }

    private static func path(_ value: Substring) -> ModelIdentity {
        let (address, query) = cutQuery(value)
        // What stands in front of the path: scheme and authority, or the first part of what has none.
        var start = Scan.first(in: address) { $0 == UInt8(ascii: ":") } ?? 0
        let bytes = Array(address.utf8)
        let isURI = start + 2 < bytes.count && bytes[start + 1] == slash && bytes[start + 2] == slash
        start = isURI ? start + 3 : 0
        while start < bytes.count, bytes[start] != slash { start += 1 }
        let head = Scan.drop(0, from: address.prefix(utf8: min(start + 1, bytes.count)))
        let parts = Scan.parts(Scan.drop(start + 1, from: address), by: "/")
        let segments = parts.last?.isEmpty == true ? Array(parts.dropLast()) : parts
        let versionOfObject = version(inQuery: query)
        guard let range = VersionSegment.range(in: segments.map(String.init)) else {
            if let own = versionInFile(segments.last) {
                let name = head + (segments.dropLast() + [own.name]).joined(separator: "/")
                return ModelIdentity(name: String(name), version: own.version)
            }
            let name = versionOfObject == nil ? value : address
            return ModelIdentity(name: String(name), version: versionOfObject)
        }
        var kept = Array(segments[..<range.lowerBound])
        // Below a run's id stands which of its models it is; below any other version stand its files.
        if range.upperBound < segments.count, segments[range.upperBound] == "artifacts" {
            kept += segments[range.upperBound...]
        }
        let name = head + kept.map { "\($0)/" }.joined()
        return ModelIdentity(name: String(name), version: segments[range].joined(separator: "/"))
    }

    /// `fraud-v47.onnx`: a file that carries its version in its name.
    private static func versionInFile(_ file: Substring?) -> (name: Substring, version: String)? {
        guard let file, FileName.isFile(String(file)), let (stem, end) = Scan.cut(file, at: "."),
            let offset = stem.utf8.lastIndex(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        else { return nil }
        let version = stem[stem.utf8.index(after: offset)...]
        guard version.begins(withAnyCase: "v"), Scan.isDigits(Scan.drop(1, from: version)) else { return nil }
        return ("\(stem[..<offset]).\(end)", String(version))
    }

    private static func repository(_ value: Substring) -> ModelIdentity? {
        var (scheme, rest): (Substring, Substring) = ("hf", value)
        if let (own, after) = Classifier.marker(of: value), after.begins(with: "//") {
            (scheme, rest) = (own, Scan.drop(2, from: after))
        }
        rest = Scan.cut(rest, at: "?")?.before ?? rest
        guard let mark = Scan.firstMark(in: rest, of: "@:"), let (name, end) = Scan.cut(rest, at: mark) else {
            return ModelIdentity(name: "\(scheme)://\(rest)", version: nil)
        }
        let revision = end.begins(with: "refs/") ? end : Scan.cut(end, at: "/")?.before ?? end
        return identity("\(scheme)://\(name)", revision)
    }

    /// The tag says more than the digest about what comes before what.
    private static func image(_ value: Substring) -> ModelIdentity? {
        var text = value
        if let (_, after) = Classifier.marker(of: value), after.begins(with: "//") { text = Scan.drop(2, from: after) }
        guard let image = ImageReference(text) else { return nil }
        return ModelIdentity(name: "oci://\(image.name)", version: image.tag ?? image.digest?.description)
    }

    private static func registered(_ value: Substring) -> ModelIdentity? {
        var head = "models:/"
        guard var path = Scan.cut(value, at: ":")?.after, path.begins(with: "/") else { return nil }
        path = Scan.drop(1, from: path)
        if path.begins(with: "/"), let (authority, below) = Scan.cut(Scan.drop(1, from: path), at: "/") {
            (head, path) = ("models://\(authority)/", below)
        }
        if let (name, version) = Scan.cut(path, at: "/") {
            return identity("\(head)\(name)", Scan.cut(version, at: "/")?.before ?? version)
        }
        return Scan.cutLast(path, at: "@").map { identity("\(head)\($0.before)", $0.after) }
    }

    private static func address(_ value: Substring) -> ModelIdentity? {
        guard let address = WebAddress(value) else { return nil }
        if let hub = HubAddress.read(value) { return ModelIdentity(name: "hf://\(hub.name)", version: hub.revision) }
        guard let revision = GitHost.revision(in: address)?.revision, !revision.isEmpty else { return path(value) }
        let names = address.segments.firstIndex { $0 == revision }
        // An archive is `REVISION.tar.gz`.
        let segment = names ?? address.segments.firstIndex { $0.hasPrefix("\(revision).") }
        guard let segment else { return nil }
        var kept = address.segments
        kept.remove(at: segment)
        return ModelIdentity(name: "https://\(address.host)/\(kept.joined(separator: "/"))", version: revision)
    }

    private static func git(_ value: Substring) -> ModelIdentity? {
        var (address, query) = cutQuery(value)
        if address.begins(with: "git+") { address = Scan.drop(4, from: address) }
        if address.begins(with: "git::") { address = Scan.drop(5, from: address) }
        var revision = version(inQuery: query)
        // The `@` of `git@host:path` and `ssh://git@host/path` stands before the path.
        let host = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address
        if let path = Scan.firstMark(in: host, of: "/:").flatMap({ Scan.cut(host, at: $0)?.after }),
            let (before, after) = Scan.cutLast(path, at: "@")
        {
            address = address[..<before.endIndex]
            revision = revision ?? String(after)
        }
        if address.finishes(with: ".git") { address = address.dropLast(4) }
        return ModelIdentity(name: String(address), version: revision)
    }

    private static func tagged(_ value: Substring) -> ModelIdentity? {
        var (scheme, rest): (Substring, Substring) = ("", value)
        if let (own, after) = Classifier.marker(of: value), after.begins(with: "//") {
            (scheme, rest) = ("\(own):", after)
        }
        rest = Scan.cut(rest, at: "?")?.before ?? rest
        guard let (name, end) = Scan.cutLast(rest, at: ":") else { return nil }
        return identity("\(scheme)\(name)", Scan.cut(end, at: "/")?.before ?? end)
    }

    private static func handle(_ value: Substring) -> ModelIdentity? {
        let isURI = value.begins(with: "kaggle://")
        let parts = Scan.parts(isURI ? Scan.drop(9, from: value) : value, by: "/")
        guard parts.count == 5, let version = parts.last, Scan.isDigits(version) else { return nil }
        return identity("\(isURI ? "kaggle://" : "")\(parts.dropLast().joined(separator: "/"))", version)
    }

    private static func cutQuery(_ value: Substring) -> (address: Substring, query: Substring) {
        guard let mark = Scan.firstMark(in: value, of: "?#"), let (address, query) = Scan.cut(value, at: mark) else {
            return (value, "")
        }
        return (address, query)
    }

    /// `versionId=ID`, `ref=COMMIT`, or Google's generation, which counts up.
    private static func version(inQuery query: Substring) -> String? {
        if Scan.isDigits(query) { return String(query) }
        for part in Scan.parts(Scan.cut(query, at: "#")?.before ?? query, by: "&") {
            guard let (name, value) = Scan.cut(part, at: "="), !value.isEmpty,
                ["versionId", "versionid", "generation", "snapshot", "ref", "rev", "version"].contains(name)
            else { continue }
            return String(value)
        }
        return nil
    }

    private static let slash = UInt8(ascii: "/")
}
