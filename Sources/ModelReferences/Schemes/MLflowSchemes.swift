import KubernetesModel

extension Scheme {
    /// Models of an MLflow registry: a version number names one version, a stage or alias moves.
    static let mlflowModel = Scheme(
        name: "models",
        forms: ["models:/NAME/VERSION", "models:/m-MODELID", "models:/NAME/STAGE", "models:/NAME@ALIAS"],
        summary: "MLflow models: versioned by a number or a logged model's id; stages, aliases and `latest` move.",
        best: "versioned", prefixes: ["models"], classify: MLflowURI.classify)

    /// Artifacts of one MLflow run.
    static let mlflowRun = Scheme(
        name: "runs", forms: ["runs:/RUN_ID/PATH"],
        summary: "MLflow runs: versioned by the run's id of 32 hexadecimal digits.",
        best: "versioned", prefixes: ["runs"], classify: MLflowURI.classifyRun)
}

/// MLflow's model and run URIs (`store/artifact/utils/models.py` and `runs_artifact_repo.py`, MLflow 3).
enum MLflowURI {
    static func classify(_ reference: RawReference) -> Classification {
        switch read(Substring(reference.value)) {
        case .version(let number): return Classification(.versioned(version(number)))
        case .loggedModel: return Classification(.versioned(logged))
        case .stage(let name, let stage):
            let reason = isForeignNumber(stage) ? foreignDigits : isLatest(stage) ? latest : movingStage
            return Classification(.mutable(reason), suggestion: nameOneVersion(name))
        case .alias(let name): return Classification(.mutable(alias), suggestion: nameOneVersion(name))
        case .bareName(let name):
            return Classification(.mutable(noVersion), suggestion: nameOneVersion(name))
        case .slashTooMany(let name, let version):
            return Classification(.mutable(slashTooMany(name)), suggestion: writeOneSlash(name, version))
        case .invalid(let reason): return Classification(.mutable("invalid: \(reason)"))
        }
    }

    /// A registry URI given to a tool that does not speak to MLflow.
    static func unread(_ reference: RawReference, _ tool: Tool) -> Classification {
        switch read(Substring(reference.value)) {
        case .stage(let name, _), .alias(let name):
            return Classification(classify(reference).pinning, suggestion: artifact(name))
        case .version, .loggedModel, .bareName, .slashTooMany, .invalid:
            return Classification(.mutable(notRead(tool.name)), suggestion: artifact("MODEL"))
        }
    }

    static func classifyRun(_ reference: RawReference) -> Classification {
        guard let path = path(of: Substring(reference.value), afterScheme: "runs:"),
            let (id, below) = Scan.cut(path, at: "/")
        else { return Classification(.mutable(badRun)) }
        guard Scan.isLowerHex(id, count: 32) else { return Classification(.mutable(badRun)) }
        guard !below.isEmpty, !Scan.parts(below, by: "/").contains("..") else {
            return Classification(.mutable(badRun))
        }
        return Classification(.versioned(run))
    }

    private enum Reading {
        case version(Substring)
        case loggedModel
        case stage(name: Substring, stage: Substring)
        case alias(name: Substring)
        case bareName(Substring)
        /// `models://NAME/VERSION`, where NAME is taken for a registry.
        case slashTooMany(name: Substring, version: Substring)
        case invalid(String)
    }

    private static func read(_ value: Substring) -> Reading {
        guard let path = path(of: value, afterScheme: "models:") else { return .invalid(badForm) }
        guard Scan.firstMark(in: path, of: "?%\\") == nil else { return .invalid(badCharacter) }
        let parts = Scan.parts(path, by: "/")
        guard let first = parts.first, !parts.contains(""), !parts.contains("."), !parts.contains("..") else {
            return .invalid(emptyPart)
        }
        // An alias is looked for only where there is no suffix; with a path below it, `name@alias` stays in front.
        if let (name, alias) = Scan.cutLast(first, at: "@"), parts.count != 2 || !Scan.isDigits(parts[1]) {
            return name.isEmpty || alias.isEmpty ? .invalid(badForm) : .alias(name: name)
        }
        guard parts.count > 1 else {
            if let name = authority(of: value), !isLoggedModel(first) {
                return .slashTooMany(name: name, version: first)
            }
            return isLoggedModel(first) ? .loggedModel : .bareName(first)
        }
        // Not digits means a stage, whatever it is called: forks have stages of their own.
        return Scan.isDigits(parts[1]) ? .version(parts[1]) : .stage(name: first, stage: parts[1])
    }

    private static func isLoggedModel(_ part: Substring) -> Bool {
        part.begins(with: "m-") && Scan.isLowerHex(Scan.drop(2, from: part), count: 32)
    }

    /// The profile in `models://PROFILE/…`, unless it is Databricks' own form.
    private static func authority(of value: Substring) -> Substring? {
        guard value.begins(with: "models://"), let (name, _) = Scan.cut(Scan.drop(9, from: value), at: "/"),
            name != "databricks", !Scan.has(name, "@"), !Scan.has(name, ":")
        else { return nil }
        return name
    }

    /// The path below the authority; the `@` of `models://scope:prefix@databricks/…` belongs to the authority.
    private static func path(of value: Substring, afterScheme scheme: StaticString) -> Substring? {
        guard value.begins(with: scheme) else { return nil }
        let rest = Scan.drop(scheme.utf8CodeUnitCount, from: value)
        guard rest.begins(with: "/") else { return nil }
        guard rest.begins(with: "//") else { return Scan.drop(1, from: rest) }
        guard let (authority, path) = Scan.cut(Scan.drop(2, from: rest), at: "/"), !authority.isEmpty else {
            return nil
        }
        return path
    }

    private static func isLatest(_ stage: Substring) -> Bool { Scan.equalIgnoringCase(stage, "latest") }

    /// Digits of another script, which Python's `isdigit()` takes for a version.
    private static func isForeignNumber(_ stage: Substring) -> Bool {
        stage.unicodeScalars.allSatisfy { $0.properties.numericType != nil }
    }
}

// MARK: - What the user reads

private func version(_ number: Substring) -> String {
    "version \(clip(number)) of an MLflow model, whose artifacts could still be replaced"
}
private let logged = "one logged model of MLflow, whose artifacts could still be replaced"
private let run = "an artifact of one MLflow run, which could still be logged again"
private let movingStage = "an MLflow stage, which can move"
private let latest = "the latest version of an MLflow model, which moves with every registration"
private let alias = "an MLflow alias, which can move"
private let noVersion = "an MLflow model without a version"
private func slashTooMany(_ name: Substring) -> String {
    "invalid: behind two slashes `\(clip(name))` is the name of a registry, and no version is left"
}
private func writeOneSlash(_ name: Substring, _ version: Substring) -> String {
    Scan.isDigits(version) ? "write models:/\(clip(name))/\(clip(version))" : nameOneVersion(name)
}
private let foreignDigits = "an MLflow stage: its number is not written in ASCII digits"
private let badForm = "it is not of the form models:/NAME/VERSION"
private let badCharacter = "MLflow model URIs have no query and no escapes"
private let emptyPart = "it has an empty part or a `..` in its path"
private let badRun = "invalid: it is not of the form runs:/RUN_ID/PATH with a run id of 32 hexadecimal digits"
private func nameOneVersion(_ name: Substring) -> String { "name one version, e.g. models:/\(clip(name))/47" }
private func artifact(_ name: Substring) -> String {
    "serve the artifact URI of one version, e.g. s3://BUCKET/\(clip(name))/v47/"
}
private func notRead(_ tool: String) -> String { "invalid: \(tool) does not read MLflow's models:/ URIs" }
