extension Downloader {
    static let ociArtifacts = Downloader(
        name: "OCI registries", programs: ["oras", "skopeo", "crane", "kit", "modctl", "regctl"], consumer: .oras,
        summary:
            "`oras pull REF -o DIR`, `skopeo copy docker://REF dir:…`, `crane export REF`, `kit unpack REF -d DIR`."
    ) { command in
        switch command.program {
        case "skopeo": return skopeo(command)
        case "crane", "regctl":
            let subcommands = [["pull"], ["export"], ["artifact", "get"], ["image", "export"]]
            return pulled(command, subcommands, flags: ["--platform", "--format"], isArtifact: false)
        default:
            let subcommands = [["pull"], ["unpack"], ["fetch"], ["blob", "fetch"]]
            return pulled(
                command, subcommands,
                flags: [
                    "-o", "--output", "-d", "--dir", "-u", "--username", "-p", "--password", "--platform", "--config",
                    "--registry-config", "--filter", "--extract-dir", "--concurrency",
                ], isArtifact: true)
        }
    }

    private static func pulled(
        _ command: CommandLine, _ subcommands: [[String]], flags: [String], isArtifact: Bool
    ) -> [FoundReference] {
        for subcommand in subcommands {
            guard let words = command.positionals(afterSubcommands: subcommand, knownValueFlags: flags),
                let word = words.first
            else { continue }
            let destination =
                command.value(of: ["-o", "--output", "-d", "--dir", "--extract-dir"])
                ?? (words.count > 1 ? words[1] : nil)
            return [
                FoundReference(
                    word, consumer: .oras, destination: command.absolute(destination),
                    isLikelyModel: isArtifact && !isOtherArtifact(word.text)
                        || ModelLook.isModel(word.text, destination: destination?.text))
            ]
        }
        return []
    }

    /// What `oras` is used for besides models, told by the repository: databases of scanners, policies, charts.
    private static func isOtherArtifact(_ reference: String) -> Bool {
        let repository = ImageName.repository(reference).split(separator: "/").dropFirst().joined(separator: "/")
        return repository.split { !$0.isLetter }.contains { otherArtifacts.contains($0) }
    }

    private static let otherArtifacts: Set<Substring> = [
        "trivy", "grype", "policies", "rules", "ruleset", "falco", "gatekeeper", "kyverno", "chart", "charts", "helm",
        "manifests", "sbom", "plugins", "wasm", "dataset", "datasets",
    ]

    private static func skopeo(_ command: CommandLine) -> [FoundReference] {
        let flags = ["--src-creds", "--dest-creds", "--authfile", "--override-arch", "--override-os", "--src-cert-dir"]
        guard let words = command.positionals(afterSubcommands: ["copy"], knownValueFlags: flags), words.count == 2,
            words[0].text.hasPrefix("docker://"), !words[1].text.hasPrefix("docker://")
        else { return [] }
        let value = String(words[0].text.dropFirst(9))
        let local = words[1].text.utf8.firstIndex(of: Byte.colon).map { index in
            String(words[1].text[words[1].text.utf8.index(after: index)...])
        }
        return [
            FoundReference(
                words[0], value: value, consumer: .oras, destination: local.map(command.absolute),
                isLikelyModel: ModelLook.isModel(value, destination: local))
        ]
    }

    static let kaggle = Downloader(
        name: "Kaggle CLI", programs: ["kaggle"], consumer: .kaggle,
        summary:
            "`kaggle models instances versions download OWNER/MODEL/FRAMEWORK/VARIATION/N`; datasets are no models."
    ) { command in
        let flags = ["-p", "--path"]
        // Its subcommands have short forms (src/kaggle/cli.py of Kaggle/kaggle-api).
        let groups = ["models", "m"].flatMap { first in
            ["instances", "i", "variations", "v"].map { [first, $0] }
        }
        let long = groups.flatMap { group in ["versions", "v"].map { group + [$0, "download"] } }
        for subcommands in long + groups.map({ $0 + ["download"] }) + [["models", "download"], ["m", "download"]] {
            guard let word = command.positionals(afterSubcommands: subcommands, knownValueFlags: flags)?.first else {
                continue
            }
            return [
                FoundReference(word, consumer: .kaggle, destination: command.absolute(command.value(of: flags) ?? nil))
            ]
        }
        return []
    }

