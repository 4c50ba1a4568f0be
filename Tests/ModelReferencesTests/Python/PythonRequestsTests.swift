import Testing

@testable import ModelReferences

@Suite("Requests of Python code that make a server fetch a model")
struct PythonRequestsTests {
    private static func found(_ code: String) -> [String] {
        CommandTexts.read("python3 - <<'EOF'\nimport requests, httpx\n\(code)\nEOF").references
            .map(DownloaderTests.render)
    }

    @Test(
        "the model is the request's, whoever sends it",
        arguments: [
            "requests.post('http://ollama:11434/api/pull', json={'name': 'llama3'})",
            "httpx.post(url='http://ollama:11434/api/pull', json={'model': 'llama3', 'stream': False})",
            "body = {'name': 'llama3'}\nrequests.post('http://o/api/pull', json=body)",
            "requests.post('http://o/api/pull', data='{\"name\": \"llama3\"}')",
            "requests.request('POST', 'http://o/api/pull', json={'name': 'llama3'})",
            "host = os.environ['H']\nrequests.post(f'{host}/api/pull', json={'name': 'llama3'})",
        ])
    func pulls(_ code: String) { #expect(Self.found(code) == ["llama3 ollama"]) }

    @Test("a name that nobody shows is unresolved, and LocalAI's gallery is asked in the same way")
    func others() {
        #expect(
            Self.found("requests.post('http://o/api/pull', json={'name': name})").first?.contains("!unresolved") == true
        )
        #expect(Self.found("requests.post('http://l/models/apply', json={'id': 'm'})") == ["m any !mutable"])
    }

    @Test(
        "other requests fetch nothing",
        arguments: [
            "requests.post('http://o/api/generate', json={'model': 'llama3'})",
            "requests.post('http://o/api/pull')", "requests.get('http://o/api/tags')", "app.post('/api/x')",
        ])
    func ignores(_ code: String) { #expect(Self.found(code) == []) }
}
