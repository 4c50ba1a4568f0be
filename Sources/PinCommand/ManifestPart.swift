import KubernetesModel
import ModelReferences

/// A part of a file that stands for itself: one document of YAML, or a whole file of JSON. It is read anew after each
/// edit, so that what is said of it is always said of its text.
struct ManifestPart: Sendable {
    var document: SourceDocument
    /// The objects in it, in their order.
    var objects: [Object]
    /// What of it is no object that could be pinned.
    var notes: [Problem] = []

    struct Object: Sendable {
        /// Its root; paths begin here.
        var node: Node
        var identity: ObjectIdentity
        /// Where it stands in the part, as `TreeDifference` counts paths.
        var place: FieldPath
        var references: [ModelReference]
        /// The images that its containers run.
        var images: [ContainerImage]
    }

    /// Why a part cannot be read.
    struct Problem: Error, Sendable {
        var message: String
        var position: SourcePosition
    }

    /// - Parameter old: the part before an edit; what is said of its objects holds for those that are as they were.
    init(
        _ bytes: [UInt8], isJSON: Bool, context: FinderContext, after old: ManifestPart? = nil
    ) throws(Problem) {
        do throws(ParseError) {
            document = try SourceDocument(bytes, asJSON: isJSON, limits: Self.limits)
        } catch {
            throw Problem(message: error.message, position: error.position)
        }
        objects = []
        for (index, root) in document.roots.enumerated() {
            guard root["apiVersion"] != nil || root["kind"] != nil else {
                notes.append(Problem(message: noObject, position: root.position))
                continue
            }
            for found in ObjectStream.objects(in: root.document) {
                let object: ManifestObject
                do throws(ParseError) {
                    object = try found.get()
                } catch {
                    throw Problem(message: error.message, position: error.position)
                }
                guard object.identity.gvk.group != "admission.k8s.io" else { continue }
                if object.identity.isKustomization {
                    notes.append(Problem(message: kustomization, position: object.node.position))
                }
                let before = old.flatMap { $0.objects.count > objects.count ? $0.objects[objects.count] : nil }
                if var same = before, same.node == object.node, same.identity == object.identity {
                    same.node = object.node
                    objects.append(same)
                } else {
                    objects.append(try Self.read(object, index, context))
                }
            }
        }
    }

    private static func read(
        _ object: ManifestObject, _ index: Int, _ context: FinderContext
    ) throws(Problem) -> Object {
        do throws(ReferenceFinder.UnknownVersion) {
            let workload = try ReferenceFinder.find(in: object.node, context: context)
            return Object(
                node: object.node, identity: object.identity, place: FieldPath().appending(index: index),
                references: workload.references, images: workload.images)
        } catch {
            throw Problem(message: unknownVersion(error), position: object.node.position)
        }
    }

    /// A file of ten thousand objects is taken apart first; what bounds one document stays.
    static let limits = ParseLimits(bytes: 512 << 20, nodes: 10_000_000)
}

extension SourceDocument {
    /// The path of a value as `TreeDifference` counts it: from the list of documents.
    func place(of node: Node) -> FieldPath? {
        // The documents of one text have tapes of their own, so that a value's own root says which it is.
        for (index, root) in roots.enumerated() where root.document.sharesStorage(with: node.document) {
            let path = root.document.node(at: node.index).path.description
            let front = FieldPath().appending(index: index).description
            return FieldPath(path.isEmpty || path.hasPrefix("[") ? front + path : "\(front).\(path)")
        }
        return nil
    }
}

extension ObjectIdentity {
    fileprivate var isKustomization: Bool { gvk.group == "kustomize.config.k8s.io" }
}

// What the user reads.

private let noObject =
    "no Kubernetes object (it has neither apiVersion nor kind), passed over: values of a chart do not say who reads them"
private let kustomization =
    "kustomize may still change images and fields when it builds: see what `kustomize build … | pedigree check -` says"

private func unknownVersion(_ error: ReferenceFinder.UnknownVersion) -> String {
    "nobody here knows the fields of \(error.gvk.kind) in \(error.gvk.version) (known: "
        + "\(error.known.joined(separator: ", "))), so that it cannot be judged"
}