    static let ngc = Downloader(
        name: "NGC CLI", programs: ["ngc"], consumer: .ngc,
        summary: "`ngc registry model download-version ORG/TEAM/MODEL:VERSION [--dest DIR]`."
    ) { command in
        let flags = ["--dest", "-d", "--org", "--team", "--file", "--exclude", "--format_type", "--dir"]
        guard
            let word = command.positionals(
                afterSubcommands: ["registry", "model", "download-version"], knownValueFlags: flags)?.first
        else { return [] }
        return [
            FoundReference(word, consumer: .ngc, destination: command.absolute(command.value(of: ["--dest", "-d"])))
        ]
    }

    static let wandb = Downloader(
        name: "Weights & Biases", programs: ["wandb"], consumer: .wandb,
        summary: "`wandb artifact get ENTITY/PROJECT/NAME:vN [--root DIR]`."
    ) { command in
        let flags = ["--root", "--type"]
        if let kind = command.value(of: ["--type"])?.text, kind.contains("dataset") { return [] }
        guard let word = command.positionals(afterSubcommands: ["artifact", "get"], knownValueFlags: flags)?.first
        else { return [] }
        return [FoundReference(word, consumer: .wandb, destination: command.absolute(command.value(of: ["--root"])))]
    }

    static let ollama = Downloader(
        name: "Ollama CLI", programs: ["ollama"], consumer: .ollama,
        summary: "`ollama pull|run NAME[:TAG]`, `ollama create NAME -f Modelfile`."
    ) { command in
        for subcommand in ["pull", "run"] {
            let words = command.positionals(
                afterSubcommands: [subcommand], knownValueFlags: ["--keepalive", "--format"])
            if let word = words?.first { return [FoundReference(word, consumer: .ollama)] }
        }
        let flags = ["-f", "--file", "-q", "--quantize"]
        guard let name = command.positionals(afterSubcommands: ["create"], knownValueFlags: flags)?.first else {
            return []
        }
        // What the Modelfile is built from, where the script writes it.
        if let text = command.input, let base = ModelFile.base(of: text) {
            return [FoundReference(base, consumer: .ollama)]
        }
        var reference = FoundReference(name, consumer: .ollama)
        reference.pinning = .unresolved(hiddenModelfile)
        return [reference]
    }

    static let mlflow = Downloader(
        name: "MLflow CLI", programs: ["mlflow"], modules: ["mlflow"], consumer: .mlflow,
        summary: "`mlflow artifacts download --artifact-uri URI`, or `--run-id R --artifact-path P`."
    ) { command in
        let flags = ["-u", "--artifact-uri", "-r", "--run-id", "-a", "--artifact-path", "-d", "--dst-path", "-t"]
        guard command.positionals(afterSubcommands: ["artifacts", "download"], knownValueFlags: flags) != nil else {
            return []
        }
        let destination = command.absolute(command.value(of: ["-d", "--dst-path"]))
        if let uri = command.value(of: ["-u", "--artifact-uri"]) {
            return [FoundReference(uri, consumer: .mlflow, destination: destination)]
        }
        guard let run = command.value(of: ["-r", "--run-id"]) else { return [] }
        let path = command.value(of: ["-a", "--artifact-path"])
        let value = path.map { "runs:/\(run.text)/\($0.text)" } ?? "runs:/\(run.text)"
        return [
            FoundReference(
                run.doubted(all: path?.unresolved ?? []), value: value, consumer: .mlflow, destination: destination)
        ]
    }

