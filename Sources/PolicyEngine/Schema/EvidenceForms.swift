import KubernetesModel
import ModelReferences

extension TextForm {
    /// How long evidence counts.
    package static let lifetime = TextForm(
        expected: #"a time such as "30d", "12h" or "90m""#, pattern: "^[0-9]{1,9}[smhdw]$"
    ) { text in Lifetime(text) == nil ? "write a number and one of s, m, h, d, w" : nil }

    /// What data or code is known by.
    package static let digest = TextForm(
        expected: #"a digest such as "sha256:HEX" or "gitCommit:HEX""#,
        pattern:
            "^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}|gitCommit:([0-9a-f]{40}|[0-9a-f]{64}))$"
    ) { text in
        Digest(parsing: text) == nil
            ? "write sha256:, sha384:, sha512: or gitCommit: and all its lower-case hexadecimal digits" : nil
    }

    /// One version of a model.
    package static let baselineModel = TextForm(
        expected: #"one version of a model, such as "s3://ml-models-prod/fraud-detector/v40/""#, pattern: #"^\S+$"#
    ) { text in
        let classified = Classifier.classify(RawReference(text, consumer: .any))
        guard classified.pinning.severity > 1 else { return nil }
        return classified.suggestion ?? "it is \(printable(classified.pinning.reason, limit: 200))"
    }

    /// A metric's slice, or a glob on slices.
    package static let sliceGlob = TextForm(
        expected: #"a slice, or a glob such as "region=*""#, pattern: #"\S"#
    ) { text in TextForm.prose.problem(text) }

    /// A predicate type.
    package static let predicateType = TextForm(
        expected: #"a predicate type, such as "https://slsa.dev/provenance/v1""#, pattern: #"^\S+:\S+$"#
    ) { text in
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "*") }) else { return "it is no URI" }
        return text.utf8.contains(UInt8(ascii: ":")) ? nil : "it is no URI: it has no scheme"
    }

    /// An identity in a certificate.
    package static let identityGlob = TextForm(
        expected: #"a subject alternative name, or a glob such as "https://ci.corp.example/ml/*""#, pattern: #"^\S+$"#
    ) { text in
        guard !text.isEmpty else { return "it is empty" }
        return text.utf8.allSatisfy { $0 > 0x20 } ? nil : "it has spaces in it"
    }

    /// Who vouched for an identity.
    package static let issuer = TextForm(
        expected: #"an issuer, such as "https://token.actions.githubusercontent.com""#, pattern: #"^\S+$"#
    ) { text in
        guard !text.isEmpty else { return "it is empty" }
        guard text.utf8.allSatisfy({ $0 > 0x20 }) else { return "it has spaces in it" }
        return text.utf8.contains(UInt8(ascii: "*")) ? "issuers are compared exactly; name each" : nil
    }

    /// A file or directory.
    package static let path = TextForm(
        expected: #"a path, such as "keys/eval-runner.pub""#, pattern: #"\S"#
    ) { text in
        guard !text.utf8.contains(0) else { return "it has a NUL in it" }
        guard text.utf8.count <= 4096 else { return "it is longer than 4096 characters" }
        return TextForm.prose.problem(text)
    }

    /// Keys and certificates, written out.
    package static let pem = TextForm(
        expected: #"PEM, beginning with "-----BEGIN""#, pattern: "-----BEGIN "
    ) { text in
        text.utf8.starts(with: "-----BEGIN ".utf8) ? nil : "it does not begin with -----BEGIN"
    }
}
