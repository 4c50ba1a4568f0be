import KubernetesModel
import PolicyEngine

extension PolicyDocument {
    /// How large a policy file may be in every respect.
    private static let limits = ParseLimits(bytes: FileContents.largest, depth: 32, nodes: 200_000, aliases: 1000)

    /// The documents of one file, YAML or JSON; one that cannot be read does not hide the others.
    package static func parse(_ bytes: [UInt8], file: String) -> [Result<PolicyDocument, ParseError>] {
        guard file.lowercased().hasSuffix(".json") else {
            return YAMLParser.parseStream(bytes, limits: limits).map { $0.map { Self(file: file, root: $0.root) } }
        }
        do throws(ParseError) {
            return [.success(Self(file: file, root: try JSONParser.parse(bytes, limits: limits).root))]
        } catch {
            return [.failure(error)]
        }
    }
}
