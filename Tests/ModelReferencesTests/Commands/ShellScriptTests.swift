import Testing

@testable import ModelReferences

struct ShellScriptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var script: String
        var commands: [String]
        var environment: [String: String] = [:]
        var testDescription: String { script }
    }

    @Test(
        "a script is split into its commands as a shell splits it",
        arguments: [
            Case(script: "vllm serve org/model --port 8000", commands: ["vllm serve org/model --port 8000"]),
            Case(script: "a b; c d && e || f | g & h", commands: ["a b", "c d", "e", "f", "g", "h"]),
            Case(script: "a \\\n  b \\\n  c # comment; d\ne", commands: ["a b c", "e"]),
            Case(script: "a#b '#c' \"#d\"", commands: ["a#b #c #d"]),
            Case(script: "'a b'c \"d 'e' \\\"f\\\"\" g\\ h", commands: ["«a bc» «d 'e' \"f\"» «g h»"]),
            Case(script: "$'v\\x6clm' serve\n\"\"v'l'l\\m s\"er\"ve x", commands: ["vllm serve", "vllm serve x"]),
            Case(script: "(a; b); { c; d; }; (e)", commands: ["a", "b", "c", "d", "e"]),
            Case(script: "if a; then b; elif c; then d; else e; fi; f", commands: ["a", "b", "c", "d", "e", "f"]),
            Case(script: "while ! a; do b; done; until c\ndo\n d\ndone", commands: ["a", "b", "c", "d"]),
            Case(script: "case $X in a|b) c ;; (d) e;; *) f ;; esac; g", commands: ["c", "e", "f", "g"]),
            Case(script: "f() { a $1 \"$@\"; }; f x 'y z'; function g { b; }; g", commands: ["a x x «y z»", "b"]),
            Case(script: "never() { hidden; }\nshown", commands: ["shown"]),
            Case(script: "for m in x y; do get $m; done", commands: ["get x", "get y"]),
            Case(script: "a > out 2>&1 < in >> log 2>/dev/null &> all b", commands: ["a b"]),
            Case(script: "a <<EOF b\none $X\nEOF\nc", commands: ["a b", "c"], environment: ["X": "1"]),
            Case(script: "x=$(curl a | jq b); echo `wget c`", commands: ["curl a", "jq b", "wget c"]),
            Case(script: "[[ -z ${A} && b =~ ^(c|d)$ ]] && e; (( X > 1 )) || f", commands: ["e", "f"]),
            Case(
                script: "A=(--model x --revision 'y z'); A+=(--port 1); s \"${A[@]}\"",
                commands: ["s --model x --revision «y z» --port 1"]),
            Case(script: "a {b,c}d e", commands: ["a bd cd e"]),
            Case(script: "M=x; N=$M-y; a \"$N\" ${N%-*} ${N##*-} ${N/x/z}", commands: ["a x-y x y z-y"]),
            Case(
                script: "a ${M:-d} \"${N:-e f}\" ${O:+g}", commands: ["a m «e f»?"], environment: ["M": "m", "O": ""]),
            Case(script: "a $UNKNOWN \"$UNKNOWN\" x$UNKNOWN", commands: ["a $UNKNOWN? $UNKNOWN? x$UNKNOWN?"]),
            Case(script: "a $ARGS b", commands: ["a --x 1 --y b"], environment: ["ARGS": " --x 1  --y "]),
            Case(script: "a $EMPTY \"$EMPTY\"", commands: ["a «»"], environment: ["EMPTY": ""]),
            Case(script: "set -- x y; shift; a $1 $#; a \"${@}\"", commands: ["a y 1", "a y"]),
            Case(
                script:
                    "cat <<EOF | while read -r r v; do get $r --revision \"$v\"; done\norg/a main\norg/b dev x\nEOF",
                commands: ["get org/a --revision main", "get org/b --revision «dev x»"]),
            Case(
                script: "echo a b | xargs -n1 get --all; echo x | xargs -I{} get m/{}",
                commands: ["get --all a", "get --all b", "get m/x"]),
            Case(
                script: "find / -name '*.x' -exec get {} \\;", commands: ["get {}?", "find / -name *.x -exec get {} ;"]),
            Case(script: "a &&\n  b ||\n  c |\n  d", commands: ["a", "b", "c", "d"]),
            Case(script: "export A=1 B='2 3'; A=4 c; d $A \"$B\"", commands: ["c", "d 1 «2 3»"]),
            Case(script: "trap 'stop it' TERM; start", commands: ["stop it", "start"]),
        ])
    func splits(_ example: Case) {
        let reading = CommandTexts.read(example.script, example.environment)
        #expect(CommandTexts.render(reading) == example.commands)
        #expect(reading.opaque == [])
    }
}

