import KubernetesModel
import PolicyEngine

extension ReportFormat {
    /// JUnit's XML as Jenkins and GitLab read it: one suite a file, one test case an object.
    static let junit = ReportFormat(name: "junit", summary: "test reports, for Jenkins and GitLab") { report, options in
        JUnitReport(strictness: options.strictness).write(report)
    }
}

private struct JUnitReport {
    let strictness: Strictness

    func write(_ report: CheckReport) -> String {
        var files: [String] = []
        var cases: [String: [Case]] = [:]
        func add(_ file: String, _ new: Case) {
            if cases[file] == nil { files.append(file) }
            cases[file, default: []].append(new)
        }
        for object in report.objects { add(object.file, testCase(object)) }
        for problem in report.problems { add(problem.file, testCase(problem)) }
        let all = cases.values.joined()
        let (failures, errors) = (all.count { $0.isFailure }, all.count { $0.isError })
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text +=
            "<testsuites name=\"pedigree check\" tests=\"\(all.count)\" failures=\"\(failures)\" errors=\"\(errors)\">\n"
        for file in files { text += suite(file, cases[file] ?? []) }
        return text + "</testsuites>\n"
    }

    private func suite(_ file: String, _ cases: [Case]) -> String {
        let (failures, errors) = (cases.count { $0.isFailure }, cases.count { $0.isError })
        let name = XMLText.escape(file == "-" ? standardInput : file)
        var text =
            "  <testsuite name=\"\(name)\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\">\n"
        for one in cases { text += one.text }
        return text + "  </testsuite>\n"
    }

    private struct Case {
        var name: String
        var group: String
        var failures: [String] = []
        var errors: [String] = []
        var output: [String] = []

        /// A case with an error is counted once, as an error: "could not decide" outranks "denied".
        var isError: Bool { !errors.isEmpty }
        var isFailure: Bool { errors.isEmpty && !failures.isEmpty }

        var text: String {
            let head = "    <testcase name=\"\(XMLText.escape(name))\" classname=\"\(XMLText.escape(group))\""
            guard !(failures.isEmpty && errors.isEmpty && output.isEmpty) else { return head + "/>\n" }
            var text = head + ">\n" + errors.joined() + failures.joined()
            if !output.isEmpty {
                text += "      <system-out>\(XMLText.escape(output.joined(separator: "\n")))</system-out>\n"
            }
            return text + "    </testcase>\n"
        }
    }

    private func testCase(_ object: CheckedObject) -> Case {
        let name = [object.identity.namespace, object.identity.name ?? unnamed].compactMap { $0 }
        var one = Case(name: name.joined(separator: "/"), group: object.identity.gvk.groupKind)
        for finding in object.findings.map(\.finding) {
            let line = "\(object.file):\(finding.position): \(finding.line)"
            if finding.action == .deny || (finding.action == .warn && strictness.failsOnWarnings) {
                one.failures.append(element("failure", type: finding.code.rawValue, message: finding.line, body: line))
            } else {
                one.output.append("\(finding.action.rawValue.lowercased()): \(line)")
            }
        }
        if let undecided = object.undecided {
            let line = "\(object.file):\(object.position): \(undecided.message)"
            one.errors.append(
                element("error", type: undecided.code.rawValue, message: undecided.message, body: line))
        }
        for remark in object.remarks {
            let line = "\(object.file):\(remark.position): \(remark.message)"
            one.output.append("\(remark.label): \(line)")
            guard remark.kind == .uncovered, strictness.failsOnUncovered else { continue }
            one.failures.append(element("failure", type: remark.label, message: remark.message, body: line))
        }
        return one
    }

    private func testCase(_ problem: InputProblem) -> Case {
        var one = Case(name: problem.position.map { "input at \($0)" } ?? "input", group: "input")
        let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
        one.errors.append(
            element("error", type: "input", message: problem.message, body: "\(place): \(problem.message)"))
        return one
    }

    private func element(_ name: String, type: String, message: String, body: String) -> String {
        "      <\(name) type=\"\(XMLText.escape(type))\" message=\"\(XMLText.escape(message))\">"
            + "\(XMLText.escape(body))</\(name)>\n"
    }
}

/// Text as XML 1.0 can carry it.
package enum XMLText {
    package static func escape(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            // XML 1.0 has no way to write most control characters, nor U+FFFE and U+FFFF.
            case _ where TerminalText.isUnsafe(scalar), "\u{FFFE}", "\u{FFFF}":
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

private let standardInput = "standard input"
private let unnamed = "(unnamed)"
