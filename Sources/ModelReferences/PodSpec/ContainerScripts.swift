import KubernetesModel

/// Files that a container reads: scripts that its command runs, and those that ConfigMaps mount.
extension ContainerReader {
    /// A script that a command runs: from a ConfigMap beside the object it is read, from the image it is part of the
    /// image, and from any other volume nobody can tell.
    func take(_ file: ScriptFile, depth: Int) {
        let path = LocalPath.absolute(file.path.text, in: fields.workingDir?.string)
        guard let mount = volumes.mount(for: path, in: fields) else {
            if !file.servesNothing { imageScript = imageScript ?? file.path }
            return
        }
        guard case .configMap(let name, let key) = volumes.backing(of: mount),
            let text = configMaps.data(of: name)?[key]?.string, depth < 4
        else {
            addOpaque(scriptFromVolume(file.path.text))
            return
        }
        var file = file
        file.path = file.path.known(text).at(configMap: name, key: key)
        readFiles.insert("\(name)/\(key)")
        read(file, depth: depth)
    }

    /// `file.path` holds the text of the file.
    func read(_ file: ScriptFile, depth: Int) {
        switch file.language {
        case .shell: take(ShellScript.read(file.path, environment: file.environment), depth: depth + 1)
        case .python: take(PythonText.read(file.path, environment: file.environment), depth: depth + 1)
        case .other: addOpaque(scriptFromVolume(file.path.path.description))
        }
    }

    /// Scripts of ConfigMaps beside the object that are mounted here, whoever runs them.
    func readMountedFiles() {
        guard configMaps.areVisible else { return }
        for mount in fields.mounts {
            guard case .configMap(let name, _) = volumes.backing(of: mount),
                let data = configMaps.data(of: name)
            else { continue }
            for member in data.members {
                guard let text = member.value.string, let language = ScriptFile.Language(fileName: member.key),
                    readFiles.insert("\(name)/\(member.key)").inserted
                else { continue }
                let word = Word(text, at: mount.node).at(configMap: name, key: member.key)
                read(
                    ScriptFile(
                        language: language, path: word, arguments: [], environment: reading.environment.variables),
                    depth: 0)
            }
        }
    }

    func readSettings() {
        guard reading.server?.consumer == .mlserver, !setting.isTemplate else { return }
        reading.found += MLServerSettings(volumes: volumes, configMaps: configMaps).references(of: fields)
    }
}

// MARK: - What the user reads

private func scriptFromVolume(_ path: String) -> String { "runs \(path) from a volume, which nobody here can read" }
