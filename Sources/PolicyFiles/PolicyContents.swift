import Glibc
import KubernetesModel
import PolicyEngine

/// What the files of one scan hold.
struct PolicyContents {
    private var documents: [PolicyDocument] = []
    private var problems: [PolicyProblem]
    /// Directories in which evidence lies, as the documents say.
    let evidence: Set<String>

    /// nil where a file was swapped between the scan and the read: swapped there and back, the scans alone show nothing.
    init?(_ scan: FileScan) {
        problems = scan.failures.map { failure in
            PolicyProblem(.error, file: failure.path, position: nil, message: unreadable(failure.reason))
        }
        for file in scan.files {
            guard let results = Self.parse(file) else { return nil }
            for result in results {
                switch result {
                case .success(let document): documents.append(document)
                case .failure(let problem): problems.append(problem)
                }
            }
        }
        evidence = Set(documents.compactMap(\.evidenceDirectory))
    }

    /// Every file that the documents name, where it lies.
    var attached: Set<String> {
        Set(documents.flatMap { document in document.attachedPaths.map(document.resolved) })
    }

    /// nil where one of the files that documents name was swapped since the scan.
    func lint(_ scan: FileScan) -> PolicyLint? {
        var contents: [String: AttachedFile] = [:]
        for (path, file) in scan.attached {
            guard let read = Self.read(file) else { return nil }
            contents[path] = read
        }
        let trustedRoots = Set(documents.compactMap(\.trustedRootPath))
        // Fail closed: what claims to be a policy is read as one, whatever names its file.
        let policies = documents.filter { $0.claimsToBePolicy || !trustedRoots.contains($0.file) }
        let complete = policies.map { document in
            var document = document
            for path in document.attachedPaths { document.files[path] = contents[document.resolved(path)] }
            return document
        }
        return PolicyLint(complete, problems: problems)
    }

    /// Keys and certificates are small.
    private static let largestAttached = 256 << 10

    private static func read(_ file: FileScan.File?) -> AttachedFile? {
        guard let file else { return .unreadable("there is no such file") }
        guard file.size <= largestAttached else { return .unreadable(tooLarge) }
        do throws(FileContents.Failure) {
            let bytes = try FileContents.read(file)
            return bytes.count <= largestAttached ? .contents(bytes) : .unreadable(tooLarge)
        } catch {
            return error.isSwapped ? nil : .unreadable(error.reason)
        }
    }

    private static func parse(_ file: FileScan.File) -> [Result<PolicyDocument, PolicyProblem>]? {
        let path = file.path
        do throws(FileContents.Failure) {
            let bytes = try FileContents.read(file)
            // Whoever writes a file in place empties it first: its policies must not vanish for that moment, nor where a
            // full disk has left it so.
            guard !bytes.isEmpty else {
                return [.failure(PolicyProblem(.error, file: path, position: nil, message: emptied))]
            }
            return PolicyDocument.parse(bytes, file: path).map { result in
                result.mapError { PolicyProblem(.error, file: path, position: $0.position, message: $0.message) }
            }
        } catch {
            guard !error.isSwapped else { return nil }
            return [.failure(PolicyProblem(.error, file: path, position: nil, message: unreadable(error.reason)))]
        }
    }

    /// The directories of evidence that the documents right in `paths` name, so that in the usual layout what lies there
    /// is not even looked at.
    static func evidenceBeside(_ paths: [String]) -> Set<String> {
        PolicyContents(FileScan(shallow: paths))?.evidence ?? []
    }
}

// What an operator reads.

private func unreadable(_ reason: String) -> String { "it cannot be read: \(reason)" }
private let emptied =
    "it is empty, as a file is that is being written or was cut short; delete it where it is to say nothing"
private let tooLarge = "it is larger than the 256 KiB that a key or certificate may have"
