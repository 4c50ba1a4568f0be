/// A program that fetches models: which words of its command name what it fetches, and where it puts it.
package final class Downloader: Sendable {
    /// As its users call it: `AWS CLI`.
    package let name: String
    /// Names of its programs, without their directory.
    package let programs: [String]
    /// Python modules that are the same program (`python -m …`).
    package let modules: [String]
    package let consumer: Consumer
    /// One sentence for `pedigree list`: which commands are read.
    package let summary: String
    /// What it fetches from elsewhere; nothing for uploads, copies between remote places, and other subcommands.
    package let read: @Sendable (CommandLine) -> [FoundReference]

    package init(
        name: String, programs: [String], modules: [String] = [], consumer: Consumer, summary: String,
        read: @escaping @Sendable (CommandLine) -> [FoundReference]
    ) {
        self.name = name
        self.programs = programs
        self.modules = modules
        self.consumer = consumer
        self.summary = summary
        self.read = read
    }

    private static let byProgram: [String: Downloader] = {
        var table: [String: Downloader] = [:]
        for downloader in all {
            for program in downloader.programs + downloader.modules { table[program] = downloader }
        }
        return table
    }()

    /// The downloader that this command runs, where it is one.
    package static func running(_ command: CommandLine) -> Downloader? {
        if let found = byProgram[command.program] { return found }
        if ShellEvaluator.shells.contains(command.program) {
            // `bash hfd.sh …`
            let call = ShellCall(command.words)
            guard call.code == nil else { return nil }
            return call.operands.first.flatMap { byProgram[CommandLine.fileName($0.text)] }
        }
        guard command.isPython else { return nil }
        if let module = command.module { return byProgram[module] }
        // A program installed by pip can be run by its path: `python /opt/venv/bin/huggingface-cli download …`.
        return command.pythonScript.flatMap { byProgram[CommandLine.fileName($0.text)] }
    }
}

extension FoundReference {
    /// What a word of a command refers to. Where the word or its revision depends on something that the object does not
    /// say, nobody can tell what it means.
    init(
        _ word: Word, value: String? = nil, consumer: Consumer, role: ModelReference.Role = .model,
        revision: Word? = nil, destination: String? = nil, isLikelyModel: Bool = true
    ) {
        let unknown = Word.names(of: [word] + (revision.map { [$0] } ?? []))
        self.init(
            value ?? word.text, consumer: consumer, role: role, revision: revision?.text,
            pinning: unknown.isEmpty ? nil : .unresolved(dependsOn(unknown)), at: word.place,
            destination: destination, isLikelyModel: isLikelyModel)
    }
}

extension CommandLine {
    /// A local path of this command, below the directory that its script has changed to.
    func absolute(_ word: Word?) -> String? { word.map { absolute($0.text) } }

    func absolute(_ path: String) -> String {
        let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), let directory = workingDirectory?.text else { return path }
        if path.isEmpty || path == "." { return directory }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }

    /// A file in a directory: where `cp s3://b/x/y.bin /models/` puts it.
    static func join(_ directory: String, _ file: String) -> String {
        if directory.isEmpty || directory == "." { return file }
        return directory.hasSuffix("/") ? directory + file : "\(directory)/\(file)"
    }

    /// The flags in `names` as settings that send the same URI elsewhere.
    func endpoints(_ names: [String]) -> [EndpointOverride] {
        guard let word = value(of: names), let name = names.first else { return [] }
        return [EndpointOverride(name: name, value: word.unresolved.isEmpty ? word.text : nil, path: word.path)]
    }
}

// MARK: - What the user reads

private func dependsOn(_ names: [String]) -> String {
    let list = names.map { $0.hasPrefix("$") || $0.contains("…") || $0 == "{}" ? "`\($0)`" : "`$\($0)`" }
    return "dependent on \(list.joined(separator: ", ")), which the object does not say"
}
