import Attestation

extension AuditFormat {
    /// One file for auditors: it opens in a browser, needs no network, and can be searched, printed and handed on.
    package static let html = AuditFormat(
        name: "html", summary: "one file for a browser, which works offline: summary, search, lineage, charts"
    ) { audit, options in
        HTMLReport(audit: audit, options: options).page.source
    }
}

/// The page: what stands in it, in which order, and what a browser may do with it.
struct HTMLReport {
    let audit: Audit
    let options: AuditFormatOptions

    var page: HTMLText {
        let counts = AuditCounts(audit)
        let style = HTMLStyle.all
        let script = HTMLScript.all
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(HTMLReport.policy(style: style, script: script))">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="Pedigree \(options.version)">
            <title>\(audit.subject): model audit of \(AuditDay.text(audit.time))</title>
            <style>\(style.verbatim)</style>
            <script>\(script.verbatim)</script>
            </head>
            <body>
            \(HTMLIcon.sheet)<a class="skip" href="#main">Skip to the report</a>
            \(header)<main id="main" tabindex="-1">
            \(HTMLSummary(audit: audit, counts: counts).section)\(sections)</main>
            \(footer)</body>
            </html>

            """
    }

    private var sections: [HTMLText] {
        [
            HTMLWorkloads(audit: audit).section, HTMLDrift(audit: audit).section,
            HTMLExceptions(audit: audit).section, HTMLDenials(audit: audit).section,
            HTMLMetrics(audit: audit).section, HTMLCoverage(audit: audit).section,
            HTMLChecking(audit: audit).section,
        ]
    }

    private var header: HTMLText {
        """
        <header class="bar">
        <p class="brand">Pedigree <span>model audit</span></p>
        <nav aria-label="Sections"><ul>
        <li><a href="#live">Live now</a></li>
        <li><a href="#drift">Drift</a></li>
        <li><a href="#exceptions">Exceptions</a></li>
        <li><a href="#denials">Denials</a></li>
        <li><a href="#metrics">Metrics</a></li>
        <li><a href="#coverage">Coverage</a></li>
        <li><a href="#check">Check it</a></li>
        </ul></nav>
        <button type="button" id="scheme" class="plain scripted">Dark</button>
        </header>

        """
    }

    private var footer: HTMLText {
        """
        <footer>
        <p>Written by Pedigree \(options.version). This file is all there is: it asks no server for anything, and the same
        state, policies and evidence give the same bytes.</p>
        </footer>

        """
    }

    /// Nothing but this style and this script, by their digests: no other script, no request, no frame, no form.
    static func policy(style: HTMLSource, script: HTMLSource) -> HTMLText {
        HTMLText(
            "default-src 'none'; style-src \(digest(style)); script-src \(digest(script)); base-uri 'none'; "
                + "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
    }

    private static func digest(_ source: HTMLSource) -> String {
        var hasher = ContentHasher()
        hasher.update(Array(source.text.utf8))
        return "'sha256-\(StrictBase64.encode(hasher.finishBytes()))'"
    }
}
