import KubernetesModel
import PolicyEngine

/// One thing that a file of evidence holds.
struct Carrier: Sendable {
    /// The file's place, and in JSON Lines the line: `all.jsonl:3`.
    var place: String
    var content: Content

    enum Content: Sendable {
        /// A DSSE envelope or a Sigstore bundle, not yet looked into.
        case envelope([UInt8])
        /// What a tool wrote down without signing it.
        case records([UnsignedRecord])
        /// JSON that is something else; a checkout is full of it.
        case other
        case unusable(String)
    }
}

extension Carrier {
    /// Everything that the bytes of one file hold.
    static func all(in bytes: [UInt8], at place: String, source: String, limits: StoreLimits) -> [Carrier] {
        let file = place.split(separator: "/").last.map(String.init) ?? place
        switch CarrierName(file) {
        case .json:
            return [Carrier(place: place, content: one(bytes[...], place, source, mustBeSigned: false, limits))]
        case .signed:
            return [Carrier(place: place, content: one(bytes[...], place, source, mustBeSigned: true, limits))]
        case .lines: return lines(of: bytes, at: place, source, limits)
        case .dvcLock: return [Carrier(place: place, content: dvcLock(bytes, place, source))]
        case nil: return []
        }
    }

    private static func lines(
        of bytes: [UInt8], at place: String, _ source: String, _ limits: StoreLimits
    ) -> [Carrier] {
        var carriers: [Carrier] = []
        for (number, line) in bytes.split(separator: newline, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            let place = "\(place):\(number + 1)"
            guard carriers.count < limits.lines else {
                carriers.append(Carrier(place: place, content: .unusable(tooManyLines(limits.lines))))
                break
            }
            carriers.append(Carrier(place: place, content: one(line, place, source, mustBeSigned: false, limits)))
        }
        return carriers
    }

    private static func one(
        _ bytes: ArraySlice<UInt8>, _ place: String, _ source: String, mustBeSigned: Bool, _ limits: StoreLimits
    ) -> Content {
        guard bytes.count <= limits.carrierBytes else { return .unusable(tooLarge(limits.carrierBytes)) }
        let bytes = Array(bytes)
        let root: Node
        do throws(ParseError) {
            root = try JSONParser.parse(bytes, limits: limits.json).root
        } catch {
            return .unusable(noJSON(error))
        }
        // By what it has, not by what it says: whether it is well formed is for its verification to tell.
        if root["dsseEnvelope"] != nil || root["verificationMaterial"] != nil || root["payload"] != nil {
            return .envelope(bytes)
        }
        guard !mustBeSigned else { return .unusable(notSigned) }
        if let run = MLflowRun.parse(root) { return .records([run.record(source: source, place: place)]) }
        if let event = OpenLineageEvent.parse(root) {
            return event.isComplete ? .records([event.record(source: source, place: place)]) : .other
        }
        return .other
    }

    private static func dvcLock(_ bytes: [UInt8], _ place: String, _ source: String) -> Content {
        do throws(DVCLock.Failure) {
            let lock = try DVCLock.parse(bytes)
            return .records(lock.stages.map { $0.record(source: source, place: place) })
        } catch {
            return .unusable(error.description)
        }
    }
}

extension StoreLimits {
    var json: ParseLimits { ParseLimits(bytes: carrierBytes, depth: 64, nodes: 500_000) }
}

private let newline: UInt8 = 0x0A
private let notSigned = "it is neither a DSSE envelope nor a Sigstore bundle"
private func noJSON(_ error: ParseError) -> String { "it is no JSON that can be read: \(error)" }
private func tooLarge(_ most: Int) -> String { "it is larger than the \(most >> 20) MiB that one record may have" }
private func tooManyLines(_ most: Int) -> String { "the file has more than \(most) lines; the rest was not read" }
