import CCurl
import KubernetesModel

/// Where a request goes, read by the parser that will send it.
struct Target {
    let url: String
    let scheme: String
    let host: String
    let port: String

    init(_ url: String, _ settings: HTTPSettings) throws(HTTPFailure) {
        guard url.utf8.count <= Self.longest, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let parts = CurlURL(url)
        else { throw HTTPFailure(.url, noURL(url)) }
        guard let scheme = parts.part(CURLUPART_SCHEME), let host = parts.part(CURLUPART_HOST), !host.isEmpty else {
            throw HTTPFailure(.url, noURL(url))
        }
        guard parts.part(CURLUPART_USER) == nil, parts.part(CURLUPART_PASSWORD) == nil else {
            throw HTTPFailure(.url, credentialsInURL(host))
        }
        guard scheme == "https" || scheme == "http" else { throw HTTPFailure(.url, otherScheme(scheme)) }
        guard scheme == "https" || settings.allowsPlainHTTP else { throw HTTPFailure(.url, plain(host)) }
        self.url = url
        self.scheme = scheme
        self.host = host
        port = parts.part(CURLUPART_PORT) ?? (scheme == "https" ? "443" : "80")
        if let name = settings.serverName, !Self.isHost(name) || renamed(name) == nil {
            throw HTTPFailure(.settings, noName(name))
        }
        try checkLiteral(AddressRules(allowing: settings.networks))
    }

    /// A proxy connects for us, so that the hook on sockets never sees an address that stands in the URL.
    private func checkLiteral(_ rules: AddressRules) throws(HTTPFailure) {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard let address = IPAddress(bare), let objection = rules.objection(to: address) else { return }
        throw HTTPFailure(.address, objection)
    }

    /// A name or an address, and nothing that could say more in a URL.
    private static func isHost(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 253
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
            }
    }

    var isSecure: Bool { scheme == "https" }

    func hasSameOrigin(as other: Target) -> Bool {
        scheme == other.scheme && host.lowercased() == other.host.lowercased() && port == other.port
    }

    /// What `reference` means here (RFC 3986 section 5); nil where it means nothing.
    func resolve(_ reference: String) -> String? {
        guard reference.utf8.count <= Self.longest, let parts = CurlURL(url), parts.move(to: reference) else {
            return nil
        }
        return parts.part(CURLUPART_URL)
    }

    /// The same URL at another host; nil where that is no host.
    func renamed(_ name: String) -> String? {
        guard let parts = CurlURL(url), parts.set(CURLUPART_HOST, name), parts.set(CURLUPART_PORT, port) else {
            return nil
        }
        return parts.part(CURLUPART_URL)
    }

    private static let longest = 8192
}

/// libcurl's URL parser.
private final class CurlURL {
    private let handle: OpaquePointer

    init?(_ text: String) {
        guard let handle = curl_url() else { return nil }
        guard curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            curl_url_cleanup(handle)
            return nil
        }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    func set(_ part: CURLUPart, _ text: String) -> Bool { curl_url_set(handle, part, text, 0) == CURLUE_OK }

    func move(to reference: String) -> Bool {
        curl_url_set(handle, CURLUPART_URL, reference, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK
    }
}

// What an operator reads.

private func noURL(_ url: String) -> String { "\(quoted(url, limit: 120)) is no URL that can be sent to" }
private func credentialsInURL(_ host: String) -> String {
    "the URL at \(host) has credentials in it; give them by file or environment"
}
private func otherScheme(_ scheme: String) -> String { "\(scheme): is neither https: nor http:" }
private func plain(_ host: String) -> String { "http:// at \(host) is not encrypted; say plainHTTP: true to allow it" }
private func noName(_ name: String) -> String {
    "\(quoted(name, limit: 80)) is no name that a certificate could be for"
}
