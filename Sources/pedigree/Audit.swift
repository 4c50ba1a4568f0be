import ArgumentParser

struct AuditSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit what is live; verify, export and prune the log of decisions.",
        discussion: """
            Without one of the subcommands below it audits what is live: `pedigree audit --help`.

            `pedigree serve --log` keeps every decision in a log whose entries are chained by hash. A log is named by \
            its file of SQLite, or by postgresql://HOST/DATABASE (libpq's connection URI; the password is better left \
            to PGPASSFILE).

            EXAMPLES
              pedigree audit verify-log /var/lib/pedigree/log.sqlite --key checkpoint.pub
              pedigree audit export /var/lib/pedigree/log.sqlite --namespace fraud > decisions.jsonl
              pedigree audit prune /var/lib/pedigree/log.sqlite --older-than 400d --dry-run
            """,
        subcommands: [
            AuditReportCommand.self, AuditVerifyLogCommand.self, AuditExportCommand.self, AuditPruneCommand.self,
        ])
}
