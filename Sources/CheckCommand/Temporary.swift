import KubernetesModel

enum ObjectStream {
    enum Item { case object(Node, ObjectIdentity), other(Node), broken(Node, String) }
    static func items(in root: Node) -> [Item] {
        if let identity = ObjectIdentity(root) {
            if identity.gvk.kind.hasSuffix("List"), let items = root["items"], items.isArray {
                return items.elements.flatMap { Self.items(in: $0.asRoot()) }
            }
            return [.object(root, identity)]
        }
        if root["kind"] == nil && root["apiVersion"] == nil { return [.other(root)] }
        return [.broken(root, "no apiVersion or kind")]
    }
}
