import KubernetesModel

/// Why nothing was attested: where, what, and how to mend it.
package struct AttestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or the option.
    package var place: String
    package var position: SourcePosition?
    package var message: String

    package init(_ place: String, at position: SourcePosition? = nil, _ message: String) {
        self.place = place
        self.position = position
        self.message = message
    }

    package var description: String {
        guard !place.isEmpty else { return message }
        return position.map { "\(place):\($0): \(message)" } ?? "\(place): \(message)"
    }
}

/// One file that somebody gave as input, read.
package struct AttestInput: Sendable {
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The JSON in it.
    func json() throws(AttestError) -> Node {
        do throws(ParseError) {
            return try JSONParser.parse(bytes, limits: ParseLimits(bytes: 64 << 20, depth: 64)).root
        } catch {
            throw AttestError(name, at: error.position, noJSON(error.message))
        }
    }

    func error(_ node: Node?, _ message: String) -> AttestError {
        let path = node?.path.description ?? ""
        return AttestError(name, at: node?.position, path.isEmpty ? message : "\(path): \(message)")
    }
}

private func noJSON(_ reason: String) -> String {
    "it is no JSON: \(reason) (Python's json.dump writes NaN and Infinity, which are none; leave such a metric out)"
}
