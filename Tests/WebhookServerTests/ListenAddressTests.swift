import Testing

@testable import WebhookServer

@Suite("Addresses to listen on")
struct ListenAddressTests {
    @Test(
        "an address and a port",
        arguments: [
            ("0.0.0.0:8443", "0.0.0.0", 8443), ("[::]:8443", "::", 8443), (":8443", "0.0.0.0", 8443),
            ("localhost:0", "localhost", 0), ("127.0.0.1:65535", "127.0.0.1", 65535),
        ])
    func reads(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test(
        "what is none",
        arguments: ["", "8443", "host", "host:", "host:65536", "host:-1", "host:+1", "::1:8443", "h:1x"])
    func refuses(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
