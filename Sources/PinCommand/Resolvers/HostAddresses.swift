import Foundation
import HTTPTransport
import KubernetesModel

/// Looks a host up before another program connects to it: git knows no rules for addresses.
enum HostAddresses {
    /// The addresses of `host`, all of which may be connected to.
    static func allowed(_ host: String, by rules: AddressRules) throws(ResolveFailure) -> [IPAddress] {
        let found = lookUp(host)
        guard !found.isEmpty else { throw ResolveFailure(unknown(host)) }
        for address in found {
            guard let objection = rules.objection(to: address) else { continue }
            throw ResolveFailure(objection, remedy: allowNetwork)
        }
        return found
    }

    private static func lookUp(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let status = getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            // A zone (`fe80::1%eth0`) makes it no address that the rules could allow.
            if status == 0, let address = IPAddress(String(decoding: bytes, as: UTF8.self)), !found.contains(address) {
                found.append(address)
            } else if status != 0 {
                return []
            }
            next = entry.ai_next
        }
        return found
    }
}

// What a user reads.

private func unknown(_ host: String) -> String { "the name \(quoted(host, limit: 120)) is not known" }
private let allowNetwork = "name the network with --network CIDR, if that is where the service is meant to be"
