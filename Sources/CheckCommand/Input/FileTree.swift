import Foundation
import KubernetesModel

/// Reads files and directories from disk.
package struct FileTree: Sendable {
    /// Larger files are refused before they are read.
    package var largestFile: Int
    /// Directories within directories.
    package var deepest: Int

    package init(largestFile: Int = 512 << 20, deepest: Int = 64) {
        self.largestFile = largestFile
        self.deepest = deepest
    }

    /// One file by its name, or every manifest below a directory, in the order of their names.
    package func read(_ path: String) -> (files: [InputFile], problems: [InputProblem]) {
        var names: [(name: String, relative: String)] = []
        var problems: [InputProblem] = []
        switch kind(of: path) {
        case .missing: problems.append(InputProblem(file: path, message: noSuchFile))
        case .other: problems.append(InputProblem(file: path, message: notAFile))
        case .file: names.append((path, path.lastComponent))
        case .directory:
            list(path, relative: "", depth: 0, into: &names, &problems)
            if names.isEmpty && problems.isEmpty { problems.append(InputProblem(file: path, message: noManifests)) }
        }
        var files: [InputFile] = []
        for (name, relative) in names {
            switch bytes(of: name) {
            case .success(let bytes): files.append(InputFile(name: name, relativeName: relative, bytes: bytes))
            case .failure(let problem): problems.append(problem)
            }
        }
        return (files, problems)
    }

    /// What a command line names: files and directories, `-` for standard input; each file once, though paths may overlap.
    package func readAll(_ paths: [String]) -> (files: [InputFile], problems: [InputProblem]) {
        var all: [InputFile] = []
        var problems: [InputProblem] = []
        for path in paths {
            if path == InputFile.standardInput {
                switch bytes(of: .standardInput, named: path) {
                case .success(let bytes): all.append(InputFile(name: path, bytes: bytes))
                case .failure(let problem): problems.append(problem)
                }
            } else {
                let read = read(path)
                all += read.files
                problems += read.problems
            }
        }
        return (all.unique, problems)
    }

    package enum Kind: Sendable { case file, directory, other, missing }

    package func kind(of path: String) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        // A pipe (`check <(helm template …)`) is read as a file is.
        case S_IFIFO, S_IFCHR: return .file
        default: return .other
        }
    }

    /// Links to files are followed, links to directories are not: a tree may hold a link to itself.
    private func list(
        _ directory: String, relative: String, depth: Int, into names: inout [(name: String, relative: String)],
        _ problems: inout [InputProblem]
    ) {
        guard depth < deepest else {
            problems.append(InputProblem(file: directory, message: tooDeep(deepest)))
            return
        }
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            problems.append(InputProblem(file: directory, message: cannotRead(error)))
            return
        }
        for entry in entries {
            // `a.yaml` and not `./a.yaml`: annotations and SARIF are matched with a repository's own names.
            let path =
                directory == "." ? entry : directory.hasSuffix("/") ? directory + entry : "\(directory)/\(entry)"
            let below = relative.isEmpty ? entry : "\(relative)/\(entry)"
            if isRealDirectory(path) {
                guard entry != ".git" else { continue }
                list(path, relative: below, depth: depth + 1, into: &names, &problems)
            } else if ManifestName.matches(entry), kind(of: path) != .directory {
                names.append((path, below))
            }
        }
    }

    private func isRealDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private func bytes(of path: String) -> Result<[UInt8], InputProblem> {
        var status = stat()
        if stat(path, &status) == 0, status.st_size > largestFile {
            return .failure(InputProblem(file: path, message: tooLarge(largestFile)))
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            return bytes(of: handle, named: path)
        } catch {
            return .failure(InputProblem(file: path, message: cannotRead(error)))
        }
    }

    /// Everything that can be read from a handle, up to the limit.
    package func bytes(of handle: FileHandle, named name: String) -> Result<[UInt8], InputProblem> {
        var bytes: [UInt8] = []
        do {
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                bytes.append(contentsOf: piece)
                guard bytes.count <= largestFile else {
                    return .failure(InputProblem(file: name, message: tooLarge(largestFile)))
                }
            }
        } catch {
            return .failure(InputProblem(file: name, message: cannotRead(error)))
        }
        return .success(bytes)
    }
}

extension InputProblem: Error {}

extension String {
    fileprivate var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }
}

private let noSuchFile = "there is no such file or directory"
private let notAFile = "this is neither a file nor a directory"
private let noManifests = "no *.yaml, *.yml or *.json below this directory"
private func tooDeep(_ limit: Int) -> String { "more than \(limit) directories within directories" }
private func tooLarge(_ limit: Int) -> String { "the file is larger than \(limit >> 20) MiB" }
private func cannotRead(_ error: any Error) -> String {
    let reason = (error as NSError).userInfo[NSUnderlyingErrorKey].map { ($0 as? NSError)?.localizedDescription ?? "" }
    return "cannot be read: \(reason ?? error.localizedDescription)"
}
