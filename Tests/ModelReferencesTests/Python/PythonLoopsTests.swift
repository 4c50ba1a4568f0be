import Testing

@testable import ModelReferences

@Suite("Loops, functions and collections of Python code")
struct PythonLoopsTests {
    typealias Case = DownloaderTests.Case

    private static let sha = String(repeating: "a", count: 40)

    private func found(_ code: String, _ arguments: [String]? = nil) -> [String] {
        PythonText.read(
            CommandTexts.word(code), environment: CommandTexts.environment(["NAMES": "o/a, o/b"]),
            arguments: arguments?.map { CommandTexts.word($0) }
        ).references.map(DownloaderTests.render)
    }

    @Test(
        "what each round of a loop gives is found",
        arguments: [
            Case("for r, d in [('o/a', '/x'), ('o/b', '/y')]:\n  load(r, local_dir=d)", "o/a >/x", "o/b >/y"),
            Case("L = [('o/a', '/x')]\nfor (r, d) in L:\n  load(repo_id=r, local_dir=d)", "o/a >/x"),
            Case("for m in [{'repo': 'o/a'}, {'repo': 'o/b'}]:\n  load(m['repo'])", "o/a", "o/b"),
            Case("for m in [{'r': 'o/a'}]:\n  n = m['r']\n  load(n)", "o/a"),
            Case("for m in [{'r': 'a'}]:\n  load(f\"o/{m['r']}\")", "o/a"),
            Case("for r, d in {'o/a': '/x', 'o/b': '/y'}.items():\n  load(r, local_dir=d)", "o/a >/x", "o/b >/y"),
            Case("M = dict(x='o/a')\nfor m in M.values(): load(m)", "o/a"),
            Case("M = {'x': 'o/a'}\nload(M['x'])\nload(M.get('x'))", "o/a"),
            Case("for i, m in enumerate(['o/a', 'o/b']): load(m)", "o/a", "o/b"),
            Case("for m, d in zip(['o/a', 'o/b'], ['/x', '/y']): load(m, local_dir=d)", "o/a >/x", "o/b >/y"),
            Case("[load(m) for m in ('o/a', 'o/b')]", "o/a", "o/b"),
            Case("list(load(m) for m in sorted({'o/a', 'o/b'}))", "o/a", "o/b"),
            Case("m = 'o/a'\n[load(m) for m in ('o/b',)]\nload(m)", "o/b", "o/a"),
            Case("for o in ['o', 'p']:\n  for n in ['a']:\n    load(f'{o}/{n}')", "o/a", "p/a"),
            Case("for m in os.environ['NAMES'].split(','): load(m.strip())", "o/a", "o/b"),
            Case("L = []\nL.append('o/a')\nfor m in L: load(m)", "o/a"),
            Case("L = ['o/a']\nL.extend(['o/b'])\nfor m in L: load(m)", "o/a", "o/b"),
            Case("M = {}\nM['x'] = 'o/a'\nfor m in M.values(): load(m)", "o/a"),
            Case("a, b = 'o/a', 'o/b'\nload(b)", "o/b"),
            Case("list(map(load, ['o/a', 'o/b']))", "o/a", "o/b"),
            Case("with Pool() as p: p.submit(load, 'o/a')", "o/a"),
            Case("Thread(target=load, args=('o/a',)).start()", "o/a"),
        ])
    func loops(_ example: Case) {
        let expected = example.references.map { reference in
            let parts = reference.split(separator: " ", maxSplits: 1)
            return ([String(parts[0]), "hf_hub"] + parts.dropFirst().map(String.init)).joined(separator: " ")
        }
        #expect(
            found(
                example.script.replacing("load(", with: "snapshot_download(")
                    .replacing("load,", with: "snapshot_download,")) == expected)
    }

    @Test(
        "an element that may be another one by then is unknown",
        arguments: [
            "R = ['SHA']\nR[0] = 'main'", "R = ['SHA']\nR.insert(0, 'main')", "R = ['SHA', 'main']\nR.reverse()",
            "R = ['SHA', 'main']\ndel R[0]", "R = ['SHA', 'main']\nR.pop(0)", "R = {0: 'SHA'}\nR = {0: 'main'}",
        ])
    func reordered(_ code: String) {
        let text = code.replacing("SHA", with: Self.sha)
        #expect(found("\(text)\nsnapshot_download('o/a', revision=R[0])") != ["o/a hf_hub @\(Self.sha)"])
        // Its twin: what nobody touches.
        let first = "R = ['\(Self.sha)', 'main']\nsnapshot_download('o/a', revision=R[0])"
        #expect(found(first) == ["o/a hf_hub @\(Self.sha)"])
    }

    @Test("of two values under one key nobody can tell which holds")
    func twice() {
        let code = "R = {'o/a': 'main'}\nif x:\n  R['o/a'] = '\(Self.sha)'\nsnapshot_download('o/a', revision=R['o/a'])"
        #expect(found(code) != ["o/a hf_hub @\(Self.sha)"])
        let same = "R = {'o/a': '\(Self.sha)'}\nR['o/b'] = 'main'\nsnapshot_download('o/a', revision=R['o/a'])"
        #expect(found(same) == ["o/a hf_hub @\(Self.sha)"])
    }

    @Test("a revision belongs to the name of the same round, and to no other")
    func rounds() {
        let code = "for r, v in [('o/a', '\(Self.sha)'), ('o/b', 'main')]: snapshot_download(r, revision=v)"
        #expect(found(code) == ["o/a hf_hub @\(Self.sha)", "o/b hf_hub @main"])
        let keyed = "R = {'o/a': '\(Self.sha)'}\nfor r in ['o/a', 'o/b']: snapshot_download(r, revision=R.get(r))"
        #expect(found(keyed).first == "o/a hf_hub @\(Self.sha)")
        #expect(found(keyed).last?.contains("unresolved") == true)
    }

    @Test("a function of the text is read with what it is called with, wherever that stands")
    func functions() {
        let load = "def get(repo, rev=None):\n    snapshot_download(repo, revision=rev)\n"
        #expect(found(load + "get('o/a')\nget('o/b', rev='v1')") == ["o/a hf_hub", "o/b hf_hub @v1"])
        #expect(found("def main():\n    get('o/a', 'v1')\n\(load)main()") == ["o/a hf_hub @v1"])
        #expect(found(load + "for m in ['o/a', 'o/b']: get(m)") == ["o/a hf_hub", "o/b hf_hub"])
        #expect(found(load + "def both(m): get(m)\nboth('o/a')") == ["o/a hf_hub"])
        #expect(
            found("class C:\n  def get(self, m):\n    snapshot_download(m)\nC().x()\nc = C()\nc.get('o/a')") == [
                "o/a hf_hub"
            ])
        #expect(found("def get(ms):\n  for m in ms: snapshot_download(m)\nget(['o/a'])") == ["o/a hf_hub"])
        #expect(found(load + "list(pool.map(get, ['o/a', 'o/b']))") == ["o/a hf_hub", "o/b hf_hub"])
    }

    @Test(
        "what others call it with, and what nobody shows, stays unresolved",
        arguments: [
            "def get(m): snapshot_download(m)", "def get(m):\n  snapshot_download(m)\nget('o/a')\nrun(get)",
            "@app.post('/x')\ndef get(m):\n  snapshot_download(m)\nget('o/a')",
            "def get(m):\n  snapshot_download(m)\nget(*names)", "def get(m):\n  snapshot_download(m)\nget(name)",
            "for m in names: snapshot_download(m)", "L = []\nfor m in L: snapshot_download(m)",
            "L = ['o/a']\nL.append(name)\nfor m in L: snapshot_download(m)",
            "m = 'o/a'\nfor m in names: snapshot_download(m)", "for m in sys.argv[1:]: snapshot_download(m)",
            "M = {key: 'o/a'}\nsnapshot_download(M['x'])", "list(map(snapshot_download, names))",
        ])
    func unknown(_ code: String) { #expect(found(code).contains { $0.contains("unresolved") }) }

    @Test("arguments behind the code are its own")
    func arguments() {
        #expect(found("import sys\nsnapshot_download(sys.argv[1])", ["o/a"]) == ["o/a hf_hub"])
        #expect(found("for m in sys.argv[1:]: snapshot_download(m)", ["o/a", "o/b"]) == ["o/a hf_hub", "o/b hf_hub"])
        #expect(found("snapshot_download(sys.argv[1])", []).first?.contains("unresolved") == true)
        let command = ["python", "-c", "snapshot_download(sys.argv[1])", "o/a"].map { CommandTexts.word($0) }
        let read = CommandLine.commands(command: command, args: [])
        #expect(read.references.map(DownloaderTests.render) == ["o/a hf_hub"])
    }

    @Test("a request that makes a server fetch a model names it, and another request nothing")
    func requests() {
        let pull = "requests.post('http://ollama:11434/api/pull', json={'name': m})"
        #expect(found("for m in ['llama3']: \(pull)") == ["llama3 ollama"])
        #expect(found(pull).allSatisfy { $0.contains("unresolved") } && !found(pull).isEmpty)
        #expect(found("requests.post('http://ollama:11434/api/chat', json={'model': 'llama3'})") == [])
    }

    @Test("a decorator that only repeats or remembers calls nothing by itself")
    func decorators() {
        #expect(found("@retry(times=3)\ndef get(m):\n  snapshot_download(m)\nget('o/a')") == ["o/a hf_hub"])
    }

    @Test("loops in loops, lists of any length and functions that call themselves are read in bounded time")
    func isBounded() {
        let items = (0..<4000).map { "'o/m\($0)'" }.joined(separator: ", ")
        #expect(!found("for m in [\(items)]: snapshot_download(m)").isEmpty)
        let loops = (0..<200).map { "for a\($0) in [\(items.prefix(600))]: snapshot_download(f'{a0}/{a\($0)}')" }
        _ = found(loops.joined(separator: "\n"))
        #expect(found("def f(m):\n  snapshot_download(m)\n  f(m + 'x')\nf('o/a')").count > 1)
        let nested = "for m in ['a', 'b']: " + String(repeating: "print(snapshot_download(", count: 20_000) + "m"
        _ = found(nested)
        let calls = (0..<20_000).map { "f('o/\($0)')" }.joined(separator: "\n")
        _ = found("def f(m): snapshot_download(m)\n\(calls)")
    }
}
