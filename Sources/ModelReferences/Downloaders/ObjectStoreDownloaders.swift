/// `cp SOURCE DESTINATION` in its many spellings. What goes out, or from one remote place to another, is not loaded here.
struct CopyCommand {
    /// Subcommands in a row: `s3 cp`, `storage rsync`.
    var subcommands: [[String]]
    /// Flags that take a value, so that it is not taken for a source.
    var valueFlags: [String]
    var isRemote: @Sendable (String) -> Bool

    /// Sources from elsewhere, and where they go; none where nothing is fetched.
    func read(_ command: CommandLine) -> (sources: ArraySlice<Word>, destination: Word)? {
        let all = command.positionals(knownValueFlags: valueFlags)
        for subcommand in subcommands where all.starts(with: subcommand, by: { $0.text == $1 }) {
            let words = all.dropFirst(subcommand.count)
            guard let destination = words.last, words.count >= 2 else { continue }
            // A destination that nobody knows may be local, so the source counts.
            if isRemote(destination.text) { return nil }
            let sources = words.dropLast().filter { isRemote($0.text) || $0.isUnknownAltogether }
            return sources.isEmpty ? nil : (sources[...], destination)
        }
        return nil
    }

    func references(
        _ command: CommandLine, consumer: Consumer, endpointFlags: [String] = []
    ) -> [FoundReference] {
        guard let (sources, destination) = read(command) else { return [] }
        let local = command.absolute(destination.text)
        return sources.map { source in
            let file = CommandLine.fileName(ModelLook.withoutQuery(source.text))
            // `cp remote/file dir/` puts the file into the directory; a whole tree becomes the destination itself.
            let path = destination.text.hasSuffix("/") && file.contains(".") ? CommandLine.join(local, file) : local
            var reference = FoundReference(
                source, consumer: consumer, destination: path,
                isLikelyModel: ModelLook.isModel(source.text, destination: destination.text))
            reference.endpointOverrides = command.endpoints(endpointFlags)
            return reference
        }
    }

    static func hasScheme(_ schemes: StaticString...) -> @Sendable (String) -> Bool {
        { text in
            text.withBytes { bytes in
                schemes.contains { scheme in
                    ByteSearch.hasPrefix(bytes, scheme)
                        && bytes.part(scheme.utf8CodeUnitCount..<bytes.count).begins(with: "://")
                }
            }
        }
    }
}

extension Downloader {
    static let aws = Downloader(
        name: "AWS CLI", programs: ["aws"], consumer: .awsCLI,
        summary: "`aws s3 cp|sync|mv s3://… DIR`, `aws s3api get-object --bucket B --key K [--version-id V]`."
    ) { command in
        let object = getObject(command)
        guard object.isEmpty else { return object }
        return awsCopy.references(command, consumer: .awsCLI, endpointFlags: ["--endpoint-url"])
    }

    private static let awsCopy = CopyCommand(
        subcommands: [["s3", "cp"], ["s3", "sync"], ["s3", "mv"]],
        valueFlags: awsFlags + [
            "--exclude", "--include", "--acl", "--storage-class", "--sse", "--sse-kms-key-id", "--expected-size",
            "--page-size", "--request-payer", "--source-region", "--metadata", "--content-type", "--checksum-mode",
        ], isRemote: CopyCommand.hasScheme("s3"))

    private static let awsFlags = [
        "--endpoint-url", "--profile", "--region", "--output", "--query", "--color", "--ca-bundle",
        "--cli-read-timeout", "--cli-connect-timeout",
    ]

    private static let objectFlags =
        awsFlags + [
            "--bucket", "--key", "--version-id", "--range", "--part-number", "--checksum-mode", "--if-match",
            "--request-payer", "--expected-bucket-owner",
        ]

    private static func getObject(_ command: CommandLine) -> [FoundReference] {
        guard command.words.contains(where: { $0.text == "s3api" }),
            let words = command.positionals(afterSubcommands: ["s3api", "get-object"], knownValueFlags: objectFlags),
            let bucket = command.value(of: ["--bucket"]), let key = command.value(of: ["--key"])
        else { return [] }
        let version = command.value(of: ["--version-id"])
        let uri = "s3://\(bucket.text)/\(key.text)"
        var word = key
        word.unresolved = Word.names(of: [bucket, key] + (version.map { [$0] } ?? []))
        var reference = FoundReference(
            word, value: version.map { "\(uri)?versionId=\($0.text)" } ?? uri, consumer: .awsCLI,
            destination: command.absolute(words.first),
            isLikelyModel: ModelLook.isModel(uri, destination: words.first?.text))
        reference.endpointOverrides = command.endpoints(["--endpoint-url"])
        if let version, word.unresolved.isEmpty { reference.pinning = objectVersion(version.text) }
        return [reference]
    }

