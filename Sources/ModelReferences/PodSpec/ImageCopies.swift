import KubernetesModel

/// A file or directory of a container's own image that it copies elsewhere.
struct ImageCopy {
    var source: String
    var destination: String

    /// Whether the source can be nothing but a model.
    var isModelFile: Bool { LocalModelFile.isPath(source) }
}

/// Containers that only copy a model out of their image, as Podman's AI Lab and Bitnami's charts start their pods: the
/// image is the model.
///
/// INVARIANT: a container that does anything else counts for nothing here. What it copies might come from elsewhere.
extension ContainerReader {
    func noteCopies(_ script: ShellReading) {
        if !script.opaque.isEmpty || !script.scripts.isEmpty || !script.references.isEmpty
            || !script.otherDownloads.isEmpty
        {
            reading.onlyCopies = false
        }
        for line in script.commands {
            if Self.copying.contains(line.program) {
                reading.copies += copies(line)
            } else if !Self.harmless.contains(line.program) {
                reading.onlyCopies = false
            }
        }
    }

    private func copies(_ line: CommandLine) -> [ImageCopy] {
        let target = line.value(of: ["-t", "--target-directory"])
        var words = line.positionals(knownValueFlags: Self.valueFlags)
        guard let destination = target ?? words.popLast(), destination.unresolved.isEmpty, words.count <= 16 else {
            return []
        }
        return words.compactMap { word in
            let source = LocalPath.absolute(line.absolute(word.text), in: fields.workingDir?.string)
            guard word.unresolved.isEmpty, LocalModelFile.isPath(source) || ModelWords.areIn(source),
                volumes.mount(for: source, in: fields) == nil
            else { return nil }
            return ImageCopy(source: source, destination: line.absolute(destination.text))
        }
    }

    private static let copying: Set<String> = ["cp", "install", "mv", "rsync"]
    private static let valueFlags = [
        "-t", "--target-directory", "-m", "--mode", "-o", "--owner", "-g", "--group", "-S", "--suffix",
    ]
    private static let harmless: Set<String> = [
        "mkdir", "chmod", "chown", "chgrp", "ls", "touch", "sleep", "rm", "sync", "du", "df", "date", "stat", "id",
        "sh", "bash", "ash", "echo", "true", "cat", "find", "rmdir",
    ]
}
