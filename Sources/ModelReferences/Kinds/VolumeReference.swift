import KubernetesModel

/// What a volume holds, as a reference.
enum VolumeReference {
    /// The reference for a volume that holds a model, and who reads it; nil for volumes that begin empty.
    static func value(of volume: Node, subPath: String? = nil) -> (value: String, consumer: Consumer)? {
        let tail = subPath.map { "/\($0)" } ?? ""
        if let claim = volume[path: "persistentVolumeClaim", "claimName"]?.nonEmptyString {
            return ("pvc://\(claim)\(tail)", .kserve)
        }
        if let image = volume[path: "image", "reference"]?.nonEmptyString { return (image, .image) }
        if let path = volume[path: "hostPath", "path"]?.nonEmptyString { return ("file://\(path)\(tail)", .any) }
        if let server = volume[path: "nfs", "server"]?.nonEmptyString {
            return ("nfs://\(server)\(volume[path: "nfs", "path"]?.string ?? "")\(tail)", .any)
        }
        return nil
    }
}
