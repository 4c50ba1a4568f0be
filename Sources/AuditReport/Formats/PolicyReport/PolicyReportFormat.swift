import CheckCommand

extension AuditFormat {
    package static let policyreport = AuditFormat(
        name: "policyreport",
        summary: "PolicyReports (wgpolicyk8s.io/v1alpha2) as YAML, one for each workload, for kubectl apply."
    ) { audit, _ in
        audit.workloads.lazy.compactMap { PolicyReport($0, of: audit.source) }
            .map { YAMLText.document($0.json(at: audit.time)) }.joined()
    }
}
