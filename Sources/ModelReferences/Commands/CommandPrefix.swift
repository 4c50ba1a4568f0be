/// A program that runs the command in its arguments: `exec`, `env`, `timeout 30`, `tini --`.
struct CommandPrefix: Sendable {
    var names: [String]
    /// Options that take the next word as their value.
    var valueFlags: Set<String> = []
    /// Words of its own before the command: the seconds of `timeout`.
    var operands = 0
    /// Words that must follow it: `uv run`.
    var subcommands: [String] = []
    /// Whether `NAME=value` words may stand before the command.
    var takesAssignments = false
    /// Whether what follows is a Python script, or `-m MODULE`.
    var runsPython = false
    /// Whether the command is what follows `--`, whatever stands before: `kubectl exec POD -c NAME -- COMMAND`.
    var followsDashes = false
    /// The option that names the program, which gets what follows `--` (Tekton's entrypoint).
    var programFlag: String?
    /// Words that may end it and are not part of the command: the keys of `tmux send-keys COMMAND Enter`.
    var endings: Set<String> = []

    /// The words of the inner command; nil where this is no such prefix, or nothing follows it.
    func strip(_ words: ArraySlice<Word>) -> (command: ArraySlice<Word>, assignments: [Word])? {
        if followsDashes { return behindDashes(words) }
        if let programFlag { return started(by: programFlag, words) }
        var words = words
        while let last = words.last, endings.contains(last.text) { words.removeLast() }
        var rest = words.dropFirst()
        for subcommand in subcommands {
            guard rest.first?.text == subcommand else { return nil }
            rest = rest.dropFirst()
        }
        var assignments: [Word] = []
        var awaited = operands
        while let word = rest.first {
            if word.text == "--" {
                rest = rest.dropFirst()
                // `tini -- command`, and `timeout -- 30 command`.
                if awaited == 0 { break }
                continue
            }
            if runsPython, word.text == "-m" || word.text == "--module" { break }
            if Flag.looksLikeFlag(word.text) {
                rest = rest.dropFirst()
                let takesNext = valueFlags.contains(word.text)
                if takesNext { rest = rest.dropFirst() }
                continue
            }
            if takesAssignments, Self.isAssignment(word.text) {
                assignments.append(word)
            } else if awaited > 0 {
                awaited -= 1
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        return rest.isEmpty ? nil : (rest, assignments)
    }

    private func behindDashes(_ words: ArraySlice<Word>) -> (command: ArraySlice<Word>, assignments: [Word])? {
        guard let dashes = words.firstIndex(where: { $0.text == "--" }), words[..<dashes].contains(where: isSubcommand)
        else { return nil }
        let command = words[(dashes + 1)...]
        return command.isEmpty ? nil : (command, [])
    }

    private func started(
        by flag: String, _ words: ArraySlice<Word>
    ) -> (command: ArraySlice<Word>, assignments: [Word])? {
        let dashes = words.firstIndex { $0.text == "--" } ?? words.endIndex
        guard let place = words[..<dashes].firstIndex(where: { $0.text == flag }), place + 1 < dashes else {
            return nil
        }
        return (words[(place + 1)...(place + 1)] + words[dashes...].dropFirst(), [])
    }

    private func isSubcommand(_ word: Word) -> Bool { subcommands.contains(word.text) }

    static func isAssignment(_ text: String) -> Bool {
        guard let first = text.utf8.first, Byte.isNameStart(first),
            let equals = text.utf8.firstIndex(of: Byte.equals)
        else { return false }
        return text.utf8[..<equals].allSatisfy(Byte.isName)
    }

    /// The command behind all prefixes.
    ///
    /// INVARIANT: each is looked for in the words that are left, and nobody stacks more.
    static func innermost(_ words: [Word]) -> [Word] {
        var words = words[...]
        for _ in 0..<8 {
            guard let first = words.first, let prefixes = byName[CommandLine.fileName(first.text)],
                let inner = prefixes.lazy.compactMap({ $0.strip(words)?.command }).first
            else { break }
            words = inner
        }
        return Array(words)
    }

    static let byName: [String: [CommandPrefix]] = {
        var table: [String: [CommandPrefix]] = [:]
        for prefix in all {
            for name in prefix.names { table[name, default: []].append(prefix) }
        }
        return table
    }()

    static let all: [CommandPrefix] = others + terminals + controllers

    /// What the controllers of workflows put in front of a step's own command (argoproj/argo-workflows
    /// cmd/argoexec/commands/emissary.go, tektoncd/pipeline cmd/entrypoint).
    private static let controllers = [
        CommandPrefix(names: ["argoexec"], subcommands: ["emissary"], followsDashes: true),
        CommandPrefix(names: ["entrypoint"], programFlag: "-entrypoint"),
    ]

    /// What runs a command elsewhere: in another container, in a window of its own.
    private static let terminals: [CommandPrefix] =
        [
            CommandPrefix(names: ["kubectl", "oc"], subcommands: ["exec", "rsh"], followsDashes: true),
            CommandPrefix(
                names: ["docker", "podman", "nerdctl"],
                valueFlags: ["-e", "--env", "--env-file", "-u", "--user", "-w", "--workdir", "--detach-keys"],
                operands: 1, subcommands: ["exec"]),
            CommandPrefix(names: ["screen"], valueFlags: ["-S", "-dmS", "-t", "-c", "-p", "-h", "-s", "-T", "-e"]),
        ]
        + ["new-session", "new", "new-window", "neww", "split-window", "splitw", "send-keys", "send"].map {
            CommandPrefix(
                names: ["tmux"], valueFlags: ["-s", "-n", "-c", "-t", "-x", "-y", "-e", "-F"], subcommands: [$0],
                endings: ["Enter", "ENTER", "C-m", "^M"])
        }

    private static let others: [CommandPrefix] = [
        CommandPrefix(names: ["exec"], valueFlags: ["-a"]),
        CommandPrefix(names: ["command", "builtin", "nohup", "setsid", "busybox", "toybox", "unbuffer", "catchsegv"]),
        CommandPrefix(names: ["env"], valueFlags: ["-u", "--unset", "-C", "--chdir"], takesAssignments: true),
        CommandPrefix(
            names: ["sudo", "doas"],
            valueFlags: ["-u", "--user", "-g", "--group", "-C", "-h", "-p", "-r", "-t", "-D", "-R", "-T"],
            takesAssignments: true),
        CommandPrefix(names: ["gosu", "su-exec", "chroot", "setuidgid", "chpst"], operands: 1),
        CommandPrefix(
            names: ["flock"], valueFlags: ["-w", "--wait", "--timeout", "-E", "--conflict-exit-code"], operands: 1),
        CommandPrefix(names: ["setpriv", "prlimit", "unshare", "nsenter", "firejail"]),
        CommandPrefix(names: ["time"], valueFlags: ["-f", "--format", "-o", "--output"]),
        CommandPrefix(
            names: ["timeout", "gtimeout"], valueFlags: ["-s", "--signal", "-k", "--kill-after"], operands: 1),
        CommandPrefix(names: ["nice"], valueFlags: ["-n", "--adjustment"]),
        CommandPrefix(names: ["ionice"], valueFlags: ["-c", "--class", "-n", "--classdata"]),
        CommandPrefix(names: ["chrt", "taskset"], operands: 1),
        CommandPrefix(
            names: ["numactl"],
            valueFlags: [
                "-i", "-m", "-N", "-C", "-p", "-l", "--interleave", "--membind", "--cpunodebind", "--physcpubind",
                "--preferred",
            ]),
        CommandPrefix(names: ["stdbuf"], valueFlags: ["-i", "--input", "-o", "--output", "-e", "--error"]),
        CommandPrefix(
            names: ["xvfb-run"],
            valueFlags: ["-e", "--error-file", "-f", "--auth-file", "-n", "--server-num", "-s", "--server-args", "-w"]),
        CommandPrefix(names: ["tini", "tini-static", "docker-init"], valueFlags: ["-p", "-e"]),
        CommandPrefix(
            names: ["dumb-init", "catatonit", "s6-setuidgid", "with-contenv"], valueFlags: ["-r", "--rewrite"]),
        CommandPrefix(names: ["strace", "ltrace"], valueFlags: ["-e", "-o", "-p", "-s"]),
        CommandPrefix(names: ["gdb", "valgrind"], valueFlags: ["-ex"]),
        CommandPrefix(names: ["nsys"], valueFlags: ["-o", "-t", "--trace", "--output"], subcommands: ["profile"]),
        CommandPrefix(
            names: ["opentelemetry-instrument"],
            valueFlags: ["--traces_exporter", "--metrics_exporter", "--logs_exporter", "--service_name"]),
        CommandPrefix(names: ["ddtrace-run", "trtllm-llmapi-launch", "nvidia_entrypoint.sh"]),
        CommandPrefix(names: ["newrelic-admin"], subcommands: ["run-program"]),
        CommandPrefix(
            names: ["mpirun", "mpiexec", "srun"],
            valueFlags: [
                "-n", "-np", "-N", "-H", "-x", "-host", "--host", "-hostfile", "--hostfile", "-bind-to", "--bind-to",
                "-map-by", "--map-by", "--mpi", "-c", "-p",
            ]),
        CommandPrefix(
            names: ["uvx"], valueFlags: ["--from", "--with", "-p", "--python", "--index-url"]),
        CommandPrefix(names: ["pipx"], valueFlags: ["--spec", "--python"], subcommands: ["run"]),
        CommandPrefix(
            names: ["uv"], valueFlags: ["--with", "-p", "--python", "--project", "--extra", "--group", "--directory"],
            subcommands: ["run"]),
        // What `uvx` stands for.
        CommandPrefix(
            names: ["uv"], valueFlags: ["--from", "--with", "-p", "--python", "--index-url"],
            subcommands: ["tool", "run"]),
        CommandPrefix(names: ["poetry", "pipenv", "pdm", "rye", "hatch", "pixi"], subcommands: ["run"]),
        CommandPrefix(
            names: ["conda", "mamba", "micromamba"],
            valueFlags: ["-n", "--name", "-p", "--prefix", "--cwd"], subcommands: ["run"]),
        CommandPrefix(
            names: ["ray"], valueFlags: ["--address", "--working-dir", "--runtime-env", "--runtime-env-json"],
            subcommands: ["job", "submit"]),
        CommandPrefix(
            names: ["torchrun"],
            valueFlags: [
                "--nproc_per_node", "--nproc-per-node", "--nnodes", "--node_rank", "--node-rank", "--master_addr",
                "--master-addr", "--master_port", "--master-port", "--rdzv_id", "--rdzv-id", "--rdzv_backend",
                "--rdzv-backend", "--rdzv_endpoint", "--rdzv-endpoint", "--max_restarts", "--max-restarts",
                "--log_dir", "--log-dir",
            ], runsPython: true),
        CommandPrefix(
            names: ["accelerate"],
            valueFlags: [
                "--config_file", "--num_processes", "--num_machines", "--mixed_precision", "--machine_rank",
                "--main_process_ip", "--main_process_port", "--gpu_ids", "--dynamo_backend",
            ], subcommands: ["launch"], runsPython: true),
        CommandPrefix(
            names: ["deepspeed"],
            valueFlags: ["--num_gpus", "--num_nodes", "--hostfile", "--include", "--exclude", "--master_port"],
            runsPython: true),
    ]
}
