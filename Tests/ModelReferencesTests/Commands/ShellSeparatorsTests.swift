import Testing

@testable import ModelReferences

@Suite("What separates words in a script")
struct ShellSeparatorsTests {
    private func found(_ script: String, _ names: String = "o/a,o/b") -> [String] {
        CommandTexts.read(script, ["NAMES": names]).references.map { reference in
            reference.pinning?.name == "unresolved" ? "?" : reference.value
        }
    }

    @Test(
        "IFS, tr, sed and cut take a list apart",
        arguments: [
            "IFS=','; for m in $NAMES; do hf download $m; done",
            "IFS=, read -ra A <<< \"$NAMES\"; for m in \"${A[@]}\"; do hf download $m; done",
            "IFS=, read -r a b <<< \"$NAMES\"; hf download $a; hf download $b",
            "for m in $(echo $NAMES | tr ',' ' '); do hf download $m; done",
            "for m in $(echo $NAMES | tr , '\\n'); do hf download $m; done",
            "for m in $(echo $NAMES | sed 's/,/ /g'); do hf download $m; done",
            "readarray -td, A <<< \"$NAMES\"; for m in \"${A[@]}\"; do hf download $m; done",
            "mapfile -t A <<EOF\no/a\no/b\nEOF\nfor m in \"${A[@]}\"; do hf download $m; done",
            "hf download $(echo $NAMES | cut -d, -f1); hf download $(echo $NAMES | cut -d ',' -f 2)",
            "while IFS='|' read -r m f; do hf download $m $f; done <<EOF\no/a|x.gguf\no/b | y.gguf\nEOF",
            "while IFS= read -r m; do hf download \"$m\"; done <<EOF\no/a\no/b\nEOF",
            "while read -r m f rest; do hf download $m; done <<EOF\no/a x y z\no/b\nEOF",
        ])
    func lists(_ script: String) { #expect(found(script) == ["o/a", "o/b"]) }

    @Test("a separator holds for its own command, and where nobody knows it the words are unresolved")
    func scope() {
        #expect(found("IFS=, read -r a b <<< \"x,y\"; for m in $NAMES; do hf download $m; done", "o/a") == ["o/a"])
        #expect(found("IFS=$X; for m in $NAMES; do hf download $m; done") == ["?"])
        #expect(found("for m in $(echo $NAMES | tr a-z A-Z); do hf download $m; done") == ["?"])
        #expect(found("for m in $(echo $NAMES | sed 's/.,/ /g'); do hf download $m; done") == ["?"])
        #expect(found("for m in $(echo $NAMES | tr $X ' '); do hf download $m; done") == ["?"])
        #expect(found("for m in $(echo $UNKNOWN | tr , ' '); do hf download $m; done") == ["?"])
    }

    @Test("words of one line are those that the shell gives")
    func words() {
        #expect(ShellSeparators(",").words(of: "a,,b") == ["a", "", "b"])
        #expect(ShellSeparators(",").words(of: "a,b,c", atMost: 2) == ["a", "b,c"])
        #expect(ShellSeparators.usual.words(of: "  a   b  ") == ["a", "b"])
        #expect(ShellSeparators("").words(of: " a b ") == [" a b "])
        #expect(ShellSeparators(" ,").words(of: "a , b") == ["a", "b"])
    }
}
