import DecisionLog
import Glibc

extension LogPlace {
    /// The file of JSON Lines that it is, as `audit export` writes them; nil for a database.
    package var exportedFile: String? {
        guard case .sqlite(let path) = self else { return nil }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var first: UInt8 = 0
        guard read(descriptor, &first, 1) == 1 else { return path.hasSuffix(".jsonl") ? path : nil }
        return first == UInt8(ascii: "{") ? path : nil
    }
}
