import KubernetesModel

/// JSON that has one reading: UTF-8 without a byte order mark, no key twice, nothing after the value.
enum StrictJSON {
    /// The object that `bytes` hold.
    static func object(
        _ bytes: [UInt8], limits: EnvelopeLimits, step: VerificationStep
    ) throws(Rejection) -> Node {
        let bounds = ParseLimits(bytes: limits.bytes, depth: limits.depth, nodes: 1_000_000)
        do throws(ParseError) {
            let root = try JSONParser.parse(bytes, limits: bounds, tellsPlaces: true).root
            guard root.isObject else { throw ParseError(notAnObject, at: root.position) }
            return root
        } catch {
            throw Rejection(step, .invalid, notJSON(step, error))
        }
    }
}

// MARK: - What the user reads

private let notAnObject = "it is no JSON object"
private func notJSON(_ step: VerificationStep, _ error: ParseError) -> String {
    let what = step == .payload ? "the payload is not strict JSON" : "it is not strict JSON"
    return
        "\(what): \(printable(error.message, limit: 200)) (line \(error.position.line), column \(error.position.column))"
}
