import KubernetesModel

extension Scheme {
    /// Models of Vertex AI's registry.
    static let vertex = Scheme(
        name: "vertex", forms: ["projects/PROJECT/locations/LOCATION/models/ID@NUMBER"],
        summary: "Vertex AI models: versioned by a number behind `@`; an alias, or none, moves.",
        best: "versioned", prefixes: [], classify: classifyVertex)

    /// Model packages of SageMaker's registry.
    static let sagemaker = Scheme(
        name: "sagemaker", forms: ["arn:aws:sagemaker:REGION:ACCOUNT:model-package/NAME/NUMBER"],
        summary: "SageMaker model packages: versioned by the number at the end; groups and models move.",
        best: "versioned", prefixes: [], classify: classifySageMaker)

    /// Models of Azure's machine learning workspaces and registries.
    static let azureML = Scheme(
        name: "azureml", forms: ["azureml:NAME:VERSION", "azureml://registries/REGISTRY/models/NAME/versions/VERSION"],
        summary: "Azure ML models: versioned by their version; labels such as `latest`, or none, move.",
        best: "versioned", prefixes: ["azureml"], classify: classifyAzureML)
}

/// `azureml:NAME:VERSION`, `azureml:NAME@LABEL` and the long forms (sdk/ml/azure-ai-ml/azure/ai/ml/constants/_common.py of
/// Azure/azure-sdk-for-python: AZUREML_REGEX_FORMAT, REGISTRY_VERSION_PATTERN).
private func classifyAzureML(_ reference: RawReference) -> Classification {
    let rest = Scan.drop("azureml:".utf8.count, from: reference.value[...])
    guard rest.begins(with: "/") else {
        if let (name, version) = Scan.cutLast(rest, at: ":"), !name.isEmpty, !Scan.has(name, "@") {
            return azureModel(name, version)
        }
        let name = Scan.cut(rest, at: "@")?.before ?? rest
        return Classification(.mutable(azureLabel), suggestion: nameAzureVersion(name))
    }
    let parts = Scan.parts(rest, by: "/")
    guard let models = parts.lastIndex(of: "models"), models + 1 < parts.count, !parts[models + 1].isEmpty else {
        return Classification(.mutable(badAzure))
    }
    let name = parts[models + 1]
    guard models + 4 == parts.count, parts[models + 2] == "versions" else {
        return Classification(.mutable(azureLabel), suggestion: nameAzureVersion(name))
    }
    return azureModel(name, parts[models + 3])
}

/// A version is any name but that of a label; it cannot be registered again.
private func azureModel(_ name: Substring, _ version: Substring) -> Classification {
    guard VersionSegment.names(version) else {
        return Classification(.mutable(azureLabel), suggestion: nameAzureVersion(name))
    }
    return Classification(.versioned(azureVersion(version)))
}

/// A number or an alias behind one `@` (google/cloud/aiplatform/models.py of googleapis/python-aiplatform,
/// `_parse_versioned_name`); without it the default version.
private func classifyVertex(_ reference: RawReference) -> Classification {
    let parts = Scan.parts(reference.value[...], by: "/")
    guard let models = parts.lastIndex(of: "models"), models + 2 == parts.count, !parts.contains("") else {
        return Classification(.mutable(badVertex))
    }
    let (id, version) = Scan.cut(parts[models + 1], at: "@") ?? (parts[models + 1], "")
    guard parts.first == "projects" else { return Classification(.mutable(gardenModel)) }
    guard parts.count == 6, !id.isEmpty else { return Classification(.mutable(badVertex)) }
    let mend = "\(parts[...models].joined(separator: "/"))/\(id)@3"
    guard !version.isEmpty else { return Classification(.mutable(defaultVersion), suggestion: name(mend)) }
    guard Scan.isDigits(version) else { return Classification(.mutable(vertexAlias(version)), suggestion: name(mend)) }
    return Classification(.versioned(vertexVersion(version)))
}

/// `arn:PARTITION:sagemaker:REGION:ACCOUNT:model-package/NAME/NUMBER` (sagemaker-core/src/sagemaker/core/common_utils.py
/// of aws/sagemaker-python-sdk).
private func classifySageMaker(_ reference: RawReference) -> Classification {
    let fields = reference.value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn", fields[2] == "sagemaker" else {
        return Classification(.mutable(badARN))
    }
    let parts = Scan.parts(fields[5], by: "/")
    let mend = name("\(fields[..<5].joined(separator: ":")):model-package/NAME/3")
    switch parts.first {
    case "model-package" where parts.count == 3 && Scan.isDigits(parts[2]):
        return Classification(.versioned(packageVersion(parts[2])))
    case "hub-content" where parts.count == 5 && VersionSegment.names(parts[4]):
        return Classification(.versioned(packageVersion(parts[4])))
    case "model-package-group": return Classification(.mutable(group), suggestion: mend)
    case "model-package", "hub-content": return Classification(.mutable(noPackageVersion), suggestion: mend)
    case "model": return Classification(.mutable(model), suggestion: mend)
    default: return Classification(.mutable(badARN), suggestion: mend)
    }
}

// MARK: - What the user reads

private let badVertex = "invalid: it is not of the form projects/PROJECT/locations/LOCATION/models/ID@NUMBER"
private let gardenModel = "a publisher's model, whose default version moves"
private let defaultVersion = "without a version: Vertex AI takes the default one, which moves"
private func vertexAlias(_ alias: Substring) -> String { "at the alias `\(clip(alias))`, which can move" }
private func vertexVersion(_ number: Substring) -> String { "version \(clip(number)) of a Vertex AI model" }
private func name(_ form: String) -> String { "name one version, e.g. \(clip(form))" }
private let badARN = "invalid: it is no model package of SageMaker"
private let group = "a group of model packages, which names no version"
private let noPackageVersion = "a model package without a version"
private let model = "a SageMaker model, which can be deleted and made again under the same name"
private func packageVersion(_ version: Substring) -> String { "version \(clip(version)) of a SageMaker model package" }
private let badAzure = "invalid: it is not of the form azureml:NAME:VERSION"
private let azureLabel = "an Azure ML model without a version, or at a label, which moves"
private func azureVersion(_ version: Substring) -> String { "version \(clip(version)) of an Azure ML model" }
private func nameAzureVersion(_ name: Substring) -> String { "name one version, e.g. azureml:\(clip(name)):3" }