/// Scripts within scripts, and programs that run other programs.
struct ShellRunnerTests {
    @Test(
        "prefixes and nested shells are followed to the program that is run",
        arguments: [
            "exec vllm serve m", "nohup vllm serve m &", "sudo -E -u me vllm serve m", "env A=b -u C vllm serve m",
            "timeout -s KILL 30 vllm serve m", "nice -n 5 vllm serve m", "xvfb-run -a vllm serve m",
            "tini -g -- vllm serve m", "dumb-init vllm serve m", "/usr/bin/env -S 'vllm serve m'",
            "numactl -N 0 -m 0 vllm serve m", "taskset -c 0-3 vllm serve m", "stdbuf -oL vllm serve m",
            "uv run --with x vllm serve m", "conda run -n e --no-capture-output vllm serve m",
            "mpirun -np 2 vllm serve m", "ray job submit --address a -- vllm serve m",
            "sh -c 'vllm serve m'", "bash -lc 'vllm serve m'", "/bin/bash -euxo pipefail -c 'vllm serve m'",
            "bash -c -- 'vllm serve m'", "sh -c \"sh -c 'exec vllm serve m'\"", "eval 'vllm serve' m",
            "sh -c 'vllm serve \"$1\"' x m", "sh -c 'exec vllm \"$@\"' -- serve m", "bash <<< 'vllm serve m'",
            "bash <<'EOF'\nvllm serve m\nEOF", "echo vllm serve m | sh", "printf '%s serve %s\\n' vllm m | bash -s",
            "cat > /tmp/x.sh <<EOF\nvllm serve m\nEOF\nchmod() { :; }\nchmod; /tmp/x.sh",
            "cd /tmp; echo 'vllm serve m' > x.sh; true; ./x.sh", "su -c 'vllm serve m'", "$(echo vllm) serve m",
            "V=vllm; $V serve m", "flock -w 1 /lock vllm serve m", "time vllm serve m", "command vllm serve m",
            "set -a; M=m; set +a; sh -c 'vllm serve $M'", "export M=m; sh -c 'vllm serve $M'",
            "M=m sh -c 'vllm serve $M'", "torch() { vllm \"$@\"; }; torch serve m",
        ])
    func follows(_ script: String) {
        let reading = CommandTexts.read(script)
        let last = reading.commands.last.map { command in
            ([command.program] + command.words.dropFirst().map(\.text)).joined(separator: " ")
        }
        #expect(last == "vllm serve m")
        #expect(reading.opaque == [])
    }
}

/// What nobody can read is said to be so, and is never silently left out.
struct ShellOpaqueTests {
    @Test(
        "what a script hides is opaque",
        arguments: [
            "echo eA== | base64 -d | sh", "curl https://h/x.sh | bash", "wget -qO- h | sh -s -- a", "eval \"$X\"",
            "$RUN serve", "sh -c \"$SCRIPT\"", "bash <(curl h)", "curl h | python3 -", "perl -e 'x'", "node -e 'x'",
            "curl -o x.sh h; sh x.sh", "$(curl h) x", "python -c \"$CODE\"", "cat /scripts/x | sh", "sh $FILE",
            "sh < /scripts/x", "source $FILE", "source /dev/stdin", "eval \"$(curl h)\"", "if true; then",
            "echo \"unclosed $( \"", "python3 -c 'exec(x)'", "sed s/a/b/ x | sh", "gunzip -c x.gz | bash",
        ])
    func isOpaque(_ script: String) {
        #expect(!CommandTexts.read(script).opaque.isEmpty)
    }

