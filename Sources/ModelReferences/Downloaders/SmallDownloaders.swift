import KubernetesModel

/// Programs with one command each.
extension Downloader {
    /// Oracle Cloud's object storage (docs.oracle.com, oci os object get and bulk-download).
    static let oracleCloud = Downloader(
        name: "Oracle Cloud CLI", programs: ["oci"], consumer: .any,
        summary: "`oci os object get -bn BUCKET --name OBJECT --file FILE`, `oci os object bulk-download -bn BUCKET`."
    ) { command in
        let words = command.words.map(\.text)
        guard words.contains("object"), words.contains("get") || words.contains("bulk-download"),
            let bucket = command.value(of: ["--bucket-name", "-bn"])
        else { return [] }
        let object = command.value(of: ["--name", "--object-name", "--prefix"])
        let target = command.value(of: ["--file", "--download-dir", "--dest-dir"])
        let value = object.map { "\(bucket.text)/\($0.text)" } ?? bucket.text
        var reference = FoundReference(
            bucket.doubted(all: object?.unresolved ?? []), value: value, consumer: .any,
            destination: command.absolute(target),
            isLikelyModel: ModelLook.isModel(value, destination: target?.text))
        guard reference.pinning == nil else { return [reference] }
        let version = command.value(of: ["--version-id"])
        if let version, version.unresolved.isEmpty {
            reference.pinning = objectVersion(version.text)
        } else {
            reference.pinning = .mutable(inBucket)
        }
        return [reference]
    }

    /// RamaLama: Ollama's registry where no transport is named (ramalama/cli.py of containers/ramalama).
    static let ramaLama = Downloader(
        name: "RamaLama", programs: ["ramalama"], consumer: .ollama,
        summary: "`ramalama pull|run|serve MODEL`, by a name or as `hf://`, `ollama://`, `oci://`."
    ) { command in
        let flags = [
            "--name", "-n", "--port", "-p", "--image", "--authfile", "--ctx-size", "-c", "--ngl", "--temp", "--threads",
            "-t", "--device", "--env", "--generate", "--host", "--network", "--pull", "--seed", "--runtime", "--engine",
            "--store", "--backend", "--keepalive", "--prefix", "--api",
        ]
        for subcommand in ["pull", "run", "serve", "bench", "perplexity"] {
            guard let word = command.positionals(afterSubcommands: [subcommand], knownValueFlags: flags)?.first else {
                continue
            }
            if word.text.hasPrefix("file://") || LocalPath.isLocal(word.text) { return [] }
            return [FoundReference(word, consumer: word.text.contains("://") ? .any : .ollama)]
        }
        return []
    }

    /// hfd.sh, a script that many copy: `hfd.sh REPO [--revision R] [--local-dir D]`.
    static let hfd = Downloader(
        name: "hfd.sh", programs: ["hfd.sh", "hfd"], consumer: .hfHub,
        summary: "`hfd.sh REPO [--revision R] [--local-dir D]`; with `--dataset` it is no model."
    ) { command in
        if command.has("--dataset") { return [] }
        let flags = [
            "--include", "--exclude", "--hf_username", "--hf_token", "--tool", "-x", "-j", "--local-dir", "--revision",
        ]
        let words = command.positionals(knownValueFlags: flags).filter { !$0.text.hasSuffix("hfd.sh") }
        guard let repository = words.first else { return [] }
        return [
            FoundReference(
                repository, consumer: .hfHub, revision: command.value(of: ["--revision"]),
                destination: command.absolute(command.value(of: ["--local-dir"])))
        ]
    }

    /// Tools that resolve a name by a list of their own.
    static let namedModels = Downloader(
        name: "tools with names of their own", programs: ["lms", "yolo"], modules: ["piper.download_voices"],
        consumer: .any,
        summary: "`lms get MODEL`, `yolo predict model=yolov8n.pt`, `python -m piper.download_voices VOICE`."
    ) { command in
        let words: [Word]
        switch command.program {
        case "lms": words = command.positionals(afterSubcommands: ["get"]) ?? []
        case "yolo":
            // A path is a file that is there; a bare name is fetched where it is not.
            words = command.values(of: ["model"]).filter { word in
                word.text.hasSuffix(".pt") && !word.text.contains("/")
            }
        default: words = command.positionals(knownValueFlags: ["--download-dir", "--data-dir"])
        }
        return words.prefix(16).map { word in
            var reference = FoundReference(word, consumer: .any)
            if reference.pinning == nil { reference.pinning = .mutable(ownName) }
            return reference
        }
    }
}

// MARK: - What the user reads

private let inBucket = "an object of a bucket, which can be replaced at any time"
private let ownName = "a name for which the tool fetches what its source has at the time"
