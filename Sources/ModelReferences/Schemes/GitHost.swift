import KubernetesModel

/// Web addresses that contain a Git revision, on the hosts that serve them so.
enum GitHost {
    /// nil where the address is not of a form that one of these hosts has.
    static func classify(_ address: WebAddress) -> Classification? {
        guard let (revision, mend) = revision(in: address) else { return nil }
        let pinning = HubRevision.pinning(revision)
        guard case .pinned = pinning else { return Classification(pinning, suggestion: mend) }
        // The commit decides what is served; nothing in the query or fragment does.
        return Classification(pinning)
    }

    static func revision(in address: WebAddress) -> (revision: String, mend: String)? {
        let parts = address.segments
        switch address.host {
        case "huggingface.co", "www.huggingface.co", "hf.co", "hf-mirror.com":
            return hub(parts, marks: ["resolve", "raw", "blob"])
        case "modelscope.cn", "www.modelscope.cn", "modelscope.ai", "www.modelscope.ai":
            guard parts.first == "models" else { return nil }
            return hub(parts.dropFirst(), marks: ["resolve"])
        case "raw.githubusercontent.com": return at(2, in: parts, least: 4)
        case "media.githubusercontent.com": return parts.first == "media" ? at(3, in: parts, least: 5) : nil
        case "codeload.github.com":
            guard parts.count == 4, ["zip", "tar.gz", "legacy.zip", "legacy.tar.gz"].contains(parts[2]) else {
                return parts.count > 2 ? (parts.dropFirst(3).joined(separator: "/"), useCommit) : nil
            }
            return (String(parts[3]), useCommit)
        case "github.com", "www.github.com": return gitHub(parts)
        case "gitlab.com": return gitLab(parts)
        default: return nil
        }
    }

    /// `/ORG/NAME/resolve/REVISION/FILE`; datasets and spaces have one more part in front.
    private static func hub(
        _ parts: some BidirectionalCollection<Substring>, marks: [Substring]
    ) -> (revision: String, mend: String)? {
        let parts = Array(parts)
        guard let mark = (1...3).first(where: { $0 < parts.count && marks.contains(parts[$0]) }) else {
            return parts.isEmpty ? nil : ("", useCommit)
        }
        // Branches can contain slashes, escaped; a file must follow.
        guard parts.count > mark + 2 else { return ("", useCommit) }
        return (String(parts[mark + 1]), useCommit)
    }

    /// `/OWNER/REPOSITORY/(archive|raw|blob)/REVISION…`; releases are judged by their version.
    private static func gitHub(_ parts: [Substring]) -> (revision: String, mend: String)? {
        guard parts.count >= 4 else { return nil }
        switch parts[2] {
        case "raw", "blob", "tree", "zipball", "tarball": return (String(parts[3]), useCommit)
        case "archive":
            let name = parts.dropFirst(3).joined(separator: "/")
            return (archived(name), useCommit)
        case "releases": return parts[3] == "latest" ? ("latest", useRelease) : nil
        default: return nil
        }
    }

    /// `/GROUP/…/PROJECT/-/(raw|archive|blob)/REVISION/…`.
    private static func gitLab(_ parts: [Substring]) -> (revision: String, mend: String)? {
        guard let dash = parts.firstIndex(of: "-"), parts.count > dash + 2 else { return nil }
        guard ["raw", "archive", "blob"].contains(parts[dash + 1]) else { return nil }
        return (String(parts[dash + 2]), useCommit)
    }

    private static func at(_ index: Int, in parts: [Substring], least: Int) -> (revision: String, mend: String)? {
        guard parts.count >= least, index < parts.count else { return nil }
        return (String(parts[index]), useCommit)
    }

    private static func archived(_ name: String) -> String {
        for end in [".zip", ".tar.gz", ".tgz", ".tar"] where name.hasSuffix(end) {
            return String(name.dropLast(end.count))
        }
        return name
    }
}

// MARK: - What the user reads

private let useCommit = "put the 40-hex commit where the address names the branch or tag"
private let useRelease = "name the release: …/releases/download/v1.0.0/FILE"
