import KubernetesModel
import PolicyEngine

/// A log of SARIF 2.1.0 (OASIS) with one run: what `check` and `audit` write it with.
package struct SARIFLog: Sendable {
    /// The version of Pedigree.
    package var version: String
    /// Whether everything could be read.
    package var isSuccessful: Bool
    package var exitCode: Int32
    package var results: [Result] = []
    package var notifications: [Notification] = []
    /// Beside what is wrong, what was relied on (SARIF 2.1.0 section 3.8: property bags).
    package var properties: JSONValue
    /// What viewers show about a code.
    package var help: @Sendable (ReasonCode) -> RuleHelp = { RuleHelp($0) }

    package init(version: String, isSuccessful: Bool, exitCode: Int32, properties: JSONValue) {
        self.version = version
        self.isSuccessful = isSuccessful
        self.exitCode = exitCode
        self.properties = properties
    }

    package struct Result: Sendable, Hashable {
        package var code: ReasonCode
        package var level: Level
        package var message: String
        package var object: ObjectIdentity
        /// Empty where it is about the whole object.
        package var path: FieldPath
        package var policy: String?
        /// nil of an object that lies in no file.
        package var place: Place?

        package init(
            _ code: ReasonCode, _ level: Level, _ message: String, object: ObjectIdentity,
            path: FieldPath = FieldPath(),
            policy: String? = nil, place: Place? = nil
        ) {
            self.code = code
            self.level = level
            self.message = message
            self.object = object
            self.path = path
            self.policy = policy
            self.place = place
        }
    }

    package struct Notification: Sendable, Hashable {
        package var level: Level
        package var message: String
        package var place: Place?

        package init(_ level: Level, _ message: String, place: Place? = nil) {
            self.level = level
            self.message = message
            self.place = place
        }
    }

    package struct Place: Sendable, Hashable {
        package var file: String
        package var start: SourcePosition?
        package var end: SourcePosition?

        package init(_ file: String, start: SourcePosition? = nil, end: SourcePosition? = nil) {
            self.file = file
            self.start = start
            self.end = end
        }
    }

    package enum Level: String, Sendable, Hashable {
        case error, warning, note
    }
}

extension ValidationAction {
    package var level: SARIFLog.Level {
        switch self {
        case .deny: .error
        case .warn: .warning
        case .audit: .note
        }
    }
}

extension SARIFLog {
    package var text: String {
        // The codes that appear, in order: `ruleIndex` counts in it.
        let codes = Set(results.map(\.code)).sorted()
        let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
        let log: JSONValue = [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver(codes)],
                    // Our columns count Unicode scalars (SARIF 2.1.0 section 3.14.17).
                    "columnKind": "unicodeCodePoints",
                    "invocations": [
                        [
                            "executionSuccessful": .bool(isSuccessful),
                            "exitCode": .int(Int(exitCode)),
                            "toolExecutionNotifications": .array(notifications.map(\.json)),
                        ]
                    ],
                    "results": .array(results.map { $0.json(ruleIndex: places[$0.code] ?? -1) }),
                    "properties": properties,
                ]
            ],
        ]
        return log.pretty
    }

    private func driver(_ codes: [ReasonCode]) -> JSONValue {
        [
            "name": "pedigree",
            "semanticVersion": .string(version),
            "rules": .array(
                codes.map { code in
                    let help = help(code)
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
}

extension SARIFLog.Result {
    fileprivate func json(ruleIndex: Int) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "ruleId", value: .string(code.rawValue)),
            .init(key: "ruleIndex", value: .int(ruleIndex)),
            .init(key: "level", value: .string(level.rawValue)),
            .init(key: "message", value: ["text": .string(TerminalText.escape(message))]),
            .init(key: "locations", value: [.object(location)]),
            // Not the line: a finding stays the same one when lines above it come and go.
            .init(
                key: "partialFingerprints",
                value: ["pedigree/v1": .string("\(code) \(qualifiedName) \(policy ?? "")")]),
        ]
        if let policy { members.append(.init(key: "properties", value: ["policy": .string(policy)])) }
        return .object(members)
    }

    private var location: [JSONValue.Member] {
        let isWhole = path.description.isEmpty
        var members: [JSONValue.Member] = []
        if let place { members.append(.init(key: "physicalLocation", value: place.json)) }
        members.append(
            .init(
                key: "logicalLocations",
                value: [
                    [
                        "name": .string(isWhole ? object.description : path.description),
                        "fullyQualifiedName": .string(qualifiedName),
                        "kind": isWhole ? "object" : "member",
                    ]
                ]))
        return members
    }

    private var qualifiedName: String {
        path.description.isEmpty ? object.description : "\(object) \(path)"
    }
}

extension SARIFLog.Notification {
    fileprivate var json: JSONValue {
        let message: JSONValue = ["text": .string(TerminalText.escape(message))]
        guard let place else { return ["level": .string(level.rawValue), "message": message] }
        return [
            "level": .string(level.rawValue), "message": message,
            "locations": [["physicalLocation": place.json]],
        ]
    }
}

extension SARIFLog.Place {
    fileprivate var json: JSONValue {
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
