extension LineageDrawing {
    /// Colours of drawings, in light and dark; text has a contrast of 4.5 : 1 at least (WCAG 2.2, 1.4.3).
    package static let stylesheet = """
        .lineage{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;background:#ffffff}
        .lineage-box{fill:#ffffff;stroke:#57606a;stroke-width:1.5}
        .lineage-kind{fill:#57606a;letter-spacing:.03em}
        .lineage-title{fill:#1f2328;font-weight:600}
        .lineage-subtitle{fill:#57606a;font-family:ui-monospace,"DejaVu Sans Mono",monospace}
        .lineage-line{stroke:#818b98;stroke-width:1.5}
        .lineage-arrow{fill:#818b98}
        .trust-signed .lineage-box{fill:#f0fbf3;stroke:#1a7f37}
        .trust-signed .lineage-kind{fill:#116329}
        .trust-recorded .lineage-box{fill:#fff9e8;stroke:#9a6700}
        .trust-recorded .lineage-kind{fill:#7d4e00}
        .trust-missing .lineage-box{fill:#fff2f0;stroke:#cf222e}
        .trust-missing .lineage-kind,.trust-missing .lineage-title{fill:#a40e26}
        @media (prefers-color-scheme:dark){
        .lineage{background:#0d1117}
        .lineage-box{fill:#161b22;stroke:#9198a1}
        .lineage-kind,.lineage-subtitle{fill:#9198a1}
        .lineage-title{fill:#f0f6fc}
        .lineage-line{stroke:#6e7681}
        .lineage-arrow{fill:#6e7681}
        .trust-signed .lineage-box{fill:#0f2318;stroke:#3fb950}
        .trust-signed .lineage-kind{fill:#56d364}
        .trust-recorded .lineage-box{fill:#272111;stroke:#d29922}
        .trust-recorded .lineage-kind{fill:#e3b341}
        .trust-missing .lineage-box{fill:#2d1517;stroke:#f85149}
        .trust-missing .lineage-kind,.trust-missing .lineage-title{fill:#ff9492}
        }

        """
}
