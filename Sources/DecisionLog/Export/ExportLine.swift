import Attestation
import KubernetesModel

/// One entry as a line of JSON, with what is needed to verify it.
package enum ExportLine {
    /// Without a line break. A body that is no JSON stands there in base64, so that nothing is left out of an export.
    package static func write(_ entry: SealedEntry) -> [UInt8] {
        var json = JSONWriter(capacity: entry.body.count + 320)
        json.object { json in
            if let document = try? JSONParser.parse(entry.body, tellsPlaces: false), isCanonical(document, entry.body) {
                json.key("body")
                json.value(document.root)
            } else {
                json.member("bodyBase64", StrictBase64.encode(entry.body))
            }
            json.member("hash", ContentDigest.hex(entry.hash))
            json.member("kind", entry.kind)
            json.member("previous", ContentDigest.hex(entry.previous))
            json.member("sequence", Int(entry.place.sequence))
            json.member("time", Int(entry.time))
            json.member("writer", entry.place.writer)
        }
        return json.bytes
    }

    private static func isCanonical(_ document: Document, _ body: [UInt8]) -> Bool { written(document.root) == body }

    private static func written(_ node: Node) -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.value(node)
        return json.bytes
    }

    /// The entry of a line. Its columns are those of its body: an export has none of its own.
    package static func read(_ line: [UInt8]) throws(LogFailure) -> SealedEntry {
        let document: Document
        do throws(ParseError) {
            document = try JSONParser.parse(line, limits: limits, tellsPlaces: false)
        } catch {
            throw LogFailure(.damaged, noJSON(error.message))
        }
        var reader = try BodyReader(document.root, "line")
        let plain = try reader.optionalObject("body") { node, _ throws(LogFailure) in Self.written(node) }
        let encoded = try reader.optional("bodyBase64")
        guard let body = plain ?? encoded.flatMap({ StrictBase64.decode($0) }), plain == nil || encoded == nil else {
            throw reader.wrong("body", "object")
        }
        guard let hash = ContentDigest.bytes(hex: try reader.required("hash")) else {
            throw reader.wrong("hash", "hex")
        }
        guard let previous = ContentDigest.bytes(hex: try reader.required("previous")) else {
            throw reader.wrong("previous", "hex")
        }
        let kind = try reader.required("kind")
        let place = ChainPlace(
            writer: try reader.required("writer"), sequence: Int64(try reader.integer("sequence")))
        let time = Int64(try reader.integer("time"))
        try reader.finish()
        let columns = (try? EntryBody.decode(kind: kind, body)).map { EntryColumns($0) } ?? EntryColumns()
        return SealedEntry(
            place: place, time: time, kind: kind, columns: columns, body: body, previous: previous, hash: hash)
    }

    /// A body may be as large as any document that is read.
    static let limits = ParseLimits(bytes: 32 << 20, depth: 132)
}

// MARK: - What the user reads

private func noJSON(_ reason: String) -> String { "it is no line of an export: \(reason)" }
