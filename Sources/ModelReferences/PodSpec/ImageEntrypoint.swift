/// Downloaders with an image of their own, which runs nothing else: `amazon/aws-cli`, `rclone/rclone`, `alpine/git`.
enum ImageEntrypoint {
    static func program(of image: String) -> String? {
        // Longer than any registry takes.
        guard image.utf8.count <= 4096 else { return nil }
        let name = LocalPath.name(ImageName.repository(image))
        if name == "aws-cli" || name == "awscli" { return "aws" }
        return programs.contains(name) ? name : nil
    }

    /// Programs whose images bear their name and have them for an entrypoint.
    private static let programs: Set<String> = [
        "s5cmd", "rclone", "mc", "curl", "git", "oras", "azcopy", "aria2c", "dvc", "skopeo", "crane", "downloader",
        "inference-checkpoint",
    ]
}
