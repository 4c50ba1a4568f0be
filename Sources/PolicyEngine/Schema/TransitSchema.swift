import KubernetesModel

/// Keys of a transit engine, as documents say them.
extension PolicySchema {
    static let transit = RecordSpec(
        "transit", choices: [FieldChoice("tokenFile", "tokenEnv", "kubernetesRole")],
        [
            FieldSpec("address", .text(.url), required: true, "The server of OpenBao or Vault."),
            FieldSpec("key", .text(.transitName), required: true, "The key's name in the engine."),
            FieldSpec("mount", .text(.transitPath), absent: "transit", "The path that the engine is mounted at."),
            FieldSpec("namespace", .text(.transitPath), absent: "none", "The namespace that the engine is in."),
            FieldSpec(
                "versions", .word(["all", "latest"]), absent: "all",
                "Whether signatures of every version that the engine still verifies with count, or of the latest alone."
            ),
            FieldSpec("tokenFile", .text(.path), absent: "none", "A file with a token, read again when it changes."),
            FieldSpec(
                "tokenEnv", .text(.variable), absent: "BAO_TOKEN, then VAULT_TOKEN",
                "The variable of the environment with a token."),
            FieldSpec(
                "kubernetesRole", .text(.transitName), absent: "none",
                "The role to log in as with the pod's own token, instead of a token that is handed out."),
            FieldSpec(
                "authMount", .text(.transitPath), absent: "kubernetes",
                "The path that the Kubernetes authentication is mounted at."),
            FieldSpec(
                "serviceAccountTokenFile", .text(.path), absent: TransitKey.Login.podToken,
                "The pod's token, where it is projected for an audience of its own."),
        ] + remote)
}

extension TextForm {
    /// A key, or a role.
    package static let transitName = TextForm(
        expected: #"a name such as "eval-runner""#, pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]*$"
    ) { text in
        guard !text.isEmpty else { return "it is empty" }
        guard text.utf8.allSatisfy(isOfName) else { return "it has more than letters, digits, - . and _ in it" }
        guard !text.utf8.starts(with: ".".utf8), !text.utf8.starts(with: "-".utf8) else {
            return "it must begin with a letter, a digit or _"
        }
        return text.utf8.count <= 200 ? nil : "it is longer than 200 characters"
    }

    /// A path of a server of OpenBao.
    package static let transitPath = TextForm(
        expected: #"a path such as "transit" or "ml/transit""#,
        pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$"
    ) { text in
        for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let first = part.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
                return "write it without a slash at its beginning or end; parts begin with a letter, a digit or _"
            }
            guard part.allSatisfy(isOfName) else { return "it has more than letters, digits, - . _ and / in it" }
        }
        return text.utf8.count <= 200 ? nil : "it is longer than 200 characters"
    }
}

private func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
    default: false
    }
}
