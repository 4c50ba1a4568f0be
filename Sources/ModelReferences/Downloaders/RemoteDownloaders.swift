extension Downloader {
    static let minio = Downloader(
        name: "MinIO client", programs: ["mc", "mcli"], consumer: .minioClient,
        summary: "`mc cp|mirror|get ALIAS/BUCKET/… DIR`, with `--version-id`."
    ) { command in
        let references = CopyCommand(
            subcommands: [["cp"], ["mirror"], ["get"], ["mv"]],
            valueFlags: [
                "--version-id", "--vid", "--rewind", "--older-than", "--newer-than", "--storage-class", "--attr",
                "--config-dir", "-C", "--exclude", "--limit-download", "--enc-c",
            ], isRemote: isMinIO
        ).references(command, consumer: .minioClient)
        guard let version = command.value(of: ["--version-id", "--vid"]), version.unresolved.isEmpty else {
            return references
        }
        return references.map { reference in
            var reference = reference
            if reference.pinning == nil { reference.pinning = objectVersion(version.text) }
            return reference
        }
    }

    /// `alias/bucket/…`; what begins with a slash, a dot or a tilde is a local path.
    private static let isMinIO: @Sendable (String) -> Bool = { text in
        guard let first = text.utf8.first, first != Byte.slash, first != UInt8(ascii: "."), first != UInt8(ascii: "~")
        else { return false }
        return text.utf8.contains(Byte.slash)
    }

    static let rcloneDownloader = Downloader(
        name: "rclone", programs: ["rclone"], consumer: .rclone,
        summary: "`rclone copy|sync|copyto|move|mount REMOTE:PATH DIR`, `rclone copyurl URL FILE`."
    ) { command in
        let flags = [
            "--config", "--transfers", "--checkers", "--include", "--exclude", "--filter", "--filter-from", "--bwlimit",
            "--log-level", "--s3-endpoint", "--s3-region", "--s3-provider", "--retries", "--timeout", "--max-depth",
            "--buffer-size", "--multi-thread-streams", "--vfs-cache-mode", "--cache-dir", "--files-from",
        ]
        if let words = command.positionals(afterSubcommands: ["copyurl"], knownValueFlags: flags), words.count >= 2 {
            return [WebDownload.reference(words[0], destination: command.absolute(words[1]))]
        }
        return CopyCommand(
            subcommands: [["copy"], ["sync"], ["copyto"], ["move"], ["moveto"], ["mount"], ["bisync"]],
            valueFlags: flags, isRemote: isRclone
        ).references(command, consumer: .rclone, endpointFlags: ["--s3-endpoint"])
    }

    /// `remote:path` and `:backend:path`: a colon before the first slash.
    private static let isRclone: @Sendable (String) -> Bool = { text in
        guard let colon = text.utf8.firstIndex(of: Byte.colon) else { return false }
        return !text.utf8[..<colon].contains(Byte.slash) && !text.hasPrefix("$")
    }

    static let azure = Downloader(
        name: "Azure storage", programs: ["azcopy", "az"], consumer: .azcopy,
        summary: "`azcopy copy|sync https://ACCOUNT.blob.core.windows.net/… DIR`, `az storage blob download[-batch]`."
    ) { command in
        if command.program == "az" { return blob(command) }
        let flags = [
            "--include-pattern", "--exclude-pattern", "--include-path", "--exclude-path", "--from-to", "--log-level",
            "--cap-mbps", "--block-size-mb", "--list-of-files", "--list-of-versions",
        ]
        return CopyCommand(
            subcommands: [["copy"], ["cp"], ["sync"], ["c"]], valueFlags: flags,
            isRemote: CopyCommand.hasScheme("https", "http", "abfss", "s3")
        ).references(command, consumer: .azcopy).map(withoutSignature)
    }

    private static func blob(_ command: CommandLine) -> [FoundReference] {
        guard
            command.positionals(afterSubcommands: ["storage", "blob", "download"]) != nil
                || command.positionals(afterSubcommands: ["storage", "blob", "download-batch"]) != nil
                || command.positionals(afterSubcommands: ["storage", "copy"]) != nil
        else { return [] }
        let container = command.value(of: ["--container-name", "-c", "--source", "-s"])
        let path = command.value(of: ["--name", "-n", "--pattern"])
        guard let word = command.value(of: ["--blob-url"]) ?? path ?? container else { return [] }
        var value = word.text
        if !value.contains("://") {
            let account = command.value(of: ["--account-name"])?.text ?? "ACCOUNT"
            value = "https://\(account).blob.core.windows.net/\(container?.text ?? "CONTAINER")"
            if let path { value += "/\(path.text)" }
        }
        let version = command.value(of: ["--version-id", "--snapshot"])
        let destination = command.value(of: ["--file", "-f", "--destination", "-d"])
        var reference = FoundReference(
            word, value: value, consumer: .azcopy, destination: command.absolute(destination),
            isLikelyModel: ModelLook.isModel(value, destination: destination?.text))
        if let version, version.unresolved.isEmpty, word.unresolved.isEmpty {
            reference.pinning = objectVersion(version.text)
        }
        return [withoutSignature(reference)]
    }

    private static func withoutSignature(_ reference: FoundReference) -> FoundReference {
        var reference = reference
        let word = Word(reference.value, at: reference.place)
        reference.value = Secrets.removed(from: word).text
        return reference
    }
}
