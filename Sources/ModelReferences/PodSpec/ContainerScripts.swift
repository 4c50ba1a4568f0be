import KubernetesModel

/// Files that a container reads: scripts that its command runs, and those that ConfigMaps mount.
extension ContainerReader {
    /// A script that a command runs: from a ConfigMap beside the object it is read, from the image it is part of the
    /// image, and from any other volume nobody can tell.
    func take(_ file: ScriptFile, depth: Int) {
        let path = LocalPath.absolute(file.path.text, in: fields.workingDir?.string)
        guard volumes.mount(for: path, in: fields) != nil else {
            if !file.servesNothing { imageScript = imageScript ?? file.path }
            return
        }
        guard let shown = files?.file(at: path), depth < 4 else {
            addOpaque(scriptFromVolume(file.path.text))
            return
        }
        var file = file
        file.path = shown.word(from: file.path)
        readFiles.insert("\(shown.configMap)/\(shown.key)")
        read(file, depth: depth)
    }

    /// `file.path` holds the text of the file.
    func read(_ file: ScriptFile, depth: Int) {
        guard reading.shownBytes <= ShownFiles.mostBytes else { return }
        reading.shownBytes += file.path.text.utf8.count
        switch file.language {
        case .shell: take(ShellScript.read(file.path, environment: file.environment, files: files), depth: depth + 1)
        case .python:
            let text = PythonText.read(file.path, environment: file.environment, arguments: file.arguments)
            take(text, depth: depth + 1)
        case .other: addOpaque(scriptFromVolume(file.path.path.description))
        }
    }

    /// Scripts of ConfigMaps beside the object that are in this container, whoever runs them.
    func readMountedFiles() {
        guard let files else { return }
        // INVARIANT: each mount is asked for its files, so their number is bounded.
        guard fields.mounts.count <= ShownFiles.mostMounts else { return addOpaque(tooManyMounts) }
        for mount in fields.mounts {
            for file in files.files(of: mount) {
                guard let language = ScriptFile.Language(fileName: file.key) ?? .init(fileName: file.path),
                    readFiles.insert("\(file.configMap)/\(file.key)").inserted
                else { continue }
                let word = file.word(from: Word("", at: mount.node))
                read(
                    ScriptFile(
                        language: language, path: word, arguments: [], environment: reading.environment.variables),
                    depth: 0)
            }
        }
    }

    func readSettings() {
        guard reading.server?.consumer == .mlserver, !setting.isTemplate else { return }
        let settings = MLServerSettings(volumes: volumes, configMaps: configMaps, files: files)
        reading.found += settings.references(of: fields)
        // What the settings name is served in the place of the directory that they stand in.
        reading.found.removeAll { settings.speakFor($0, of: fields) }
    }
}

// MARK: - What the user reads

private func scriptFromVolume(_ path: String) -> String { "runs \(path) from a volume, which nobody here can read" }
private let tooManyMounts = "may run scripts from more volumes than are read"
