import KubernetesModel

/// One Kubernetes object of the input.
package struct Manifest: Sendable {
    /// Its root: paths begin here, positions are those of the file.
    package var object: Node
    package var identity: ObjectIdentity
    package var file: String
    package var relativeName: String
}

/// What one file holds.
package struct ManifestFile: Sendable {
    package var manifests: [Manifest] = []
    package var problems: [InputProblem] = []
    package var skipped: [SkippedDocument] = []
}

/// Takes a file apart into Kubernetes objects.
package enum ManifestReader {
    /// A bundle of ten thousand objects is one file; what bounds a single document stays.
    private static let limits = ParseLimits(bytes: 512 << 20, nodes: 10_000_000)

    package static func read(_ file: InputFile) -> ManifestFile {
        var result = ManifestFile()
        for parsed in parse(file) {
            switch parsed {
            case .success(let document): add(document, of: file, to: &result)
            case .failure(let error):
                let isTemplate = file.bytes.holdsTemplate
                result.problems.append(
                    InputProblem(
                        file: file.name, position: error.position,
                        message: isTemplate ? "\(error.message); \(renderFirst)" : error.message))
                // The rest of a template fails for the same reason; one remedy is enough.
                if isTemplate { return result }
            }
        }
        return result
    }

    private static func parse(_ file: InputFile) -> [Result<Document, ParseError>] {
        guard file.name.lowercased().hasSuffix(".json") else {
            return YAMLParser.parseStream(file.bytes, limits: limits)
        }
        do throws(ParseError) {
            return [.success(try JSONParser.parse(file.bytes, limits: limits))]
        } catch {
            return [.failure(error)]
        }
    }

    private static func add(_ document: Document, of file: InputFile, to result: inout ManifestFile) {
        let root = document.root
        guard root["apiVersion"] != nil || root["kind"] != nil else {
            result.skipped.append(SkippedDocument(file: file.name, position: root.position, reason: notAnObject))
            return
        }
        for object in ObjectStream.objects(in: document, fillsTemplates: true) {
            switch object {
            case .success(let object) where object.identity.isReview:
                let position = object.node.position
                result.skipped.append(SkippedDocument(file: file.name, position: position, reason: isReview))
            case .success(let object):
                result.manifests.append(
                    Manifest(
                        object: object.node, identity: object.identity, file: file.name,
                        relativeName: file.relativeName))
            case .failure(let error):
                result.problems.append(
                    InputProblem(file: file.name, position: error.position, message: error.message))
            }
        }
    }
}

extension ObjectIdentity {
    fileprivate var isReview: Bool { gvk.group == "admission.k8s.io" && gvk.kind == "AdmissionReview" }
}

extension [UInt8] {
    /// Whether the text has `{{`, as the templates of a Helm chart have.
    fileprivate var holdsTemplate: Bool {
        var last: UInt8 = 0
        for byte in self {
            if byte == UInt8(ascii: "{"), last == byte { return true }
            last = byte
        }
        return false
    }
}

private let notAnObject = "no Kubernetes object: it has neither apiVersion nor kind"
private let isReview = "no manifest: an AdmissionReview is what the webhook is asked"
private let renderFirst =
    "it holds {{ and looks like a template, which is no YAML yet: render it with helm template … | pedigree check -"