    /// S3 gives every object of a bucket that keeps no versions the version `null`.
    static func objectVersion(_ version: String) -> Pinning {
        version.isEmpty || version == "null" ? .mutable(noVersion) : .versioned(oneVersion(version))
    }

    static let googleCloud = Downloader(
        name: "Google Cloud Storage", programs: ["gsutil", "gcloud"], consumer: .gsutil,
        summary: "`gsutil cp|rsync|mv gs://… DIR`, `gcloud storage cp|rsync|mv gs://… DIR`."
    ) { command in
        googleCopy.references(command, consumer: .gsutil)
    }

    private static let googleCopy = CopyCommand(
        subcommands: [
            ["cp"], ["rsync"], ["mv"], ["storage", "cp"], ["storage", "rsync"], ["storage", "mv"],
            ["alpha", "storage", "cp"],
        ],
        valueFlags: [
            "-o", "-h", "-i", "-u", "-z", "-j", "-L", "-x", "-y", "--project", "--account", "--configuration",
            "--exclude", "--billing-project", "--storage-class", "--impersonate-service-account",
        ], isRemote: CopyCommand.hasScheme("gs", "s3"))

    static let s5cmd = Downloader(
        name: "s5cmd", programs: ["s5cmd"], consumer: .awsCLI,
        summary: "`s5cmd cp|sync|mv s3://… DIR`, with `--version-id`."
    ) { command in
        let references = CopyCommand(
            subcommands: [["cp"], ["sync"], ["mv"]],
            valueFlags: [
                "--endpoint-url", "--numworkers", "-r", "--retry-count", "--log", "--profile", "--credentials-file",
                "--concurrency", "-c", "--part-size", "-p", "--exclude", "--include", "--version-id",
                "--source-region", "--destination-region",
            ], isRemote: CopyCommand.hasScheme("s3", "gs")
        ).references(command, consumer: .awsCLI, endpointFlags: ["--endpoint-url"])
        guard let version = command.value(of: ["--version-id"]), version.unresolved.isEmpty else { return references }
        return references.map { reference in
            var reference = reference
            if reference.pinning == nil { reference.pinning = objectVersion(version.text) }
            return reference
        }
    }

    static let otherStores = Downloader(
        name: "other object stores",
        programs: [
            "ossutil", "ossutil64", "coscli", "obsutil", "s3cmd", "lakectl", "hadoop", "hdfs", "juicefs",
        ],
        consumer: .any,
        summary: "`ossutil cp oss://…`, `s3cmd get s3://…`, `hdfs dfs -get hdfs://…`, `lakectl fs download lakefs://…`."
    ) { command in
        CopyCommand(
            subcommands: [
                ["cp"], ["sync"], ["get"], ["fs", "download"], ["fs"], ["dfs"], ["storage", "cp"], ["local", "clone"],
            ],
            valueFlags: ["-e", "--endpoint", "-i", "-k", "-c", "--config-file", "--access-key-id", "--region"],
            isRemote: CopyCommand.hasScheme("oss", "cos", "obs", "s3", "hdfs", "webhdfs", "lakefs", "minio", "tos")
        ).references(command, consumer: .any, endpointFlags: ["--endpoint", "--host"])
    }

    static let mounts = Downloader(
        name: "bucket mounts", programs: ["gcsfuse", "mount-s3", "s3fs", "goofys", "geesefs"], consumer: .any,
        summary: "`gcsfuse BUCKET DIR`, `mount-s3 BUCKET DIR`: the bucket is read while it changes."
    ) { command in
        let words = command.positionals(knownValueFlags: ["-o", "--prefix", "--region", "--key-file", "--endpoint-url"])
        guard words.count == 2, let bucket = words.first, let directory = words.last else { return [] }
        let scheme = command.program == "gcsfuse" ? "gs" : "s3"
        let value = bucket.text.contains("://") ? bucket.text : "\(scheme)://\(bucket.text)"
        return [
            FoundReference(
                bucket, value: value, consumer: .any, destination: command.absolute(directory),
                isLikelyModel: ModelLook.isModel(value, destination: directory.text))
        ]
    }
}

// MARK: - What the user reads

private let noVersion = "is the current version of an object, since the bucket keeps no others"
private func oneVersion(_ version: String) -> String {
    "names one version of one object (`\(version)`), which stays while the bucket keeps it"
}
