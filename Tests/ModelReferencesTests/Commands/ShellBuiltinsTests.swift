import Testing

@testable import ModelReferences

@Suite("Scripts that reach an interpreter through the shell")
struct ShellBuiltinsTests {
    private static let code =
        "def dl(out):\n    from transformers import AutoModel\n    AutoModel.from_pretrained(\"o/n\")\n"
    private static let component =
        "program_path=$(mktemp)\nprintf \"%s\" \"$0\" > \"$program_path\"\npython3 -u \"$program_path\" \"$@\"\n"

    private static func found(_ words: [String]) -> [String] {
        CommandLine.commands(command: CommandTexts.words(words), args: []).references.map(DownloaderTests.render)
    }

    @Test("Kubeflow Pipelines hands Python over as the script's own name")
    func components() {
        let install = "(python3 -m pip install x) && \"$0\" \"$@\""
        let second =
            "p=$(mktemp -d)\nprintf \"%s\" \"$0\" > \"$p/c.py\"\n"
            + "python3 -m kfp.dsl.executor_main --component_module_path \"$p/c.py\" \"$@\"\n"
        #expect(Self.found(["sh", "-ec", Self.component, Self.code, "--out", "/x"]) == ["o/n hf_hub"])
        #expect(Self.found(["sh", "-c", install, "sh", "-ec", Self.component, Self.code]) == ["o/n hf_hub"])
        #expect(Self.found(["sh", "-ec", second, Self.code, "--executor_input", "{}"]) == ["o/n hf_hub"])
        #expect(Self.found(["sh", "-ec", Self.component, "print('o/n')"]) == [])
    }

    @Test(
        "a here-document that a variable gets is run from the file that it is written to",
        arguments: [
            "read -r -d '' S << EOM\nT.from_pretrained(\"o/n\")\nEOM\nprintf \"%s\" \"$S\" > t.py\ntorchrun t.py",
            "read -rd '' S <<'EOM'\nT.from_pretrained(\"o/n\")\nEOM\necho \"$S\" > t.py\npython t.py",
            "S=$(cat << EOM\nT.from_pretrained(\"o/n\")\nEOM\n)\nprintf \"%s\" \"$S\" > t.py\npython t.py",
            "f=$(mktemp)\ncat > $f << EOM\nT.from_pretrained(\"o/n\")\nEOM\npython $f",
        ])
    func hereDocuments(_ script: String) {
        #expect(CommandTexts.read(script).references.map(DownloaderTests.render) == ["o/n hf_hub"])
    }

    @Test("one line of a loop's input is not taken for all of it")
    func lines() {
        let reading = CommandTexts.read("while true; do read -r x; hf download $x; done << EOM\no/a\no/b\nEOM")
        #expect(reading.references.allSatisfy { $0.pinning?.name == "unresolved" })
        #expect(!reading.references.isEmpty)
    }

    @Test("each file of mktemp is another one")
    func temporaryFiles() {
        let script = "a=$(mktemp)\nb=$(mktemp)\necho 'T.from_pretrained(\"o/n\")' > $a\necho 'x = 1' > $b\npython $b"
        #expect(CommandTexts.read(script).references == [])
    }

    @Test(
        "what may not be set any more does not take a pin that comes later",
        arguments: [
            "readonly REV=main\nREV=\(revision)", "REV=main\nreadonly REV\nREV=\(revision)",
            "declare -r REV=main\nexport REV=\(revision)", "typeset -xr REV=main\nREV=\(revision)",
            "if $A; then readonly REV=main; fi\nREV=\(revision)", "readonly REV=main\nread REV <<< \(revision)",
        ])
    func constants(_ script: String) {
        let reading = CommandTexts.read(script + "\nhf download o/n --revision $REV")
        #expect(reading.references.map { $0.pinning?.name } == ["unresolved"])
    }

    @Test(
        "what is set once and may not be set any more is known",
        arguments: [
            "readonly REV=\(revision)", "REV=\(revision)\nreadonly REV", "declare -r REV=\(revision)",
            "REV=main\nREV=\(revision)\nreadonly REV", "readonly OTHER=main\nREV=\(revision)",
            "readonly REV=\(revision)\nREV=\(revision)",
        ])
    func constantsOnce(_ script: String) {
        let reading = CommandTexts.read(script + "\nhf download o/n --revision $REV")
        #expect(reading.references.map { $0.pinning?.name } == [nil])
    }

    private static let revision = String(repeating: "3a", count: 20)
}
