import KubernetesModel
import ModelReferences

/// Pins the references of files that are read already: it touches neither disk nor network but through its resolvers.
package struct PinRun {
    package var resolvers: Resolvers
    /// Whether a reference that names one version, whose bytes could be replaced, is good enough.
    package var allowsVersioned: Bool
    package var endpoints: PinEndpoints

    package init(
        resolvers: Resolvers, allowsVersioned: Bool = true, endpoints: PinEndpoints = PinEndpoints()
    ) {
        self.resolvers = resolvers
        self.allowsVersioned = allowsVersioned
        self.endpoints = endpoints
    }

    package func run(_ files: [PinFile], problems: [InputProblem] = []) -> PinReport {
        var report = PinReport()
        report.problems = problems
        var answers = Answers(resolvers)
        let context = FinderContext(configMaps: Self.configMaps(files))
        for file in files { pin(file, context, &answers, &report) }
        return report
    }

    private func pin(_ file: PinFile, _ context: FinderContext, _ answers: inout Answers, _ report: inout PinReport) {
        let first = report.entries.count
        var new: [UInt8] = []
        var line = 0
        for range in file.parts {
            let bytes = Array(file.bytes[range])
            do throws(ManifestPart.Problem) {
                var part = try ManifestPart(bytes, isJSON: file.isJSON, context: context)
                report.notes += part.notes.map {
                    InputProblem(
                        file: file.name,
                        position: SourcePosition(line: $0.position.line + line, column: $0.position.column),
                        message: $0.message)
                }
                PartPinning(run: self, file: file, linesBefore: line, context: context).run(&part, &answers, &report)
                new += part.document.bytes
            } catch {
                let place = SourcePosition(line: error.position.line + line, column: error.position.column)
                let message = file.holdsTemplate ? "\(error.message); \(renderFirst)" : error.message
                report.problems.append(InputProblem(file: file.name, position: place, message: message))
                new += bytes
                if file.holdsTemplate { return }
            }
            line += bytes.count { $0 == 0x0A }
        }
        guard new != file.bytes else { return }
        let edited = PinReport.EditedFile(name: file.name, old: file.bytes, new: new)
        // INVARIANT: what is written reads, as a whole, as the old file but for the objects that were edited.
        guard WholeFile.isSound(edited, isJSON: file.isJSON, entries: report.entries[first...]) else {
            report.entries.removeSubrange(first...)
            report.problems.append(InputProblem(file: file.name, message: unsound))
            return
        }
        report.edited.append(edited)
    }

    /// ConfigMaps of the files, by which a workload may be told its model; of two that differ neither is known.
    private static func configMaps(_ files: [PinFile]) -> [String: Node] {
        var found: [String: Node?] = [:]
        for file in files {
            for case .success(let object) in ObjectStream.read(
                file.bytes, isJSON: file.isJSON, limits: ManifestPart.limits)
            where object.identity.gvk.groupKind == "ConfigMap" {
                guard let name = object.identity.name else { continue }
                let key = "\(object.identity.namespace ?? "")/\(name)"
                switch found[key] {
                case nil: found[key] = object.node
                case .some(let other?) where other == object.node: break
                default: found[key] = .some(nil)
                }
            }
        }
        return found.compactMapValues { $0 }
    }
}

/// What has been asked in this run: nobody is asked twice, so that two references to one tag get one digest.
struct Answers {
    private let resolvers: Resolvers
    private var known: [PinTarget: Result<Resolution, ResolveFailure>] = [:]

    init(_ resolvers: Resolvers) { self.resolvers = resolvers }

    func knows(_ target: PinTarget) -> Bool { known[target] != nil }

    mutating func answer(_ target: PinTarget) -> Result<Resolution, ResolveFailure> {
        if let answer = known[target] { return answer }
        let answer: Result<Resolution, ResolveFailure>
        do throws(ResolveFailure) {
            answer = .success(try resolvers.resolve(target))
        } catch {
            answer = .failure(error)
        }
        known[target] = answer
        return answer
    }
}

/// Reads an edited file as a whole once more, as whoever applies it will.
enum WholeFile {
    static func isSound(
        _ file: PinReport.EditedFile, isJSON: Bool, entries: ArraySlice<PinReport.Entry>
    ) -> Bool {
        let old = ObjectStream.read(file.old, isJSON: isJSON, limits: ManifestPart.limits)
        let new = ObjectStream.read(file.new, isJSON: isJSON, limits: ManifestPart.limits)
        guard old.count == new.count else { return false }
        var changed = 0
        for pair in zip(old, new) {
            switch pair {
            case (.success(let ours), .success(let theirs)):
                guard ours.identity == theirs.identity else { return false }
                if ours.node != theirs.node { changed += 1 }
            case (.failure(let ours), .failure(let theirs)): guard ours.message == theirs.message else { return false }
            default: return false
            }
        }
        return (1...max(1, entries.count { if case .edit = $0.outcome { true } else { false } })).contains(changed)
    }
}

// What the user reads.

private let unsound =
    "internal error: the edited file does not read as it should, so that nothing of it is written; please report this"

private let renderFirst =
    "it holds {{ and looks like a template, which is no YAML yet: pin the values that it is rendered with"
