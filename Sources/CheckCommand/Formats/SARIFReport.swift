import KubernetesModel
import PolicyEngine

extension ReportFormat {
    /// SARIF 2.1.0 (OASIS), for code scanning.
    static let sarif = ReportFormat(name: "sarif", summary: "SARIF 2.1.0, for code scanning") { report, options in
        SARIFReport(report: report, options: options).log.pretty
    }
}

private struct SARIFReport {
    let report: CheckReport
    let options: ReportOptions
    /// The codes that appear, in order: `ruleIndex` counts in it.
    let codes: [ReasonCode]

    init(report: CheckReport, options: ReportOptions) {
        self.report = report
        self.options = options
        codes = Set(report.objects.flatMap { $0.findings.map(\.finding.code) + ($0.undecided.map { [$0.code] } ?? []) })
            .sorted()
    }

    var log: JSONValue {
        [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        ]
    }

    private var run: JSONValue {
        [
            "tool": ["driver": driver],
            // Our columns count Unicode scalars (SARIF 2.1.0 section 3.14.17).
            "columnKind": "unicodeCodePoints",
            "invocations": [
                [
                    "executionSuccessful": .bool(report.problems.isEmpty),
                    "exitCode": .int(Int(report.outcome(options.strictness).rawValue)),
                    "toolExecutionNotifications": .array(notifications),
                ]
            ],
            "results": .array(report.objects.flatMap(results)),
            // Beside what is wrong, what was relied on (SARIF 2.1.0 section 3.8: property bags).
            "properties": ["evidence": .array(report.objects.flatMap(evidence))],
        ]
    }

    private var driver: JSONValue {
        [
            "name": "pedigree",
            "semanticVersion": .string(options.version),
            "rules": .array(
                codes.map { code in
                    let help = RuleHelp(code)
                    return [
                        "id": .string(code.rawValue),
                        "shortDescription": ["text": .string(help.short)],
                        "fullDescription": ["text": .string(help.full)],
                        "help": ["text": .string(help.text), "markdown": .string(help.markdown)],
                        "defaultConfiguration": ["level": "error"],
                        "properties": ["tags": ["supply-chain", "kubernetes", "machine-learning"]],
                    ]
                }),
        ]
    }

    private func results(_ object: CheckedObject) -> [JSONValue] {
        var results = object.findings.map { located in
            result(
                located.finding.code, level: located.finding.action.level, message: located.finding.line, in: object,
                path: located.finding.path, start: located.finding.position, end: located.end,
                policy: located.finding.policy)
        }
        if let undecided = object.undecided {
            results.append(
                result(
                    undecided.code, level: "error", message: couldNotDecide(undecided.description), in: object,
                    path: FieldPath(), start: object.position, end: nil, policy: nil))
        }
        return results
    }

    private func evidence(_ object: CheckedObject) -> [JSONValue] {
        (object.review?.evidence ?? []).map { evidence in
            [
                "object": .string(object.identity.description),
                "rule": .string(evidence.rule),
                "place": .string("\(evidence.source): \(evidence.place)"),
                "digest": .string(evidence.digest.description),
            ]
        }
    }

    private func result(
        _ code: ReasonCode, level: JSONValue, message: String, in object: CheckedObject, path: FieldPath,
        start: SourcePosition, end: SourcePosition?, policy: String?
    ) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "ruleId", value: .string(code.rawValue)),
            .init(key: "ruleIndex", value: .int(codes.firstIndex(of: code) ?? -1)),
            .init(key: "level", value: level),
            .init(key: "message", value: ["text": .string(TerminalText.escape(message))]),
            .init(
                key: "locations",
                value: [
                    [
                        "physicalLocation": physical(object.file, start: start, end: end),
                        "logicalLocations": [
                            [
                                "name": .string(
                                    path.description.isEmpty ? object.identity.description : path.description),
                                "fullyQualifiedName": .string(qualified(object, path)),
                                "kind": path.description.isEmpty ? "object" : "member",
                            ]
                        ],
                    ]
                ]),
            // Not the line: a finding stays the same one when lines above it come and go.
            .init(
                key: "partialFingerprints",
                value: ["pedigree/v1": .string("\(code) \(qualified(object, path)) \(policy ?? "")")]),
        ]
        if let policy { members.append(.init(key: "properties", value: ["policy": .string(policy)])) }
        return .object(members)
    }

    private func qualified(_ object: CheckedObject, _ path: FieldPath) -> String {
        path.description.isEmpty ? object.identity.description : "\(object.identity) \(path)"
    }

    private var notifications: [JSONValue] {
        report.problems.map { notification("error", $0.message, file: $0.file, at: $0.position) }
            + report.objects.flatMap { object in
                object.remarks.map { remark in
                    notification(
                        remark.isWarning ? "warning" : "note",
                        "\(object.identity): \(remark.label): \(remark.message)", file: object.file,
                        at: remark.position)
                }
            }
            + report.skipped.map { notification("note", "skipped: \($0.reason)", file: $0.file, at: $0.position) }
            + report.notes.map { notification("note", $0, file: nil, at: nil) }
    }

    private func notification(
        _ level: JSONValue, _ message: String, file: String?, at position: SourcePosition?
    ) -> JSONValue {
        let message: JSONValue = ["text": .string(TerminalText.escape(message))]
        guard let file else { return ["level": level, "message": message] }
        return [
            "level": level, "message": message,
            "locations": [["physicalLocation": physical(file, start: position, end: nil)]],
        ]
    }

    private func physical(_ file: String, start: SourcePosition?, end: SourcePosition?) -> JSONValue {
        let artifact: JSONValue = ["uri": .string(FileURI.reference(to: file))]
        guard let start else { return ["artifactLocation": artifact] }
        var region: [JSONValue.Member] = [
            .init(key: "startLine", value: .int(max(start.line, 1))),
            .init(key: "startColumn", value: .int(max(start.column, 1))),
        ]
        if let end {
            region.append(.init(key: "endLine", value: .int(end.line)))
            region.append(.init(key: "endColumn", value: .int(end.column)))
        }
        return ["artifactLocation": artifact, "region": .object(region)]
    }
}

/// A file's name as a URI reference (RFC 3986), relative where the name is.
enum FileURI {
    static func reference(to file: String) -> String {
        var path = Substring(file)
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        var result = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }
}

extension ValidationAction {
    fileprivate var level: JSONValue {
        switch self {
        case .deny: "error"
        case .warn: "warning"
        case .audit: "note"
        }
    }
}

private func couldNotDecide(_ message: String) -> String { "could not decide: \(message)" }
