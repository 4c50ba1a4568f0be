/// Addresses that a web client reads from a file or from its standard input: `wget -i list.txt`.
extension WebDownload {
    /// Adds the addresses of the list; one that nobody sees is a reference itself where it speaks of models.
    mutating func readList(_ command: CommandLine) -> [FoundReference] {
        guard let list else { return [] }
        guard let text = command.input else {
            let stem = list.text.split(separator: ".").first.map(String.init) ?? ""
            let target = directory?.text ?? command.workingDirectory?.text
            guard ModelLook.isModel(stem, destination: target) else { return [] }
            return [
                FoundReference(
                    list.text, consumer: .http, pinning: .unresolved(hiddenList), at: list.place,
                    destination: command.absolute(directory))
            ]
        }
        // aria2's options of one address are indented (its manual, "Input File").
        let lines = text.text.utf8.split(separator: Byte.newline).filter { line in
            line.first.map { !Byte.isBlank($0) && $0 != Byte.hash } ?? false
        }
        urls += lines.prefix(256).map { line in
            let address = line.prefix { !Byte.isBlank($0) }
            return text.with(text: String(decoding: address, as: UTF8.self))
        }
        return []
    }
}

// MARK: - What the user reads

private let hiddenList = "a list of addresses that the object does not show"
