import Glibc

/// Reads a file line by line, in bounded memory.
struct LineReader: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(_ path: String) throws(LogFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw LogFailure(.settings, cannotRead(path, errno)) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Without its line break; nil at the end. A last line without one is a line.
    mutating func next() throws(LogFailure) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            guard !isAtEnd else {
                defer { start = buffer.count }
                return start < buffer.count ? Array(buffer[start...]) : nil
            }
            guard buffer.count - start <= ExportLine.limits.bytes else { throw LogFailure(.damaged, tooLong(path)) }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private mutating func fill() throws(LogFailure) {
        let before = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.piece))
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                read(descriptor, bytes.baseAddress.map { $0 + before }, Self.piece)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LogFailure(.unavailable, cannotRead(path, errno)) }
            buffer.removeLast(Self.piece - count)
            isAtEnd = count == 0
            return
        }
    }

    private static let piece = 256 << 10
}

// MARK: - What the user reads

private func cannotRead(_ path: String, _ reason: Int32) -> String {
    "\(path): cannot be read: \(String(cString: strerror(reason)))"
}
private func tooLong(_ path: String) -> String { "\(path): a line is longer than any entry: it is no export of a log" }
