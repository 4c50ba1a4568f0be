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
