import CCurl
import Glibc
import KubernetesModel

/// One easy handle of libcurl with the connections that it keeps. Used by one thread at a time.
///
/// `@unchecked`: the pool hands it to one thread, which gives it back when it has done.
final class CurlHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    init?() {
        // libcurl: curl_global_init must have run before the first handle; a global of Swift runs once.
        guard curlHasBegun, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit { curl_easy_cleanup(handle) }

    func perform(
        _ request: HTTPRequest, _ target: Target, _ settings: HTTPSettings, by deadline: Deadline
    ) throws(HTTPFailure) -> HTTPResponse {
        curl_easy_reset(handle)
        let transfer = Transfer(maxBytes: request.maxBytes, rules: AddressRules(allowing: settings.networks))
        let fields = HeaderList(request.headers.map { "\($0.name): \($0.value)" } + ["Expect:"])
        guard request.headers.allSatisfy(Self.isClean), let fields else { throw HTTPFailure(.url, badHeader) }
        // The pointers live as long as this function, and libcurl keeps none of them after it: reset clears them.
        let code = withExtendedLifetime((transfer, fields)) {
            request.body.withUnsafeBytes { body -> CURLcode in
                set(request, body, target, settings, by: deadline)
                set(transfer)
                _ = pedigree_curl_set_list(handle, CURLOPT_HTTPHEADER, fields.first)
                return curl_easy_perform(handle)
            }
        }
        var status = 0
        _ = pedigree_curl_status(handle, &status)
        if let failure = Self.failure(code, transfer, target) {
            curl_easy_reset(handle)
            throw failure
        }
        curl_easy_reset(handle)
        // libcurl 7.88 takes a head that ends before its empty line for a whole answer without a body.
        guard transfer.hasWholeHead else { throw HTTPFailure(.cut, endsEarly(target.host)) }
        return HTTPResponse(status: status, headers: transfer.headers, body: transfer.body, url: target.url)
    }

    private func set(
        _ request: HTTPRequest, _ body: UnsafeRawBufferPointer, _ target: Target, _ settings: HTTPSettings,
        by deadline: Deadline
    ) {
        long(CURLOPT_NOSIGNAL, 1)
        long(CURLOPT_FOLLOWLOCATION, 0)
        long(CURLOPT_TIMEOUT_MS, deadline.left.milliseconds)
        long(CURLOPT_CONNECTTIMEOUT_MS, min(settings.connectTime, deadline.left).milliseconds)
        long(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Dots in a path are sent as they stand: they may be part of an object's key.
        long(CURLOPT_PATH_AS_IS, 1)
        long(CURLOPT_NETRC, 0)
        text(CURLOPT_PROTOCOLS_STR, settings.allowsPlainHTTP ? "http,https" : "https")
        text(CURLOPT_URL, target.url)
        // The empty text turns off what the environment names.
        text(CURLOPT_PROXY, settings.proxy ?? "")
        text(CURLOPT_USERAGENT, "pedigree")
        if let file = settings.caFile {
            text(CURLOPT_CAINFO, file)
            _ = pedigree_curl_set_pointer(handle, CURLOPT_CAPATH, nil)
        }
        switch request.method {
        case .get: long(CURLOPT_HTTPGET, 1)
        case .head: long(CURLOPT_NOBODY, 1)
        case .post, .put:
            long(CURLOPT_POST, 1)
            text(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            _ = pedigree_curl_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            _ = pedigree_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(emptyBody))
        }
    }

    private func set(_ transfer: Transfer) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        _ = pedigree_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        _ = pedigree_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        _ = pedigree_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        _ = pedigree_curl_set_data(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        _ = pedigree_curl_set_data(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        _ = pedigree_curl_set_socket(handle) { context, _, address in
            guard let context, let address else { return pedigree_curl_no_socket() }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.open(address)
        }
    }

    private func long(_ option: CURLoption, _ value: Int) { _ = pedigree_curl_set_long(handle, option, value) }
    private func text(_ option: CURLoption, _ value: String) { _ = pedigree_curl_set_text(handle, option, value) }

    /// INVARIANT: a value never begins a header of its own.
    private static func isClean(_ header: HTTPHeader) -> Bool {
        !header.name.isEmpty && !header.value.isEmpty
            && (header.name.utf8 + Array(header.value.utf8)).allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private static func failure(_ code: CURLcode, _ transfer: Transfer, _ target: Target) -> HTTPFailure? {
        guard code != CURLE_OK else { return nil }
        if let stop = transfer.stop { return stop }
        let host = target.host
        let words = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return HTTPFailure(.timeout, "\(host) gave no answer in time")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return HTTPFailure(.unreachable, "the name \(host) is not known")
        case CURLE_COULDNT_CONNECT: return HTTPFailure(.unreachable, "nobody answers at \(host):\(target.port)")
        case CURLE_SSL_CACERT_BADFILE: return HTTPFailure(.settings, "the caFile for \(host) cannot be read")
        case CURLE_PEER_FAILED_VERIFICATION:
            return HTTPFailure(
                .tls, "the certificate of \(host) is not one to believe (caFile names who vouches for it)")
        case CURLE_SSL_CONNECT_ERROR: return HTTPFailure(.tls, "the TLS handshake with \(host) failed")
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            return HTTPFailure(.cut, endsEarly(host))
        default: return HTTPFailure(.cut, "\(host): \(words)")
        }
    }
}

/// What one request brought so far.
private final class Transfer {
    private(set) var body: [UInt8] = []
    private(set) var headers: [HTTPHeader] = []
    /// Whether the empty line behind the header fields came.
    private(set) var hasWholeHead = false
    /// Why we ended it ourselves.
    private(set) var stop: HTTPFailure?
    private let maxBytes: Int
    private let rules: AddressRules
    private var headerBytes = 0

    init(maxBytes: Int, rules: AddressRules) {
        self.maxBytes = maxBytes
        self.rules = rules
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
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
        if line.hasPrefix("HTTP/") { headers = [] }
        hasWholeHead = line.utf8.elementsEqual("\r\n".utf8) || line.utf8.elementsEqual("\n".utf8)
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

/// A list of header fields as libcurl takes it.
private final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// nil where memory ends.
    init?(_ lines: [String]) {
        for line in lines {
            guard let longer = curl_slist_append(first, line) else {
                curl_slist_free_all(first)
                return nil
            }
            first = longer
        }
    }

    deinit { curl_slist_free_all(first) }
}

private let curlHasBegun = pedigree_curl_begin() == CURLE_OK
// A body of no bytes: without a pointer libcurl would ask for one.
private nonisolated(unsafe) let emptyBody: UnsafeMutablePointer<UInt8> = {
    let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return byte
}()

private func endsEarly(_ host: String) -> String { "the answer of \(host) ends before its end, or is no HTTP" }
private let badHeader = "a header field is empty or has control characters in it"
