/// What the commands of one script download, with what later commands of it say about that: checksums, checkouts, moves.
struct Downloads {
    private(set) var found: [FoundReference] = []
    /// Whether there is more than is kept.
    private(set) var isCut = false

    /// - Parameter fetched: what each of the commands downloads by itself; nil for those that are no downloaders.
    init(of commands: [CommandLine], fetching fetched: [[FoundReference]?]) {
        for (index, (command, references)) in zip(commands, fetched).enumerated() {
            if var references {
                if references.isEmpty, command.program == "git" { readGit(command) }
                let piped = Self.pipedDirectory(after: index, in: commands)
                for position in references.indices where references[position].destination == nil {
                    references[position].destination = piped
                    if let piped { references[position].noteUnpacked(into: piped) }
                }
                // What web clients only print is no download.
                references.removeAll { $0.consumer == .http && $0.destination == nil && !$0.isLikelyModel }
                for position in references.indices { references[position].scriptEnvironment = command.environment }
                for reference in references { add(reference) }
            } else {
                readFileTool(command)
            }
        }
    }

    private mutating func add(_ reference: FoundReference) {
        // INVARIANT: matching is linear in what was found before, so that is bounded.
        guard found.count < 512 else { return isCut = true }
        found.append(reference)
    }

    private mutating func readFileTool(_ command: CommandLine) {
        switch command.program {
        case "sha256sum", "shasum": verify(command)
        case "mv", "cp", "ln": move(command)
        case "tar", "bsdtar", "unzip": unpack(command)
        default: break
        }
    }

    // MARK: - Checksums

    /// `echo "<64 hex>  file" | sha256sum -c` pins what was downloaded to that file, provided that a failure ends the
    /// script.
    private mutating func verify(_ command: CommandLine) {
        guard command.has(["-c", "--check"]), command.stopsOnFailure, let text = command.input,
            text.unresolved.isEmpty, !command.has("--ignore-missing")
        else { return }
        for line in text.text.utf8.split(separator: Byte.newline) {
            let parts = line.split(maxSplits: 1, whereSeparator: Byte.isBlank)
            guard parts.count == 2, let digest = Checksum.digest(String(decoding: parts[0], as: UTF8.self)) else {
                continue
            }
            let name = parts[1].drop { Byte.isBlank($0) || $0 == UInt8(ascii: "*") }
            let file = command.absolute(String(decoding: name, as: UTF8.self))
            // Only the last download to that file is what the check has seen.
            guard let index = found.lastIndex(where: { $0.destination == file }), found[index].pinning == nil else {
                continue
            }
            found[index].pinning = .pinned(digest)
        }
    }

    // MARK: - Git

    private mutating func readGit(_ command: CommandLine) {
        let flags = ["-C", "-c", "-b", "-B", "--git-dir", "--work-tree"]
        let directory = GitRepository.directory(command, "")
        guard let index = found.lastIndex(where: { $0.consumer == .git && $0.destination == directory }) else { return }
        if command.positionals(afterSubcommands: ["pull"], knownValueFlags: flags) != nil {
            found[index].revision = nil
            return
        }
        if command.positionals(afterSubcommands: ["lfs"], knownValueFlags: flags) != nil {
            found[index].isLikelyModel = true
            return
        }
        for subcommand in ["checkout", "switch", "reset"] {
            guard let words = command.positionals(afterSubcommands: [subcommand], knownValueFlags: flags) else {
                continue
            }
            // More than one word names files, whose revision then is not that of the rest.
            guard words.count == 1, let word = words.first, !command.words.contains(where: { $0.text == "--" }) else {
                return
            }
            found[index].revision = word.text
            if !word.unresolved.isEmpty { found[index].pinning = FoundReference(word, consumer: .git).pinning }
        }
    }

    // MARK: - Files that go elsewhere

    private mutating func move(_ command: CommandLine) {
        let words = command.positionals(knownValueFlags: ["-S", "--suffix"])
        guard words.count >= 2, let target = words.last else { return }
        for source in words.dropLast() {
            relocate(from: command.absolute(source.text), to: command.absolute(target.text), into: target.text)
        }
    }

    private mutating func relocate(from source: String, to target: String, into written: String) {
        for index in found.indices {
            guard let destination = found[index].destination else { continue }
            if destination == source {
                let keepsName = written.hasSuffix("/") || written == "."
                found[index].destination =
                    keepsName ? CommandLine.join(target, CommandLine.fileName(source)) : target
            } else if destination.hasPrefix(source.hasSuffix("/") ? source : "\(source)/") {
                found[index].destination = target
            }
        }
    }

    private mutating func unpack(_ command: CommandLine) {
        guard let target = Self.directory(of: command) else { return }
        let sources = command.words.dropFirst().map { command.absolute($0.text) }
        for index in found.indices {
            guard let destination = found[index].destination, sources.contains(destination) else { continue }
            found[index].destination = target
            found[index].noteUnpacked(into: target)
        }
    }

    /// `curl URL | tar xz -C DIR`: the command after one that writes to its standard output.
    private static func pipedDirectory(after index: Int, in commands: [CommandLine]) -> String? {
        guard index + 1 < commands.count else { return nil }
        let next = commands[index + 1]
        guard next.program == "tar" || next.program == "bsdtar" else { return nil }
        return directory(of: next)
    }

    private static func directory(of command: CommandLine) -> String? {
        let flags = command.program == "unzip" ? ["-d"] : ["-C", "--directory"]
        return command.value(of: flags).map { command.absolute($0.text) } ?? command.workingDirectory?.text
    }
}

extension FoundReference {
    /// An archive is a model where it is unpacked into a folder of models.
    fileprivate mutating func noteUnpacked(into directory: String) {
        guard !isLikelyModel, let name = RemoteName(value), ModelLook.isFolderOfModels(directory) else { return }
        // Code hosts' archives are code.
        if name.segments.contains("archive"), name.isAt("github.com") || name.isAt("gitlab.com") { return }
        isLikelyModel = ModelLook.isModel(name.segments.joined(separator: "/"), destination: directory)
    }
}