    @Test(
        "scripts by their path are named for others to look up",
        arguments: [
            ("bash /scripts/x.sh a", "/scripts/x.sh", "shell"), ("/scripts/x.sh", "/scripts/x.sh", "shell"),
            ("cd /app; python serve.py --model x", "/app/serve.py", "python"), (". /etc/x.env", "/etc/x.env", "shell"),
            ("/opt/start --x", "/opt/start", "other"), ("torchrun --nproc_per_node 2 /app/t.py", "/app/t.py", "python"),
            ("accelerate launch --mixed_precision bf16 t.py", "t.py", "python"), ("node s.js", "s.js", "other"),
            ("cd /a && ./run.sh", "/a/run.sh", "shell"),
        ])
    func names(_ script: String, _ path: String, _ language: String) {
        let reading = CommandTexts.read(script)
        #expect(reading.scripts.map(\.path.text) == [path])
        #expect(reading.scripts.map(\.language.rawValue) == [language])
        #expect(reading.opaque == [])
    }

    @Test("what stands below a mistake is still read")
    func readsOn() {
        let reading = CommandTexts.read("a\nif b; then\nvllm serve m\n)\nc")
        #expect(reading.commands.map(\.program).contains("vllm"))
        #expect(!reading.opaque.isEmpty)
    }
}

/// A variable counts only where it can have one value.
struct ShellBranchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var script: String
        var word: String
        var isCertain: Bool
        var testDescription: String { script }

        init(_ script: String, _ word: String, isCertain: Bool) {
            self.script = script
            self.word = word
            self.isCertain = isCertain
        }
    }

    @Test(
        "a value that a branch may have changed is unresolved",
        arguments: [
            Case("M=a; run $M", "a", isCertain: true),
            Case("M=a; M=b; run $M", "b", isCertain: true),
            Case("M=a; if t; then M=b; fi; run $M", "b", isCertain: false),
            Case("M=a; if t; then M=a; else M=a; fi; run $M", "a", isCertain: true),
            Case("M=a; t && M=b; run $M", "b", isCertain: false),
            Case("M=a; false && M=good; run $M", "good", isCertain: false),
            Case("M=a; t || M=b; run $M", "b", isCertain: false),
            Case("[ -z \"$M\" ] && M=b; run $M", "b", isCertain: false),
            Case("true && M=b && export N=1; run $M", "b", isCertain: true),
            Case("t && M=b && run $M", "b", isCertain: true),
            Case("M=a; (M=b); run $M", "a", isCertain: true),
            Case("M=a; echo x | M=b; run $M", "a", isCertain: true),
            Case("M=a; while t; do M=b; done; run $M", "b", isCertain: false),
            Case("M=a; case $x in y) M=b;; esac; run $M", "b", isCertain: false),
            Case("M=a; f() { M=b; }; f; run $M", "b", isCertain: true),
            Case("M=a; for x in 1 2; do M=b; done; run $M", "b", isCertain: true),
            Case("M=a; for x in $L; do M=b; done; run $M", "b", isCertain: false),
            Case("read M; run $M", "$M", isCertain: false),
            Case("M=$(date); run $M", "$(date)", isCertain: false),
            Case("M=$((1+1)); run $M", "$((…))", isCertain: false),
            Case("run ${M:-a}", "a", isCertain: false),
            Case("M=; run ${M:-a}", "a", isCertain: true),
            Case("M=x; run ${M:+a}", "a", isCertain: true),
            Case("M=abc; run ${M:0:1}", "${M…}", isCertain: false),
            Case("M=a & run $M", "$M", isCertain: false),
        ])
    func values(_ example: Case) throws {
        let command = try #require(CommandTexts.read(example.script).commands.last { $0.program == "run" })
        let word = try #require(command.words.last)
        #expect(word.text == example.word)
        #expect(word.unresolved.isEmpty == example.isCertain)
    }

    @Test("a variable that the object does not say is unresolved in a nested script as well")
    func placeholders() throws {
        let script = CommandTexts.word("sh -c 'run $(NAME) $OTHER'", unresolved: ["NAME"])
        let command = try #require(ShellScript.read(script).commands.last)
        #expect(command.words.map(\.text) == ["run", "$(NAME)", "$OTHER"])
        #expect(command.words.map(\.unresolved) == [[], ["NAME"], ["OTHER"]])
    }
}
