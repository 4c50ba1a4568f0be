import KubernetesModel
import Testing

@testable import HTTPTransport

@Suite("Which addresses may be connected to")
struct AddressRulesTests {
    @Test(
        "loopback, link-local, private and reserved addresses are refused, in each form",
        arguments: [
            "127.0.0.1", "127.9.9.9", "::1", "169.254.169.254", "fe80::1", "10.0.0.1", "172.31.255.255", "192.168.1.1",
            "100.64.0.1", "fd00::1", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "::ffff:127.0.0.1",
            "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::10.0.0.1", "192.0.2.1", "198.18.0.1",
            "fec0::1",
        ])
    func refused(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRules().objection(to: address) != nil)
    }

    @Test(
        "public addresses are not",
        arguments: ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2002:101:101::"])
    func allowed(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRules().objection(to: address) == nil)
    }

    @Test("a range that the settings name is allowed, and nothing beside it")
    func named() throws {
        let rules = AddressRules(allowing: [try #require(NetworkPrefix("10.1.0.0/16"))])
        #expect(rules.objection(to: try #require(IPAddress("10.1.2.3"))) == nil)
        #expect(rules.objection(to: try #require(IPAddress("::ffff:10.1.2.3"))) == nil)
        #expect(rules.objection(to: try #require(IPAddress("10.2.0.1"))) != nil)
    }

    @Test(
        "what is no address or range is none",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4/33", "::1/129", ":::", "1::2::3", "g::1",
            "1.2.3.4/", "::ffff:1.2.3", "+1.2.3.4", "1:2:3:4:5:6:7:8:9",
        ])
    func malformed(text: String) { #expect(NetworkPrefix(text) == nil) }
}
