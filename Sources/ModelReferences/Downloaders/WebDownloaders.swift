import KubernetesModel

extension Downloader {
    static let curl = Downloader(
        name: "curl", programs: ["curl"], consumer: .http,
        summary:
            "`curl -o FILE URL` with a URL of a hub or of a model file; a request to Ollama or LocalAI to fetch a model."
    ) { command in
        let download = WebDownload(command, curlOptions)
        if let body = download.body { return download.urls.compactMap { ModelRequest.reference($0, body: body) } }
        return download.references(command)
    }

    private static let curlOptions = WebDownload.Options(
        valueLetters: Set("oHduXAebcTFxmKEwyYzCrPQtDU"),
        valueFlags: [
            "--output", "--header", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--json", "--user",
            "--request", "--user-agent", "--referer", "--cookie", "--upload-file", "--form", "--proxy", "--max-time",
            "--connect-timeout", "--retry", "--retry-delay", "--retry-max-time", "--cacert", "--capath", "--cert",
            "--key", "--resolve", "--connect-to", "--output-dir", "--url", "--continue-at", "--range", "--limit-rate",
            "--oauth2-bearer", "--write-out", "--dns-servers", "--unix-socket", "--aws-sigv4", "--config",
        ],
        output: ["-o", "--output"], directory: ["--output-dir"],
        body: ["-d", "--data", "--data-raw", "--data-binary", "--json"],
        upload: ["-T", "--upload-file", "-F", "--form"], head: ["-I", "--head"], method: ["-X", "--request"],
        remoteName: ["-O", "--remote-name", "--remote-name-all", "-J", "--remote-header-name"], url: ["--url"],
        endpoints: ["-x", "--proxy", "--resolve", "--connect-to", "--cacert", "--dns-servers"])

    static let wget = Downloader(
        name: "wget", programs: ["wget", "wget2"], consumer: .http,
        summary: "`wget [-O FILE | -P DIR] URL` with a URL of a hub or of a model file, or a list of them by `-i`."
    ) { command in
        var download = WebDownload(command, wgetOptions)
        if let body = download.body { return download.urls.compactMap { ModelRequest.reference($0, body: body) } }
        download.usesRemoteName = true
        return download.readList(command) + download.references(command)
    }

    private static let wgetOptions = WebDownload.Options(
        valueLetters: Set("OPoaeUtTwQARDIXiBl"),
        valueFlags: [
            "--output-document", "--directory-prefix", "--output-file", "--header", "--user", "--password", "--tries",
            "--timeout", "--wait", "--user-agent", "--post-data", "--post-file", "--ca-certificate", "--certificate",
            "--limit-rate", "--method", "--body-data", "--cut-dirs", "--accept", "--reject", "--execute",
            "--input-file",
            "--level",
        ],
        output: ["-O", "--output-document"], directory: ["-P", "--directory-prefix"],
        body: ["--post-data", "--body-data"], upload: ["--post-file", "--body-file"],
        head: ["--spider"], method: ["--method"], list: ["-i", "--input-file"],
        endpoints: ["--ca-certificate", "-e"]
    )

    static let aria = Downloader(
        name: "aria2 and others", programs: ["aria2c", "axel", "dfget", "gdown"], consumer: .http,
        summary: "`aria2c -d DIR -o FILE URL`, pinned by `--checksum=sha-256=…`; `gdown ID -O FILE`."
    ) { command in
        var download = WebDownload(command, ariaOptions)
        download.usesRemoteName = true
        if command.program == "gdown" {
            download.urls = download.urls.map { word in
                guard !word.text.contains("://"), word.unresolved.isEmpty else { return word }
                return word.with(text: "https://drive.google.com/uc?id=\(word.text)")
            }
        }
        return download.readList(command) + download.references(command)
    }

    private static let ariaOptions = WebDownload.Options(
        valueLetters: Set("odxsjkOni"),
        valueFlags: [
            "--out", "--dir", "--output", "--checksum", "--header", "--max-connection-per-server", "--split",
            "--input-file", "--user-agent", "--all-proxy", "--id",
        ],
        output: ["-o", "--out", "-O", "--output"], directory: ["-d", "--dir"], checksum: ["--checksum"],
        url: ["--id"], list: ["-i", "--input-file"], endpoints: ["--all-proxy"])

    static let git = Downloader(
        name: "Git", programs: ["git"], consumer: .git,
        summary:
            "`git clone [-b REF] URL [DIR]` of a hub's repository, pinned by `git checkout COMMIT`; `git lfs clone`."
    ) { command in
        let valueFlags = [
            "-b", "--branch", "--depth", "-o", "--origin", "--revision", "--reference", "--template", "-c", "--config",
            "-j", "--jobs", "--shallow-since", "-u", "--upload-pack", "-C", "--git-dir", "--work-tree",
        ]
        let words =
            command.positionals(afterSubcommands: ["clone"], knownValueFlags: valueFlags)
            ?? command.positionals(afterSubcommands: ["lfs", "clone"], knownValueFlags: valueFlags) ?? []
        guard let url = words.first.map(Secrets.removed) else { return [] }
        let isHub = GitRepository.remote(url.text)?.isModelOfHub ?? false
        let folder = words.count > 1 ? words[1].text : GitRepository.folder(of: url.text)
        let reference = FoundReference(
            url, consumer: .git, revision: command.value(of: ["--revision", "-b", "--branch"]),
            destination: GitRepository.directory(command, folder),
            isLikelyModel: isHub || (command.words.contains { $0.text == "lfs" } && !url.text.hasPrefix("/")))
        return [reference]
    }
}

/// Directories of Git repositories.
enum GitRepository {
    /// `git clone https://h/o/name.git` makes `name`.
    static func folder(of url: String) -> String {
        var path = ModelLook.withoutQuery(url)
        while path.utf8.last == Byte.slash { path.removeLast() }
        let name = CommandLine.fileName(path)
        return name.hasSuffix(".git") ? String(name.dropLast(4)) : name
    }

    /// `git@hf.co:org/name` is `ssh://git@hf.co/org/name`.
    static func remote(_ url: String) -> RemoteName? {
        if let name = RemoteName(url) { return name }
        guard let colon = url.firstIndex(of: ":"), !url[..<colon].contains("/") else { return nil }
        return RemoteName("ssh://\(url[..<colon])/\(url[url.index(after: colon)...])")
    }

    /// A directory as a `git` command sees it, its own `-C DIR` included.
    static func directory(_ command: CommandLine, _ folder: String) -> String {
        var base = ""
        for (index, word) in command.words.enumerated().dropFirst() {
            guard word.text == "-C" else { continue }
            if index + 1 < command.words.count { base = command.words[index + 1].text }
        }
        if folder.isEmpty { return command.absolute(base.isEmpty ? "." : base) }
        return command.absolute(base.isEmpty || folder.hasPrefix("/") ? folder : CommandLine.join(base, folder))
    }
}
