import FoundationEssentials
import KubernetesModel

/// Why a trusted root cannot be used.
package struct TrustedRootError: Error, Sendable, Hashable {
    /// A half-sentence that can follow "trusted_root.json:".
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}

extension SigstoreTrustedRoot {
    /// The largest file that is read; the public instance's has 7 KB.
    package static let longest = 1 << 20

    static let mediaTypes: Set<String> = [
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot+json;version=0.2",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json",
    ]

    /// Reads `trusted_root.json`. What is malformed makes the whole file unusable: a bound that is missing must not read as
    /// one that is open. Unknown fields are ignored, and so are logs with kinds of keys that are not known here.
    package static func parse(_ bytes: [UInt8]) throws(TrustedRootError) -> SigstoreTrustedRoot {
        let root: Node
        do throws(ParseError) {
            root = try JSONParser.parse(bytes, limits: ParseLimits(bytes: longest, depth: 16, nodes: 20_000)).root
        } catch {
            throw TrustedRootError(notJSON(error))
        }
        guard let mediaType = root["mediaType"]?.string else { throw TrustedRootError(noMediaType) }
        guard mediaTypes.contains(mediaType) else { throw TrustedRootError(otherMediaType(mediaType)) }
        return SigstoreTrustedRoot(
            certificateAuthorities: try list(root, "certificateAuthorities", authority).compactMap { $0 },
            timestampAuthorities: try list(root, "timestampAuthorities", authority).compactMap { $0 },
            transparencyLogs: try list(root, "tlogs", log).compactMap { $0 },
            certificateLogs: try list(root, "ctlogs", log).compactMap { $0 },
            digest: ContentDigest.sha256(bytes))
    }

    private static let mostEntries = 64
    private static let longestChain = 8

    private static func list<Value>(
        _ root: Node, _ name: String, _ read: (Node, String) throws(TrustedRootError) -> Value?
    ) throws(TrustedRootError) -> [Value?] {
        guard let node = root[name], !node.isNull else { return [] }
        guard node.isArray else { throw TrustedRootError(wrong(name, "a list")) }
        guard node.count <= mostEntries else { throw TrustedRootError(tooMany(name, mostEntries)) }
        var values: [Value?] = []
        for element in node.elements { values.append(try read(element, "\(name)[\(values.count)]")) }
        return values
    }

    private static func authority(_ node: Node, _ place: String) throws(TrustedRootError) -> Authority? {
        let chain = node[path: "certChain", "certificates"]
        guard let chain, chain.isArray, chain.count > 0 else {
            throw TrustedRootError(wrong("\(place).certChain.certificates", "a list of certificates"))
        }
        guard chain.count <= longestChain else { throw TrustedRootError(tooMany("\(place).certChain", longestChain)) }
        var certificates: [Certificate] = []
        for element in chain.elements {
            guard let bytes = ProtobufJSON.bytes(element["rawBytes"]) else {
                throw TrustedRootError(wrong("\(place).certChain…rawBytes", "base64"))
            }
            do throws(KeyError) {
                certificates.append(try Certificate.parse(der: bytes))
            } catch {
                throw TrustedRootError("\(place).certChain: \(error.reason)")
            }
        }
        return Authority(certificates: certificates, validity: try period(node["validFor"], "\(place).validFor"))
    }

    private static func log(_ node: Node, _ place: String) throws(TrustedRootError) -> Log? {
        guard let publicKey = node["publicKey"], let bytes = ProtobufJSON.bytes(publicKey["rawBytes"]) else {
            throw TrustedRootError(wrong("\(place).publicKey.rawBytes", "base64"))
        }
        let validity = try period(publicKey["validFor"], "\(place).publicKey.validFor")
        guard let keyID = ProtobufJSON.bytes(node[path: "logId", "keyId"]), keyID.count >= 4 else {
            throw TrustedRootError(wrong("\(place).logId.keyId", "base64 of four bytes or more"))
        }
        var checkpointKeyID = keyID
        if !ProtobufJSON.isUnset(node["checkpointKeyId"]) {
            guard let given = ProtobufJSON.bytes(node[path: "checkpointKeyId", "keyId"]), given.count >= 4 else {
                throw TrustedRootError(wrong("\(place).checkpointKeyId.keyId", "base64 of four bytes or more"))
            }
            checkpointKeyID = given
        }
        guard let details = publicKey["keyDetails"]?.string.flatMap(KeyDetails.init(rawValue:)),
            node["hashAlgorithm"]?.isString("SHA2_256") == true
        else { return nil }
        do throws(KeyError) {
            return Log(
                keyID: keyID, checkpointKeyID: checkpointKeyID, baseURL: node["baseUrl"]?.string ?? "",
                key: try details.key(bytes), scheme: details.scheme, validity: validity)
        } catch {
            throw TrustedRootError("\(place).publicKey: \(error.reason)")
        }
    }

    private static func period(_ node: Node?, _ place: String) throws(TrustedRootError) -> ValidityPeriod {
        guard let start = ProtobufJSON.date(node?["start"]) else {
            throw TrustedRootError(wrong("\(place).start", "an RFC 3339 time"))
        }
        guard !ProtobufJSON.isUnset(node?["end"]) else { return ValidityPeriod(start: start) }
        guard let end = ProtobufJSON.date(node?["end"]), start <= end else {
            throw TrustedRootError(wrong("\(place).end", "an RFC 3339 time behind the start"))
        }
        return ValidityPeriod(start: start, end: end)
    }
}

// MARK: - What the user reads

private let noMediaType = "it has no mediaType, so it is no trusted root of Sigstore"
private func otherMediaType(_ type: String) -> String {
    "its mediaType \(quoted(type, limit: 100)) is none of a trusted root, v0.1 or v0.2"
}
private func notJSON(_ error: ParseError) -> String {
    "it is not strict JSON: \(printable(error.message, limit: 200)) (line \(error.position.line))"
}
private func wrong(_ field: String, _ wanted: String) -> String { "\(field) is missing or not \(wanted)" }
private func tooMany(_ field: String, _ limit: Int) -> String { "\(field) has more than \(limit) entries" }
