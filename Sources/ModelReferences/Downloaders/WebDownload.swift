import KubernetesModel

/// What a web client is told to fetch, and where it writes it. One word can hold several of its options (`-fsSLo`).
struct WebDownload {
    var urls: [Word] = []
    /// `-o FILE`; one that is given for each URL stands at its place.
    var files: [Word] = []
    var directory: Word?
    /// Whether each file is named as its URL ends (`-O` of curl, wget's default).
    var usesRemoteName = false
    /// Whether a flag says so, which may come before a file of another URL.
    private var isNamedByFlag = false
    /// What is sent along: then it is an upload, or a request to a service.
    var body: Word?
    var isUpload = false
    /// Whether only the answer's head is asked for; nothing is kept of it.
    var asksForHead = false
    /// `-X METHOD`, which wins.
    var method: String?
    var checksum: Word?
    /// A file of addresses (`wget -i`).
    var list: Word?
    var other: [EndpointOverride] = []

    /// The options of one client.
    struct Options: Sendable {
        var valueLetters: Set<Character>
        var valueFlags: Set<String>
        var output: [String]
        var directory: [String]
        var body: [String] = []
        var upload: [String] = []
        var head: [String] = []
        var method: [String] = []
        var remoteName: [String] = []
        var checksum: [String] = []
        var url: [String] = []
        var list: [String] = []
        var endpoints: Set<String> = []
    }

    init(_ command: CommandLine, _ options: Options) {
        var rest = command.arguments
        while let word = rest.popFirst() {
            guard word.text.hasPrefix("-"), word.text.utf8.count > 1 else {
                urls.append(word)
                continue
            }
            if word.text.hasPrefix("--") {
                guard let flag = Flag(word.text) else { continue }
                let name = String(flag.name)
                let takesValue = options.valueFlags.contains(name) && !flag.hasAttached
                apply(name, flag.attached(to: word) ?? (takesValue ? rest.popFirst() : nil), options)
                continue
            }
            var letters = word.text.dropFirst()
            while let letter = letters.popFirst() {
                guard options.valueLetters.contains(letter) else {
                    apply("-\(letter)", nil, options)
                    continue
                }
                apply("-\(letter)", letters.isEmpty ? rest.popFirst() : word.with(text: String(letters)), options)
                letters = ""
            }
        }
    }

    private mutating func apply(_ name: String, _ value: Word?, _ options: Options) {
        if options.output.contains(name), let value { files.append(value) }
        if options.directory.contains(name), let value { directory = value }
        if options.remoteName.contains(name) { (usesRemoteName, isNamedByFlag) = (true, true) }
        if options.upload.contains(name) { isUpload = true }
        if options.head.contains(name) { asksForHead = true }
        if options.method.contains(name), let value { method = value.text.uppercased() }
        if options.body.contains(name), let value { body = value }
        if options.checksum.contains(name), let value { checksum = value }
        if options.url.contains(name), let value { urls.append(value) }
        if options.list.contains(name), let value { list = value }
        if options.endpoints.contains(name), let value {
            other.append(
                EndpointOverride(name: name, value: value.unresolved.isEmpty ? value.text : nil, path: value.path))
        }
    }

    func references(_ command: CommandLine) -> [FoundReference] {
        guard !isUpload, body == nil, !(method.map { $0 == "HEAD" } ?? asksForHead) else { return [] }
        return urls.enumerated().compactMap { index, url in
            guard !isDropped(index, command) else { return nil }
            var reference = Self.reference(url, destination: destination(of: url, index, command))
            reference.endpointOverrides = other
            if let digest = checksum.flatMap({ Self.sha256($0.text) }) { reference.pinning = .pinned(digest) }
            // What is only looked at (a health check) is no download; an archive may go to `tar` behind a pipe.
            guard reference.destination != nil || reference.isLikelyModel || Self.isArchive(at: url.text) else {
                return nil
            }
            return reference
        }
    }

    private static func isArchive(at url: String) -> Bool {
        isArchive(CommandLine.fileName(ModelLook.withoutQuery(url)))
    }

    /// Whether what a URL holds goes to `/dev/null`: whoever only asks whether a hub can be reached keeps nothing.
    private func isDropped(_ index: Int, _ command: CommandLine) -> Bool {
        guard !isNamedByFlag else { return false }
        if index < files.count { return files[index].text == "/dev/null" }
        return files.isEmpty && !usesRemoteName && command.outputFile?.text == "/dev/null"
    }

    private func destination(of url: Word, _ index: Int, _ command: CommandLine) -> String? {
        let file: String
        if index < files.count {
            file = files[index].text
        } else if let only = files.last, urls.count > 1, files.count == 1, index > 0 {
            file = only.text
        } else if usesRemoteName {
            file = CommandLine.fileName(ModelLook.withoutQuery(url.text))
        } else if let target = command.outputFile {
            file = target.text
        } else {
            return nil
        }
        if file == "-" { return command.absolute(command.outputFile) }
        guard file != "/dev/null" else { return nil }
        guard let directory, !file.hasPrefix("/") else { return command.absolute(file) }
        return command.absolute(CommandLine.join(directory.text, file))
    }

    /// A URL, and whether it looks like a model.
    static func reference(_ url: Word, destination: String?) -> FoundReference {
        let url = Secrets.removed(from: url)
        return FoundReference(
            url, consumer: .http, destination: destination, isLikelyModel: isModel(url.text, destination))
    }

    static func isModel(_ url: String, _ destination: String?) -> Bool {
        guard let name = RemoteName(url) else { return isModelFile(destination) }
        if let verdict = name.isModelOfHub { return verdict }
        let file = name.segments.last ?? ""
        if let verdict = ModelLook.byExtension(file) { return verdict }
        // A service's own paths (`/v1/models/x`) have model words too, so without a file name only a store counts.
        guard isArchive(file) || isStore(name) else { return isModelFile(destination) }
        // On code hosts the name of the repository says nothing about the archive.
        let isCode = name.isAt("github.com") || name.isAt("githubusercontent.com") || name.isAt("gitlab.com")
        if isCode, name.segments.contains("archive") { return false }
        return ModelLook.isModel(isCode ? file : name.segments.joined(separator: "/"), destination: destination)
    }

    /// Where the URL says nothing: the file that it becomes, `weights.zip` among them.
    private static func isModelFile(_ destination: String?) -> Bool {
        guard let destination else { return false }
        if let verdict = ModelLook.byExtension(destination), !isArchive(destination) { return verdict }
        return isArchive(destination) && ModelLook.isModel(CommandLine.fileName(destination))
    }

    private static func isArchive(_ file: String) -> Bool {
        let name = file.lowercased()
        return archives.contains { name.hasSuffix($0) }
    }

    private static let archives = [
        ".bin", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".tar.bz2", ".npz",
    ]

    private static func isStore(_ name: RemoteName) -> Bool {
        name.isAt("amazonaws.com") || name.isAt("storage.googleapis.com") || name.isAt("blob.core.windows.net")
            || name.isAt("aliyuncs.com") || name.isAt("r2.cloudflarestorage.com") || name.isAt("digitaloceanspaces.com")
    }

    /// `sha-256=<64 hex>`, as aria2 takes it.
    private static func sha256(_ text: String) -> Digest? {
        guard text.hasPrefix("sha-256=") else { return nil }
        return Checksum.digest(String(text.dropFirst(8)))
    }
}

/// Digests as checksum tools write them.
enum Checksum {
    static func digest(_ hex: String) -> Digest? {
        guard hex.utf8.count == 64, Scan.isHex(hex[...]) else { return nil }
        return Digest(.sha256, hex: hex.lowercased())
    }
}
