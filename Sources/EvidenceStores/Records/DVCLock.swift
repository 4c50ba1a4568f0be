import KubernetesModel

/// A `dvc.lock`: what each stage of a DVC pipeline read and wrote when it last ran (DVC's schema 2.0).
package struct DVCLock: Sendable {
    package struct Stage: Sendable {
        package var name: String
        /// The command that ran.
        package var command: String?
        package var dependencies: [File]
        package var outputs: [File]
        /// By the file that they come from, as they were written.
        package var parameters: [Parameter]
    }

    /// One file or directory, by the hash that DVC gives it.
    package struct File: Sendable {
        package var path: String
        /// `md5`, or what else the entry names.
        package var algorithm: String
        /// `.dir` stands at the end of a directory's: then it is the hash of the list of its files.
        package var hash: String
    }

    package struct Parameter: Sendable {
        package var file: String
        package var name: String
        package var value: Node
    }

    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package var position: SourcePosition?
        package var message: String

        package var description: String { position.map { "\($0): \(message)" } ?? message }
    }

    package var stages: [Stage]

    package static func parse(_ bytes: [UInt8]) throws(Failure) -> DVCLock {
        let documents: [Document]
        do throws(ParseError) {
            documents = try YAMLParser.parse(bytes, limits: ParseLimits(bytes: 16 << 20, depth: 64, nodes: 500_000))
        } catch {
            throw Failure(position: error.position, message: error.message)
        }
        guard let root = documents.first?.root, documents.count == 1, root.isObject else {
            throw Failure(message: noLock)
        }
        // Before DVC 2 stages stood at the top and were not named a schema.
        guard root["schema"]?.scalarText?.hasPrefix("2.") ?? false else {
            throw Failure(position: root.position, message: otherSchema)
        }
        guard let stages = root["stages"] else { return DVCLock(stages: []) }
        guard stages.isObject else { throw Failure(position: stages.position, message: noStages) }
        var read: [Stage] = []
        for member in stages.members { read.append(try stage(member)) }
        return DVCLock(stages: read)
    }

    private static func stage(_ member: Node.Member) throws(Failure) -> Stage {
        guard member.value.isObject else { throw Failure(position: member.value.position, message: noStages) }
        var parameters: [Parameter] = []
        for file in member.value["params"]?.members.map({ $0 }) ?? [] {
            parameters += file.value.members.map { Parameter(file: file.key, name: $0.key, value: $0.value) }
        }
        return Stage(
            name: member.key, command: command(member.value["cmd"]), dependencies: try files(member.value["deps"]),
            outputs: try files(member.value["outs"]),
            parameters: parameters)
    }

    /// One command, or several in their order.
    private static func command(_ node: Node?) -> String? {
        guard let node else { return nil }
        return node.nonEmptyString ?? node.elements.compactMap(\.string).joined(separator: " && ")
    }

    private static func files(_ node: Node?) throws(Failure) -> [File] {
        var files: [File] = []
        for entry in node?.elements.map({ $0 }) ?? [] {
            guard let path = entry["path"]?.nonEmptyString else {
                throw Failure(position: entry.position, message: noPath)
            }
            // `hash` names the algorithm since DVC 3; before, the key alone did. What lies outside of DVC's own cache
            // has what its store gives.
            let names = [entry["hash"]?.nonEmptyString, "md5", "etag", "checksum"].compactMap { $0 }
            guard let algorithm = names.first(where: { entry[$0]?.nonEmptyString != nil }),
                let hash = entry[algorithm]?.nonEmptyString
            else { throw Failure(position: entry.position, message: noHash(path)) }
            files.append(File(path: path, algorithm: algorithm, hash: hash))
        }
        return files
    }
}

private let noLock = "it is no dvc.lock: one document with `schema` and `stages` was expected"
private let otherSchema = "only schema 2.0 of dvc.lock is read; `dvc repro` of DVC 2 or newer writes it"
private let noStages = "stages must be an object of stages, each with deps and outs"
private let noPath = "an entry has no path"
private func noHash(_ path: String) -> String { "\(path) has no md5, etag or checksum; run `dvc commit`" }
