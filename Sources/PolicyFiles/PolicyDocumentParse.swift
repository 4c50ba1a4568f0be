import KubernetesModel
import PolicyEngine

extension PolicyDocument {
    /// How large a policy file may be in every respect.
    private static let limits = ParseLimits(bytes: FileContents.largest, depth: 32, nodes: 200_000, aliases: 1000)

    /// The documents of one file: JSON where its name says so, and YAML otherwise.
    package static func parse(_ bytes: [UInt8], file: String) throws(ParseError) -> [PolicyDocument] {
        [PolicyDocument(file: file, root: try JSONParser.parse(bytes, limits: limits).root)]
    }
}
