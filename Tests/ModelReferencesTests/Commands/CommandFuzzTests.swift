import Testing

@testable import ModelReferences

/// Hostile texts end, in bounded time and without a crash. No time is asserted: a text that took quadratic time would
/// make this suite run for minutes.
struct CommandFuzzTests {
    static let hostile = [
        "(", "((", "$(", "$((", "${", "${a:-", "`", "\"$(", "\"", "'", "\\", "{", "[[ ", "if ", "while ", "case x in ",
        "for a in ", "a() ", "a=(", "<<A ", "<<A\n", "a;", "a|", "a&&", "a||", "a\n", "a=$a$a;", "$a", "<(", "$'\\x",
        "!",
        "time ", ";;", ")", "}", "fi\n", "{a,b}", "x=${x//a/aa};", "eval ", "sh -c '", "xargs ", "env ", "a b ", "# ",
        "export a=1;", "case x in a) ;; ", "f() { f; }; f;", "while read a; do ", "f'{", "'''", "x=", "x[", "x(",
        "f\"{x",
        "from_pretrained(", "snapshot_download('a',", "str(", "x or ", "os.path.join(", "x = [", "a.b.", "lambda: ",
        "@",
    ]

    @Test("many of one opening end", arguments: hostile)
    func repeated(_ text: String) { Self.read(String(repeating: text, count: (1 << 16) / text.utf8.count)) }

    @Test("a megabyte of one opening ends", arguments: ["((((", "$(", "`", "\"$(", "a|", "eval ", "env ", "x["])
    func megabyte(_ text: String) { Self.read(String(repeating: text, count: (1 << 20) / text.utf8.count)) }

    private static func read(_ text: String) {
        let script = CommandTexts.word(text)
        _ = ShellScript.read(script)
        _ = PythonText.read(script)
    }

    @Test("mutations of real scripts end", arguments: 0..<8)
    func mutated(_ seed: UInt64) {
        var random = SplitMix(state: seed &* 0x9E37_79B9 &+ 1)
        for _ in 0..<150 {
            var bytes = Array(Self.seeds[Int(random.next() % UInt64(Self.seeds.count))].utf8)
            for _ in 0..<(1 + random.next() % 12) {
                let place = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
                let piece = Array(Self.hostile[Int(random.next() % UInt64(Self.hostile.count))].utf8)
                switch random.next() % 4 {
                case 0: bytes.insert(contentsOf: piece, at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 20)))
                case 2 where !bytes.isEmpty: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                default: bytes.append(contentsOf: bytes.prefix(place))
                }
                if bytes.count > 20_000 { bytes.removeLast(bytes.count - 20_000) }
            }
            let word = CommandTexts.word(String(decoding: bytes, as: UTF8.self), unresolved: ["X"])
            _ = ShellScript.read(word)
            _ = PythonText.read(word)
        }
    }

    @Test("work and memory of a script that multiplies are bounded")
    func bounded() {
        let doubling = "a=xxxxxxxx\n" + String(repeating: "a=$a$a\n", count: 60) + "run $a"
        #expect(CommandTexts.read(doubling).opaque == ["does more than can be followed"])
        let loops =
            String(repeating: "for i in 1 2 3 4 5 6 7 8 9; do ", count: 9) + "x" + String(repeating: "; done", count: 9)
        #expect(CommandTexts.read(loops).opaque == ["does more than can be followed"])
        let recursive = CommandTexts.read("f() { f; f; }; f")
        #expect(!recursive.opaque.isEmpty)
        #expect(!CommandTexts.read(String(repeating: "x", count: (1 << 20) + 1)).opaque.isEmpty)
        #expect(CommandTexts.read("a=xxxxxxxx\na=$a$a\nrun $a").opaque == [])
    }

    private static let seeds = [
        """
        set -euo pipefail
        apt-get update && apt-get install -y --no-install-recommends python3-pip curl
        export MODEL=${MODEL:-org/model} ARGS=(--port 8000)
        if [[ ! -z "${REVISION}" ]]; then ARGS+=(--revision "$REVISION"); fi
        for m in a b; do hf download "$m" --local-dir /m/${m##*/} || exit 1; done
        cat > /tmp/x.py <<'EOF'
        from huggingface_hub import snapshot_download
        snapshot_download(repo_id="org/model", local_dir=f"/m/{name}")
        EOF
        python /tmp/x.py | tee log; exec vllm serve "$MODEL" "${ARGS[@]}"
        """,
        """
        import os, subprocess
        MODEL = os.environ.get("MODEL_ID", "org/model")
        subprocess.run(["huggingface-cli", "download", MODEL, "--revision", 'main'], check=True)
        class Predictor:
            def __init__(self, path: str = r"/mnt\\models"):
                self.tokenizer = AutoTokenizer.from_pretrained(MODEL, revision="x" or None)
        s3.download_file('b', f"models/{x!r:>10}/m.pt", ExtraArgs={'VersionId': v})
        """,
        "case \"$1\" in start|run) shift; nohup sh -c 'ollama serve & sleep 1; ollama pull '\"$M\" ;; *) echo $(date) ;; esac",
        "wget -qO- https://h/model.tar.gz | tar xz -C /m && echo \"$SUM  /m/x\" | sha256sum -c - && bash -lc \"vllm serve /m\"",
    ]
}

/// A generator whose numbers are the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
