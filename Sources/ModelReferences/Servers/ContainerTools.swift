/// A container that a command starts itself: `docker run vllm/vllm-openai --model org/name`.
enum ContainerTools {
    static func isTool(_ program: String) -> Bool { tools.contains(program) }

    /// The image with the arguments that it gets, and the variables that are set for it; nil where nothing is run.
    static func read(_ line: CommandLine) -> CommandLine? {
        guard line.arguments.first?.text == "run" else { return nil }
        var rest = line.arguments.dropFirst()
        var inner = line
        while let word = rest.popFirst() {
            guard Flag.looksLikeFlag(word.text), let flag = Flag(word.text) else {
                inner.words = [word] + rest
                return inner
            }
            let name = String(flag.name)
            guard let value = flag.attached(to: word) ?? (takesValue(name) ? rest.popFirst() : nil) else { continue }
            if name == "-e" || name == "--env" { set(value, in: &inner) }
            if name == "--entrypoint" { return nil }
        }
        return nil
    }

    private static func set(_ assignment: Word, in line: inout CommandLine) {
        guard let equals = assignment.text.firstIndex(of: "=") else { return }
        let value = String(assignment.text[assignment.text.index(after: equals)...])
        line.environment[String(assignment.text[..<equals])] = assignment.with(text: value)
    }

    /// `-p 80:80`, and `-p80:80` as one word.
    private static func takesValue(_ flag: String) -> Bool { !switches.contains(flag) && !isBundle(flag) }

    private static func isBundle(_ flag: String) -> Bool {
        !flag.hasPrefix("--") && flag.dropFirst().allSatisfy { "ditPq".contains($0) }
    }

    private static let tools: Set<String> = ["docker", "podman", "nerdctl"]
    /// Long flags of `docker run` without a value.
    private static let switches: Set<String> = [
        "--detach", "--interactive", "--tty", "--rm", "--privileged", "--init", "--publish-all", "--read-only",
        "--oom-kill-disable", "--no-healthcheck", "--quiet", "--sig-proxy", "--replace",
    ]
}