    static let bento = Downloader(
        name: "BentoML CLI", programs: ["bentoml"], consumer: .bento,
        summary: "`bentoml models pull NAME:VERSION`, `bentoml pull NAME:VERSION`, `bentoml serve NAME:VERSION`."
    ) { command in
        for subcommands in [["models", "pull"], ["pull"]] {
            if let word = command.positionals(afterSubcommands: subcommands)?.first {
                return [FoundReference(word, consumer: .bento)]
            }
        }
        let starts = ["serve", "serve-http", "serve-grpc", "start-http-server", "start-grpc-server"]
        guard let first = command.arguments.first, starts.contains(first.text),
            let tag = command.arguments.first(where: { isBento($0.text) })
        else { return [] }
        return [FoundReference(tag, consumer: .bento)]
    }

    /// `iris:latest`, `iris:1.2`, and sixteen letters and digits as `bentoml build` makes them; what `service.py:svc`
    /// names is code of the image.
    private static func isBento(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), !text.contains("/"), !Flag.looksLikeFlag(text) else { return false }
        let version = text[text.index(after: colon)...].utf8
        guard let first = version.first else { return false }
        return text.hasSuffix(":latest") || Scan.isDigit(first)
            || version.count == 16 && version.contains(where: Scan.isDigit)
    }

    static let dvc = Downloader(
        name: "DVC", programs: ["dvc"], modules: ["dvc"], consumer: .dvc,
        summary: "`dvc get|import URL PATH [--rev R]`, `dvc pull`; `--rev` with 40 hexadecimal digits pins."
    ) { command in
        let flags = ["-o", "--out", "--rev", "-r", "--remote", "-j", "--jobs", "--config", "--remote-config"]
        for subcommand in ["get", "import"] {
            guard let words = command.positionals(afterSubcommands: [subcommand], knownValueFlags: flags),
                let url = words.first
            else { continue }
            let path = words.count > 1 ? words[1].text : ""
            let destination =
                command.value(of: ["-o", "--out"])?.text ?? (path.isEmpty ? nil : CommandLine.fileName(path))
            return [
                FoundReference(
                    url, value: path.isEmpty ? url.text : "\(url.text) \(path)", consumer: .dvc,
                    revision: command.value(of: ["--rev"]), destination: destination.map(command.absolute),
                    isLikelyModel: ModelLook.isModel(path.isEmpty ? url.text : path, destination: destination))
            ]
        }
        guard let targets = command.positionals(afterSubcommands: ["pull"], knownValueFlags: flags),
            let program = command.words.first
        else { return [] }
        let value = (["dvc pull"] + targets.map(\.text)).joined(separator: " ")
        var reference = FoundReference(
            program, value: value, consumer: .dvc, destination: targets.first.map { command.absolute($0.text) },
            isLikelyModel: targets.contains { ModelLook.isModel($0.text) })
        reference.pinning = .unresolved(hiddenRevision)
        return [reference]
    }

    static let storageInitializer = Downloader(
        name: "KServe storage initializer", programs: ["initializer-entrypoint", "storage-initializer"],
        modules: ["kserve.storage", "kserve_storage", "storage_initializer"], consumer: .kserve,
        summary: "`initializer-entrypoint URI DIR [URI DIR …]`."
    ) { command in
        StorageInitializer.downloads(Array(command.arguments))
    }

    static let spacy = Downloader(
        name: "spaCy", programs: ["spacy"], modules: ["spacy"], consumer: .any,
        summary: "`python -m spacy download MODEL`."
    ) { command in
        guard let word = command.positionals(afterSubcommands: ["download"])?.first else { return [] }
        return [FoundReference(word, consumer: .any)]
    }
}

/// Ollama's recipe for a model.
enum ModelFile {
    /// What stands after `FROM`.
    static func base(of text: Word) -> Word? {
        for line in text.text.utf8.split(separator: Byte.newline) {
            let words = line.split(whereSeparator: Byte.isBlank)
            guard words.count >= 2, String(decoding: words[0], as: UTF8.self).uppercased() == "FROM" else { continue }
            return text.with(text: String(decoding: words[1], as: UTF8.self))
        }
        return nil
    }
}

// MARK: - What the user reads

private let hiddenModelfile = "is built from a Modelfile that the object does not show"
private let hiddenRevision = "is whatever the repository at hand records, at a revision that the command does not name"
