import Attestation
import PolicyEngine

extension DVCLock.Stage {
    /// What the stage says of where its outputs come from: recorded by DVC, signed by nobody.
    func record(source: String, place: String) -> UnsignedRecord {
        UnsignedRecord(
            source: source, place: "\(place) (\(name))", format: .dvcLock, subjects: outputs.map(\.descriptor),
            dependencies: dependencies.map { $0.descriptor(named: "dataset:\($0.path)") },
            fields: parameters.isEmpty ? [] : ["parameters"])
    }
}

extension DVCLock.File {
    var descriptor: ResourceDescriptor { descriptor(named: path) }

    /// DVC's hash is weak (MD5), and says so by its name; what it may be used for is a policy's to say.
    package func descriptor(named name: String) -> ResourceDescriptor {
        ResourceDescriptor(
            name: name, digests: [algorithm: hash], annotations: ["kind": "dvc", "version": "\(algorithm):\(hash)"])
    }
}
