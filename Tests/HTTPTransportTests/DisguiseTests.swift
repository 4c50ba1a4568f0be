import Testing

@testable import HTTPTransport

@Suite("One host under the name of another")
struct DisguiseTests {
    private func disguise(_ url: String, _ name: String?) throws -> Disguise? {
        var settings = HTTPSettings(networks: [], allowsPlainHTTP: true)
        settings.serverName = name
        return Disguise(try Target(url, settings), name)
    }

    @Test("TLS asks for the name, the connection goes to the host, and HTTP speaks of the host")
    func made() throws {
        let made = try #require(try disguise("https://api.example/x/?y=1", "kubernetes"))
        #expect(made.url == "https://kubernetes:443/x/?y=1")
        #expect(made.places == ["::api.example:443"] && made.headers == ["Host: api.example:443"])
        let six = try #require(try disguise("https://[2606::1]:6443/", "kubernetes"))
        #expect(six.url == "https://kubernetes:6443/" && six.places == ["::[2606::1]:6443"])
    }

    @Test("where there is nothing to disguise there is none")
    func none() throws {
        #expect(try disguise("https://api.example/", nil)?.url == nil)
        #expect(try disguise("https://api.example/", "api.example")?.url == nil)
        #expect(try disguise("http://api.example/", "other")?.url == nil)
    }

    @Test("a name that is none is refused", arguments: ["", "a/b", "a:1", "u@h", "a b", "[::1]", "a\nb", "ä"])
    func refused(name: String) {
        #expect(throws: HTTPFailure.self) { _ = try disguise("https://api.example/", name) }
    }
}
