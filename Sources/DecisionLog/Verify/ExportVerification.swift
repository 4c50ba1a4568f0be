import Attestation

extension LogVerifier {
    /// Verifies a file that `audit export` wrote. It is read twice: entries vouch for others that stand before them.
    ///
    /// - Parameter isPartial: whether entries were left out on purpose; then only what is there is verified.
    package static func verify(
        export path: String, keys: [PublicKey] = [], isPartial: Bool = false, progress: (Int64) -> Void = { _ in }
    ) throws(LogFailure) -> LogVerdict {
        var verifier = LogVerifier(keys: keys, isPartial: isPartial)
        var lines = try LineReader(path)
        var number = 0
        while let line = try lines.next() {
            number += 1
            do throws(LogFailure) {
                verifier.take(try ExportLine.read(line))
            } catch {
                throw LogFailure(error.kind, "\(path):\(number): \(error.reason)")
            }
            if number.isMultiple(of: 500) { progress(verifier.entries) }
        }
        let places = Set(verifier.unconfirmed)
        guard !places.isEmpty else { return verifier.finish() }
        var again = try LineReader(path)
        while let line = try again.next() {
            let entry = try ExportLine.read(line)
            if places.contains(entry.place) { verifier.confirm(entry) }
        }
        return verifier.finish()
    }
}
