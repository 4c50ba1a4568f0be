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

    /// - Parameter lines: takes the body of an answer that is a success, line by line, as they come.
    func perform(
        _ request: HTTPRequest, _ target: Target, _ settings: HTTPSettings, by deadline: Deadline,
        lines: LineStream? = nil
    ) throws(HTTPFailure) -> HTTPResponse {
        curl_easy_reset(handle)
        let rules = AddressRules(allowing: settings.networks)
        let transfer = Transfer(maxBytes: request.maxBytes, rules: rules, lines: lines)
        let disguise = Disguise(target, settings.serverName)
        let headers = request.headers.map { "\($0.name): \($0.value)" } + (disguise?.headers ?? [])
        guard request.headers.allSatisfy(Self.isClean), let fields = CurlList(headers + ["Expect:"]),
            let places = CurlList(disguise?.places ?? [])
        else { throw HTTPFailure(.url, badHeader) }
        // The pointers live as long as this function, and libcurl keeps none of them after it: reset clears them.
        let code = withExtendedLifetime((transfer, fields, places)) {
            request.body.withUnsafeBytes { body -> CURLcode in
                set(request, body, disguise?.url ?? target.url, settings, by: deadline)
                set(settings)
                set(transfer)
                _ = pedigree_curl_set_list(handle, CURLOPT_HTTPHEADER, fields.first)
                if places.first != nil { _ = pedigree_curl_set_list(handle, CURLOPT_CONNECT_TO, places.first) }
                return curl_easy_perform(handle)
            }
        }
        var status = 0
        _ = pedigree_curl_status(handle, &status)
        curl_easy_reset(handle)
        if let failure = Self.failure(code, transfer, target, settings) { throw failure }
        // libcurl 7.88 takes a head that ends before its empty line for a whole answer without a body.
        guard transfer.hasWholeHead else { throw HTTPFailure(.cut, endsEarly(target.host)) }
        return HTTPResponse(status: status, headers: transfer.headers, body: transfer.body, url: target.url)
    }

    private func set(
        _ request: HTTPRequest, _ body: UnsafeRawBufferPointer, _ url: String, _ settings: HTTPSettings,
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
        text(CURLOPT_URL, url)
        // The empty text turns off what the environment names.
        text(CURLOPT_PROXY, settings.proxy ?? "")
        text(CURLOPT_USERAGENT, "pedigree")
        switch request.method {
        case .get: long(CURLOPT_HTTPGET, 1)
        case .head: long(CURLOPT_NOBODY, 1)
        case .post, .put, .delete:
            long(CURLOPT_POST, 1)
            text(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            _ = pedigree_curl_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            _ = pedigree_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(emptyBody))
        }
    }

    /// Who is believed, and who we are.
    private func set(_ settings: HTTPSettings) {
        if let pem = settings.caData {
            bytes(CURLOPT_CAINFO_BLOB, pem)
            text(CURLOPT_CAINFO, nil)
        } else if let file = settings.caFile {
            text(CURLOPT_CAINFO, file)
        }
        if settings.caData != nil || settings.caFile != nil {
            _ = pedigree_curl_set_pointer(handle, CURLOPT_CAPATH, nil)
        }
        guard let identity = settings.identity else { return }
        bytes(CURLOPT_SSLCERT_BLOB, identity.certificate)
        bytes(CURLOPT_SSLKEY_BLOB, identity.key)
        // A key behind a passphrase fails; without one set OpenSSL would ask for it at the terminal.
        text(CURLOPT_KEYPASSWD, "")
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
        if transfer.isStreaming {
            // A peer that is gone without a word is noticed within a minute or so, whatever is said seldom.
            long(CURLOPT_TCP_KEEPALIVE, 1)
            long(CURLOPT_TCP_KEEPIDLE, 30)
            long(CURLOPT_TCP_KEEPINTVL, 10)
            long(CURLOPT_NOPROGRESS, 0)
            _ = pedigree_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
            _ = pedigree_curl_set_progress(handle) { context, _, _, _, _ in
                guard let context else { return 1 }
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().goesOn() ? 0 : 1
            }
        }
        _ = pedigree_curl_set_socket(handle) { context, _, address in
            guard let context, let address else { return pedigree_curl_no_socket() }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.open(address)
        }
    }

    private func long(_ option: CURLoption, _ value: Int) { _ = pedigree_curl_set_long(handle, option, value) }
    private func text(_ option: CURLoption, _ value: String?) { _ = pedigree_curl_set_text(handle, option, value) }
    private func bytes(_ option: CURLoption, _ value: [UInt8]) {
        _ = value.withUnsafeBytes { pedigree_curl_set_bytes(handle, option, $0.baseAddress, $0.count) }
    }

    /// INVARIANT: a value never begins a header of its own.
    private static func isClean(_ header: HTTPHeader) -> Bool {
        !header.name.isEmpty && !header.value.isEmpty
            && (header.name.utf8 + Array(header.value.utf8)).allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private static func failure(
        _ code: CURLcode, _ transfer: Transfer, _ target: Target, _ settings: HTTPSettings
    ) -> HTTPFailure? {
        guard code != CURLE_OK, !transfer.hasEnough else { return nil }
        if let stop = transfer.stop { return stop }
        let host = target.host
        let words = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return HTTPFailure(.timeout, "\(host) gave no answer in time")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return HTTPFailure(.unreachable, "the name \(host) is not known")
        case CURLE_COULDNT_CONNECT: return HTTPFailure(.unreachable, "nobody answers at \(host):\(target.port)")
        case CURLE_SSL_CACERT_BADFILE:
            return HTTPFailure(.settings, "the \(settings.caName) for \(host) cannot be read")
        case CURLE_SSL_CERTPROBLEM: return HTTPFailure(.settings, badIdentity(host))
        case CURLE_PEER_FAILED_VERIFICATION:
            return HTTPFailure(
                .tls, "the certificate of \(host) is not one to believe (\(settings.caName) names who vouches for it)")
        case CURLE_SSL_CONNECT_ERROR: return HTTPFailure(.tls, "the TLS handshake with \(host) failed")
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            return HTTPFailure(.cut, endsEarly(host))
        default: return HTTPFailure(.cut, "\(host): \(words)")
        }
    }
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
private func badIdentity(_ host: String) -> String {
    "the client certificate for \(host) and its key cannot be used together: are both PEM, without a passphrase?"
}
