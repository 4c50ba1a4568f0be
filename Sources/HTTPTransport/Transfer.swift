import CCurl
import Glibc
import KubernetesModel

/// What one request brought so far.
final class Transfer {
    private(set) var body: [UInt8] = []
    private(set) var headers: [HTTPHeader] = []
    /// Whether the empty line behind the header fields came.
    private(set) var hasWholeHead = false
    /// Why we ended it ourselves.
    private(set) var stop: HTTPFailure?
    /// Whether we ended it because we have what we want.
    private(set) var hasEnough = false
    private let maxBytes: Int
    private let rules: AddressRules
    private let lines: LineStream?
    private var status = 0
    private var headerBytes = 0

    init(maxBytes: Int, rules: AddressRules, lines: LineStream?) {
        self.maxBytes = maxBytes
        self.rules = rules
        self.lines = lines
    }

    var isStreaming: Bool { lines != nil }

    /// Asked about once a second; false ends a stream.
    func goesOn() -> Bool {
        guard let lines, let failure = lines.objection() else { return true }
        stop = failure
        return false
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let lines, (200..<300).contains(status) {
            do throws(HTTPFailure) {
                hasEnough = try !lines.take(bytes)
            } catch {
                stop = error
                return false
            }
            return !hasEnough
        }
        guard bytes.count <= maxBytes - body.count else {
            stop = HTTPFailure(.tooLarge, "its answer is larger than the \(maxBytes) bytes that are read")
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.mostHeaderBytes else {
            stop = HTTPFailure(.tooLarge, "its answer has too many header fields")
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        // A status line begins an answer: those before it were interim ones.
        if line.hasPrefix("HTTP/") {
            headers = []
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        hasWholeHead = line.utf8.elementsEqual("\r\n".utf8) || line.utf8.elementsEqual("\n".utf8)
        if hasWholeHead, (200..<300).contains(status) { lines?.opened() }
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return true }
        headers.append(HTTPHeader(trimmed(line[..<colon]), trimmed(line[line.utf8.index(after: colon)...])))
        return true
    }

    private func trimmed(_ text: Substring) -> String {
        var bytes = text.utf8[...]
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(Substring(bytes))
    }

    /// A socket to an address that may be connected to.
    func open(_ wanted: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let family = wanted.pointee.family
        guard let address = Self.address(of: wanted) else {
            stop = HTTPFailure(.address, "its address is neither of IPv4 nor of IPv6")
            return pedigree_curl_no_socket()
        }
        if let objection = rules.objection(to: address) {
            stop = HTTPFailure(.address, objection)
            return pedigree_curl_no_socket()
        }
        // Another address of the same name may have been refused before; this one decides.
        stop = nil
        return socket(family, wanted.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), wanted.pointee.protocol)
    }

    /// `addr` is declared as a sockaddr and is as long as `addrlen` says, so that it is read from the pointer itself.
    private static func address(of wanted: UnsafeMutablePointer<curl_sockaddr>) -> IPAddress? {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let length = min(Int(wanted.pointee.addrlen), MemoryLayout<sockaddr_storage>.size)
        let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(wanted) + offset, count: length)
        return address(bytes, family: wanted.pointee.family)
    }

    private static func address(_ bytes: UnsafeRawBufferPointer, family: Int32) -> IPAddress? {
        switch family {
        case AF_INET:
            guard bytes.count >= 8 else { return nil }
            return IPAddress(bytes: Array(bytes[4..<8]))
        case AF_INET6:
            guard bytes.count >= 24 else { return nil }
            return IPAddress(bytes: Array(bytes[8..<24]))
        default: return nil
        }
    }

    private static let mostHeaderBytes = 64 << 10
}
