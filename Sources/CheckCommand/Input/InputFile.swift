/// One file of the input, read.
package struct InputFile: Sendable {
    /// As it was named on the command line, or below a directory that was; `-` is standard input.
    package var name: String
    /// Its name below the path that was given: the same for the old and the new tree of `--against`.
    package var relativeName: String
    package var bytes: [UInt8]

    package init(name: String, relativeName: String? = nil, bytes: [UInt8]) {
        self.name = name
        self.relativeName = relativeName ?? name
        self.bytes = bytes
    }

    package static let standardInput = "-"
}

/// Which files of a directory are manifests.
package enum ManifestName {
    /// `*.yaml`, `*.yml` and `*.json`, in any case.
    package static func matches(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }
}

extension [InputFile] {
    /// Each file once, though paths may overlap.
    var unique: [InputFile] {
        var seen: Set<String> = []
        return filter { seen.insert($0.name).inserted }
    }
}
