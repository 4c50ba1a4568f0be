import KubernetesModel

/// What a path in an object store or file system is worth: at best it names one version, whose bytes can be replaced.
enum StorePath {
    /// How one store is read.
    struct Store {
        /// As a sentence names it.
        var name: String
        /// Whether the tool loads every key that merely begins with the path.
        var loadsByPrefix = false
        /// What the tool does with a `?` or `#`.
        var mark: Mark = .ignored
    }

    enum Mark { case ignored, partOfName }

    static func classify(_ reference: RawReference, _ store: Store) -> Classification {
        classify(withoutGlob(reference), reference, store)
    }

    /// Command lines take `s3://b/m/v3/*` for all that lies below; other tools take the star for a name.
    private static func withoutGlob(_ reference: RawReference) -> Substring {
        let text = reference.value[...]
        guard expandStars.contains(reference.consumer) else { return text }
        if text.finishes(with: "/**") { return text.dropLast(2) }
        return text.finishes(with: "/*") ? text.dropLast(1) : text
    }

    private static let expandStars: [Consumer] = [.awsCLI, .gsutil, .azcopy, .rclone, .minioClient]

    /// Judges `text`, a URI with scheme and authority, for the consumer of `reference`.
    static func classify(_ text: Substring, _ reference: RawReference, _ store: Store) -> Classification {
        let tool = Tool.of(reference.consumer).name
        let uri: SourceURI
        do { uri = try SourceURI.parse(text) } catch {
            return Classification(.mutable(explain(error, tool, store)), suggestion: problemMend(error))
        }
        guard reference.consumer != .tfserving else { return Classification(.mutable(basePath)) }
        guard !uri.segments.isEmpty else {
            return Classification(.mutable(whole(store.name)), suggestion: oneFolder(uri))
        }
        let isFile = !uri.isDirectory && uri.segments.last.map(FileName.isFile) == true
        let version = VersionSegment.find(in: uri.segments)
        guard let version else { return Classification(.mutable(noVersion), suggestion: oneFolder(uri)) }
        guard !store.loadsByPrefix || uri.isDirectory || isFile else {
            return Classification(.mutable(prefix(tool)), suggestion: endInSlash(uri))
        }
        let range = VersionSegment.range(in: uri.segments)
        return Classification(.versioned(versioned(range.map { uri.segments[$0].joined(separator: "/") } ?? version)))
    }

    /// `…/model/latest/`: what stands there is to be replaced by a version, and not to be its parent.
    fileprivate static func isMoving(_ segment: String) -> Bool { movingWords.contains(segment) }

    private static let movingWords = NameTable(
        [
            "latest", "current", "prod", "production", "staging", "stage", "stable", "main", "master", "head",
            "default",
            "champion", "challenger", "live", "release", "dev", "develop", "test", "canary", "nightly",
        ], matching: .anyCase)

    private static func problemMend(_ problem: SourceURI.Problem) -> String? {
        switch problem {
        case .query, .fragment: nameInPath
        default: nil
        }
    }

    private static func explain(_ problem: SourceURI.Problem, _ tool: String, _ store: Store) -> String {
        switch problem {
        case .query, .fragment:
            let mark = problem == .query ? "?" : "#"
            return store.mark == .ignored ? ignores(mark, tool) : takesAsName(mark, tool)
        case .percentEscape: return percent(tool)
        case .dotSegment: return dots
        case .emptySegment: return doubleSlash
        case .userinfo: return userinfo
        case .noAuthority: return noBucket(store.name)
        case .noScheme, .character: return noURI
        }
    }

    /// TF Serving's base path, whatever stands above it.
    static let basePath = "a base path: TF Serving loads the highest-numbered folder below it, and any newer one"
}

// MARK: - What the user reads

private func versioned(_ version: String) -> String {
    "versioned by its path (\(clip(version))), and its bytes could still be replaced"
}
private let noVersion = "a path without a version, whose content can change"
private func whole(_ store: String) -> String { "all of a place in \(store), whose content can change" }
private func prefix(_ tool: String) -> String {
    "a prefix: without a final slash \(tool) also loads every key that begins with it"
}
private func ignores(_ mark: String, _ tool: String) -> String {
    "followed by `\(mark)`: \(tool) ignores what comes after it and loads the current content"
}
private func takesAsName(_ mark: String, _ tool: String) -> String {
    "invalid: \(tool) takes `\(mark)` and what follows for part of the name"
}
private func percent(_ tool: String) -> String { "invalid: \(tool) does not decode `%` escapes" }
private let dots = "invalid: it has `.` or `..` in its path"
private let doubleSlash = "invalid: it has an empty part (`//`) in its path"
private let userinfo = "invalid: it has a user's name or password in it"
private func noBucket(_ store: String) -> String { "invalid: it names no place in \(store)" }
private let noURI = "invalid: it is no URI"
private let nameInPath = "name the version in the path, e.g. …/v1/"
private func oneFolder(_ uri: SourceURI) -> String {
    var segments = uri.segments
    let file = !uri.isDirectory && segments.last.map(FileName.isFile) == true ? segments.popLast() : nil
    if let last = segments.last, StorePath.isMoving(last) { segments.removeLast() }
    segments.append("v1")
    let path = segments.joined(separator: "/")
    // dbfs:/ and mlflow-artifacts:/ have no authority, HDFS can leave it empty.
    let isRooted = uri.authority.isEmpty && uri.scheme != "hdfs" && uri.scheme != "webhdfs"
    let place = isRooted ? "\(uri.scheme):/" : "\(uri.scheme)://\(uri.authority)/"
    return "name one version's folder, e.g. \(clip("\(place)\(path)/\(file ?? "")"))"
}
private func endInSlash(_ uri: SourceURI) -> String { "end it with a slash: \(clip(uri.description))/" }
