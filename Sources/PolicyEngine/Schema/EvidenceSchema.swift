/// Whom policies believe, and where evidence lies, as documents say it.
extension PolicySchema {
    package static let trustRoot = DocumentSpec(
        kind: "TrustRoot", summary: "Says whose signatures count, and for what.",
        spec: RecordSpec(
            "a trust root's spec",
            [
                FieldSpec(
                    "keys", .list(of: .record(key), atLeast: 1), absent: "none", "Public keys that are believed."),
                FieldSpec(
                    "certificates", .list(of: .record(authority), atLeast: 1), absent: "none",
                    "Certificate authorities that are believed, for the identities that are named."),
                FieldSpec(
                    "sigstore", .record(sigstore), absent: "none",
                    "An instance of Sigstore that is believed, for the identities that are named."),
                FieldSpec(
                    "predicateTypes", .list(of: .text(.predicateType), atLeast: 1), absent: "every predicate type",
                    "What its signatures count for, such as https://slsa.dev/provenance/v1."),
                FieldSpec(
                    "namespaces", .list(of: .text(.namespaceGlob), atLeast: 1), absent: "every namespace",
                    "Globs on the namespaces in which its signatures count."),
            ]))

    private static let key = RecordSpec(
        "a key", choices: [FieldChoice("publicKeyFile", "publicKey", "transit", required: true)],
        [
            FieldSpec("publicKeyFile", .text(.path), "The file of the key in PEM, relative to this document's own."),
            FieldSpec("publicKey", .text(.pem), "The key in PEM, written out."),
            FieldSpec("transit", .record(transit), "A key of a transit engine of OpenBao or Vault, fetched from it."),
        ])

    private static let authority = RecordSpec(
        "a certificate authority",
        choices: [
            FieldChoice("rootsFile", "roots", required: true), FieldChoice("intermediatesFile", "intermediates"),
        ],
        [
            FieldSpec(
                "rootsFile", .text(.path), "The file of the root certificates in PEM, relative to this document's."),
            FieldSpec("roots", .text(.pem), "The root certificates in PEM, written out."),
            FieldSpec(
                "intermediatesFile", .text(.path), absent: "none", "The file of intermediate certificates in PEM."),
            FieldSpec("intermediates", .text(.pem), absent: "none", "Intermediate certificates in PEM, written out."),
            FieldSpec(
                "identities", .list(of: .text(.identityGlob), atLeast: 1), required: true,
                "Globs on whole subject alternative names (URI, email, DNS); one must match."),
        ])

    private static let sigstore = RecordSpec(
        "sigstore",
        [
            FieldSpec(
                "trustedRootFile", .text(.path), required: true,
                "The instance's trusted_root.json, relative to this document's file; nothing is fetched."),
            FieldSpec(
                "identities", .list(of: .record(keylessIdentity), atLeast: 1), required: true,
                "Whose signatures are believed; one must match."),
        ])

    private static let keylessIdentity = RecordSpec(
        "an identity",
        [
            FieldSpec(
                "issuer", .text(.issuer), required: true,
                "The OpenID Connect issuer that vouched for the identity, exactly."),
            FieldSpec(
                "subject", .text(.identityGlob), required: true,
                "A glob on the certificate's whole subject alternative name (URI, email)."),
        ])
}
