import Attestation
import ModelReferences

extension Workload {
    /// SHA-256, in hex, of everything in it that policies judge: two objects with the same one are judged alike.
    package var judgedDigest: String {
        let lines = references.map(Self.line) + images.map(Self.line) + opaqueCommands.map(Self.line)
        let all = lines + declarations.map(Self.line)
        return ContentDigest.sha256(Array(all.sorted().joined().utf8)).hex
    }

    private static func line(_ reference: ModelReference) -> String {
        let overrides = reference.endpointOverrides.flatMap { [$0.name, $0.value ?? "", $0.path.description] }
        return line(
            "reference",
            [
                reference.role.rawValue, reference.value, reference.path.description, reference.consumer.rawValue,
                reference.revision ?? "", reference.container ?? "", reference.consumerImage ?? "",
                reference.pinning.name, reference.pinning.reason, reference.suggestion ?? "",
            ] + overrides)
    }

    private static func line(_ image: ContainerImage) -> String {
        line(
            "image",
            [
                image.image, image.path.description, image.container ?? "", image.hasReference ? "referring" : "",
                image.server?.rawValue ?? "",
            ])
    }

    private static func line(_ command: OpaqueCommand) -> String {
        line("opaque", [command.path.description, command.container ?? "", command.reason])
    }

    private static func line(_ declaration: Declaration) -> String {
        line(
            "declaration",
            [declaration.topic.rawValue, declaration.name ?? "", declaration.path.description, declaration.text])
    }

    /// With their lengths in front, so that no two lists read alike.
    private static func line(_ kind: String, _ fields: [String]) -> String {
        fields.reduce(kind) { $0 + "/\($1.utf8.count):\($1)" } + "\n"
    }
}
