import ArgumentParser
import DecisionLog

/// How whoever reads or writes a log comes into its database.
struct LogPasswordOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Its first line is the password for a log at postgresql://…; read anew for each connection.",
            valueName: "file"), completion: .file())
    var logPasswordFile: String?

    func place(_ log: String) throws(LogFailure) -> LogPlace { try LogPlace(log, passwordFile: logPasswordFile) }
}
