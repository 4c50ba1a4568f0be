import Testing

@testable import ModelReferences

@Suite("Names of Python and what they hold")
struct PythonBindingsTests {
    private static let revision = String(repeating: "3a", count: 20)

    private func pinnings(_ code: String) -> [String?] {
        let code = code.replacing("SHA", with: "\"\(Self.revision)\"")
        let text = CommandTexts.word("from transformers import AutoModel as M\n" + code)
        return PythonText.read(text, environment: [:]).references.map { $0.pinning?.name ?? $0.revision ?? "none" }
    }

    @Test(
        "a name that something else may have given a value to is not known any more",
        arguments: [
            "r = SHA\nif (r := f()):\n    M.from_pretrained('o/n', revision=r)",
            "r = SHA\nwith open('x') as r:\n    M.from_pretrained('o/n', revision=r)",
            "r = SHA\ntry:\n    f()\nexcept E as r:\n    M.from_pretrained('o/n', revision=r)",
            "r = SHA\n*r, = f()\nM.from_pretrained('o/n', revision=r)",
            "r = SHA\nx[0], r = f()\nM.from_pretrained('o/n', revision=r)",
            "r = SHA\nfrom settings import r\nM.from_pretrained('o/n', revision=r)",
            "r = SHA\nimport settings as r\nM.from_pretrained('o/n', revision=r)",
            "r = SHA\nmatch x:\n    case [r, _]:\n        M.from_pretrained('o/n', revision=r)",
            "r = SHA\ns = r = 'main'\nM.from_pretrained('o/n', revision=r)",
            "c = [SHA]\nc.clear()\nc.append('main')\nM.from_pretrained('o/n', revision=c[0])",
            "c = {'r': SHA}\nc.__setitem__('r', 'main')\nM.from_pretrained('o/n', revision=c['r'])",
            "c = {'r': SHA}\nc.pop('r')\nM.from_pretrained('o/n', revision=c['r'])",
            "c = {'r': SHA}\nc.popitem()\nM.from_pretrained('o/n', revision=c['r'])",
        ])
    func forgotten(_ code: String) { #expect(pinnings(code) == ["unresolved"]) }

    @Test(
        "a name that got one value is known",
        arguments: [
            "r = s = SHA\nM.from_pretrained('o/n', revision=s)",
            "with open('x') as f:\n    r = SHA\n    M.from_pretrained('o/n', revision=r)",
            "r = SHA\nx[0], y = f()\nM.from_pretrained('o/n', revision=r)",
            "r = SHA\ncase = 'main'\nM.from_pretrained('o/n', revision=r)",
            "c = {'r': SHA, 'x': 1}\nc.pop('x')\nM.from_pretrained('o/n', revision=c['r'])",
            "c = {'x': 1}\nc.setdefault('r', SHA)\nM.from_pretrained('o/n', revision=c['r'])",
            "c = {'r': SHA}\nc.setdefault('r', 'main')\nM.from_pretrained('o/n', revision=c['r'])",
            "o = {'revision': SHA}\nM.from_pretrained('o/n', **o)",
            "M.from_pretrained('o/n', **{'revision': SHA})",
            "f({'a': -1}, r=2)\nr = SHA\nM.from_pretrained('o/n', revision=r)",
        ])
    func known(_ code: String) { #expect(pinnings(code) == [Self.revision]) }

    @Test("options that move, or that nobody knows, pin nothing", arguments: ["main", nil])
    func options(_ revision: String?) {
        let value = revision.map { "'\($0)'" } ?? "f()"
        let found = pinnings("o = {'revision': \(value)}\nM.from_pretrained('o/n', **o)")
        #expect(found == [revision ?? "unresolved"])
        #expect(pinnings("M.from_pretrained('o/n', **f())") == ["none"])
    }
}
