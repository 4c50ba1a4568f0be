extension AuditFormat {
    package static let all = [html, json]

    package static func named(_ name: String) -> AuditFormat? { all.first { $0.name == name } }
}
