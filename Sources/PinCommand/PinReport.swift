import KubernetesModel

/// What became of every reference.
package struct PinReport: Sendable {
    package var entries: [Entry] = []
    package var problems: [InputProblem] = []
    /// What was passed over, and what may change what manifests say when they are built.
    package var notes: [InputProblem] = []
    /// The files with every edit made, those without any left out.
    package var edited: [EditedFile] = []

    package init() {}

    package struct Entry: Sendable, Hashable {
        package var file: String
        package var position: SourcePosition
        package var object: String
        package var path: FieldPath
        package var reference: String
        package var outcome: Outcome
        package var notes: [String] = []
    }

    package enum Outcome: Sendable, Hashable {
        /// Nothing to do.
        case settled
        /// The edit, as it is shown: what is written, and what it means.
        case edit(String)
        /// Known what it is, and no edit that the tool would honour; or by its nature without anybody to ask.
        case cannot(reason: String, remedy: String?)
        /// Nobody could say what it is.
        case unresolved(reason: String, remedy: String?)
    }

    package struct EditedFile: Sendable, Hashable {
        package var name: String
        package var old: [UInt8]
        package var new: [UInt8]
    }

    package var diff: String { edited.map { UnifiedDiff.text($0.old, $0.new, name: $0.name) }.joined() }

    /// 2 where something could not be read or resolved, which outranks 1: a reference that is not pinned.
    package func status(isWritten: Bool, checksOnly: Bool) -> Int32 {
        var status: Int32 = problems.isEmpty ? 0 : 2
        for entry in entries {
            switch entry.outcome {
            case .settled: break
            case .edit: status = max(status, checksOnly ? 1 : 0)
            case .cannot: status = max(status, 1)
            case .unresolved: status = max(status, 2)
            }
        }
        return isWritten ? status : 2
    }

    /// One paragraph for each reference that is not settled, and a last line that counts.
    package func text(isWritten: Bool) -> String {
        var text = ""
        for problem in problems {
            let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
            text += "\(printable(place)): error: \(printable(problem.message, limit: 400))\n"
        }
        for note in notes {
            let place = note.position.map { "\(note.file):\($0)" } ?? note.file
            text += "\(printable(place)): note: \(printable(note.message, limit: 400))\n"
        }
        for entry in entries { text += entry.text(isWritten: isWritten) }
        return text + counts(isWritten) + "\n"
    }

    private func counts(_ isWritten: Bool) -> String {
        var (settled, edits, cannot, unresolved) = (0, 0, 0, 0)
        for entry in entries {
            switch entry.outcome {
            case .settled: settled += 1
            case .edit: edits += 1
            case .cannot: cannot += 1
            case .unresolved: unresolved += 1
            }
        }
        let done = isWritten ? "pinned" : "can be pinned"
        var parts = ["\(settled) pinned already", "\(edits) \(done)"]
        if cannot > 0 { parts.append("\(cannot) cannot be pinned by an edit") }
        if unresolved > 0 { parts.append("\(unresolved) could not be resolved") }
        return "\(entries.count) model reference\(entries.count == 1 ? "" : "s"): \(parts.joined(separator: ", "))"
    }
}

extension PinReport.Entry {
    fileprivate func text(isWritten: Bool) -> String {
        let place = "\(printable(file)):\(position): \(printable(object)): \(printable(path.description))"
        let value = quoted(reference)
        var lines: [String]
        switch outcome {
        case .settled: return ""
        case .edit(let new): lines = ["\(place): \(value) -> \(printable(new, limit: 400))"]
        case .cannot(let reason, let remedy):
            lines = ["\(place): cannot pin \(value): \(printable(reason, limit: 600))"]
            if let remedy { lines.append("    instead: \(printable(remedy, limit: 600))") }
        case .unresolved(let reason, let remedy):
            lines = ["\(place): could not resolve \(value): \(printable(reason, limit: 600))"]
            if let remedy { lines.append("    remedy: \(printable(remedy, limit: 600))") }
        }
        lines += notes.map { "    note: \(printable($0, limit: 400))" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension PinReport {
    /// Writes every file that changed; says what could not be written.
    ///
    /// - Returns: whether all of it was.
    package mutating func write() -> Bool {
        var isWritten = true
        for file in edited where file.name != PinFile.standardInput {
            do throws(FileWriter.Failure) {
                try FileWriter.write(file.new, over: file.old, at: file.name)
            } catch {
                problems.append(InputProblem(file: file.name, message: cannotWrite(error.reason)))
                isWritten = false
            }
        }
        return isWritten
    }
}

private func cannotWrite(_ reason: String) -> String { "cannot be written: \(reason)" }
