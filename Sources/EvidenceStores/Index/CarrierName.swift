/// What a file's name says about what can be in it.
enum CarrierName: Sendable, Hashable {
    /// One JSON document: an envelope, a bundle, a record, or something that is no evidence.
    case json
    /// One JSON document that says by its name that it is signed: `model.sig`, `eval.sigstore.json`.
    case signed
    /// JSON Lines: one document a line.
    case lines
    case dvcLock

    /// nil for what holds no evidence by any tool's habit.
    init?(_ name: String) {
        let name = name.lowercased()
        if name == "dvc.lock" {
            self = .dvcLock
        } else if Self.lineNames.contains(where: name.hasSuffix) {
            self = .lines
        } else if Self.signedNames.contains(where: name.hasSuffix) {
            self = .signed
        } else if name.hasSuffix(".json") {
            self = .json
        } else {
            return nil
        }
    }

    // `.intoto.jsonl` is in-toto's name for a bundle of attestations (spec/v1/bundle.md); `.sig` is what model signing
    // writes, `.sigstore` and `.sigstore.json` what sigstore's clients write.
    private static let lineNames = [".jsonl", ".ndjson"]
    private static let signedNames = [
        ".sig", ".sigstore", ".sigstore.json", ".dsse", ".dsse.json", ".intoto.json", ".att", ".att.json",
        ".bundle.json",
    ]
}
