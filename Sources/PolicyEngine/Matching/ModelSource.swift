import ModelReferences

/// One place that models may come from (`sources[]` of a policy).
package struct ModelSource: Sendable, Hashable {
    package var uri: SourceURI
    /// Whether what is written there once is never replaced.
    package var isImmutable: Bool
    /// Endpoints and proxies through which it may be read, normalised.
    package var endpoints: Set<String>

    package init(uri: SourceURI, isImmutable: Bool = false, endpoints: [String] = []) {
        self.uri = uri
        self.isImmutable = isImmutable
        self.endpoints = Set(endpoints.map(Self.normalised))
    }

    /// Whether every override names one of our endpoints. One whose value cannot be known never does.
    package func lists(_ overrides: [EndpointOverride]) -> Bool {
        overrides.allSatisfy { override in
            override.value.map { endpoints.contains(Self.normalised($0)) } ?? false
        }
    }

    /// Scheme and host in lower case (RFC 3986 section 6.2.2.1), and no slash at the end.
    static func normalised(_ endpoint: String) -> String {
        var text = Substring(endpoint)
        while text.hasSuffix("/") { text = text.dropLast() }
        guard let scheme = text.firstRange(of: "://") else { return String(text) }
        let rest = text[scheme.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        return text[..<end].lowercased() + String(rest[end...])
    }
}

extension TextForm {
    /// The URI of a source.
    package static let sourceURI = TextForm(
        expected: #"the URI of a source, such as "s3://ml-models-prod/""#, pattern: "^[a-z][a-z0-9+.-]*:/[^\\s?#%]*$"
    ) { text in
        do throws(SourceURI.Problem) {
            _ = try SourceURI.parse(text)
            return nil
        } catch {
            return sourceProblem(error)
        }
    }
}

private func sourceProblem(_ problem: SourceURI.Problem) -> String {
    switch problem {
    case .noScheme: "it has no scheme, such as s3:// or oci://"
    case .noAuthority: "it names no bucket, host or owner"
    case .userinfo: "it has a user's name in it"
    case .query: "it has a query (?)"
    case .fragment: "it has a fragment (#)"
    case .percentEscape: "it has a percent escape"
    case .dotSegment: "it has a . or .. segment"
    case .emptySegment: "it has an empty segment (//)"
    case .character: "it has a character that no URI has"
    }
}
