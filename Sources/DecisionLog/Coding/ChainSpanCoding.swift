import Attestation
import KubernetesModel

extension ChainSpan {
    func write(_ json: inout JSONWriter) {
        json.member("first", Int(first))
        json.member("hash", ContentDigest.hex(hash))
        json.member("last", Int(last))
        json.member("writer", writer)
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        let (first, last) = (try reader.integer("first"), try reader.integer("last"))
        guard let hash = ContentDigest.bytes(hex: try reader.required("hash")) else {
            throw reader.wrong("hash", "hex")
        }
        self.init(writer: try reader.required("writer"), first: Int64(first), last: Int64(last), hash: hash)
        try reader.finish()
    }
}
