extension AuditFormat {
    package static let all = [text, html, markdown, json, csv, sarif, policyreport]

    package static func named(_ name: String) -> AuditFormat? { all.first { $0.name == name } }
}
