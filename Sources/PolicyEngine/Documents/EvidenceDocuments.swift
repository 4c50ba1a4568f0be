import KubernetesModel
import ModelReferences

// Rules and sources that the schema has found right. What a field means where it is left out is said here once.

extension EvidenceSource {
    init?(name: String, _ spec: Node, _ document: PolicyDocument, _ origin: PolicyOrigin) {
        guard let place = Place(spec, document) else { return nil }
        self.init(name: name, place: place, origin: origin)
    }
}

extension EvidenceDemand {
    init(_ rule: Node) {
        self.init(
            signedBy: rule.texts("signedBy"), threshold: rule["threshold"]?.int ?? 1,
            maxAge: rule.text("maxAge").flatMap(Lifetime.init))
    }
}

extension DatasetRule {
    init(_ rule: Node) {
        self.init(
            allow: rule["allow"] == nil
                ? [.pinned] : Set(rule.texts("allow").compactMap(DatasetReference.Class.init(rawValue:))))
    }
}

extension EvaluationRule {
    init(_ rule: Node) {
        self.init(
            demand: EvidenceDemand(rule), dataset: rule.text("dataset").flatMap { Digest(parsing: $0) },
            suite: rule.text("suite").flatMap { Digest(parsing: $0) }, models: rule.textOrTexts("model").map(Glob.init),
            metrics: rule["metrics"]?.elements.map(Metric.init) ?? [],
            needsSeparateData: rule["separateData"]?.bool ?? false, baseline: rule["baseline"].map(Baseline.init))
    }
}

extension EvaluationRule.Metric {
    fileprivate init(_ metric: Node) {
        self.init(
            name: metric.text("name") ?? "", slices: metric.texts("slices").map(Glob.acrossSegments),
            min: metric["min"].flatMap { ExactDecimal($0) }, max: metric["max"].flatMap { ExactDecimal($0) },
            minSamples: metric["minSamples"]?.int)
    }
}

extension Glob {
    /// A glob in which every `*` stands for any run at all: a `/` within a slice must not hide the slice.
    static func acrossSegments(_ text: String) -> Glob {
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(scalar)
            if scalar == "*" { result += "*" }
        }
        return Glob(result)
    }
}

extension EvaluationRule.Baseline {
    fileprivate init(_ baseline: Node) {
        var bounds: [String: ExactDecimal] = [:]
        for member in baseline["maxRegression"]?.members.map({ $0 }) ?? [] {
            bounds[member.key] = ExactDecimal(member.value)
        }
        self.init(
            maxRegression: bounds, allowsMissing: baseline.text("onMissing") != "Deny",
            window: baseline.text("window").flatMap(Lifetime.init), model: baseline.text("model"))
    }
}

extension LineageRule {
    init(_ rule: Node) {
        self.init(
            demand: EvidenceDemand(rule), require: rule.texts("require").compactMap(Field.init),
            builders: rule.texts("builders").map(Glob.init),
            allowsUnsignedRecords: rule.text("unsignedRecords") == "Allow")
    }
}

extension ModelSignatureRule {
    init(_ rule: Node) { self.init(demand: EvidenceDemand(rule)) }
}

extension Node {
    func text(_ key: String) -> String? { self[key]?.string }
    func texts(_ key: String) -> [String] { self[key]?.elements.compactMap(\.string) ?? [] }
    func textOrTexts(_ key: String) -> [String] { text(key).map { [$0] } ?? texts(key) }
}
