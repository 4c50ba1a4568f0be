import EvidenceStores
import EvidenceTesting
import HTTPTransport
import KubernetesModel
import Testing

/// A time that is long for a test and short for a service that does not answer.
private let soon = Duration.milliseconds(700)

@Suite("What every store on the network says of a service that fails", .enabled(if: MisbehavingServer.isAvailable))
struct StoreFailureTests {
    @Test(
        "a status that is no success fails the store, by name and host",
        arguments: StoreDialect.all, ["400", "401", "403", "404", "429", "500", "502", "503"])
    func statuses(_ dialect: StoreDialect, status: String) throws {
        let harness = try StoreHarness(dialect, status)
        if status == "404", dialect.isEmptyWhereUnknown {
            #expect(try harness.list() == StoreListing())
            return
        }
        let failure = harness.listFailure()
        #expect(failure?.reason.contains(status) == true, "\(failure?.reason ?? "")")
        #expect(failure?.reason.contains("127.0.0.1") == true, "\(failure?.reason ?? "")")
        #expect(failure?.retryAfter == (["429", "503"].contains(status) ? .seconds(7) : nil))
    }

    @Test(
        "an answer that is not whole, or none of the protocol, fails the store",
        arguments: StoreDialect.all, ["garbage", "gzip", "cut-head", "cut-body", "not-http", "large-head"])
    func garbage(_ dialect: StoreDialect, fault: String) throws {
        try StoreHarness(dialect, fault).listFailure()
    }

    @Test("a listing without an end is ended", arguments: StoreDialect.all, ["endless", "endless-empty"])
    func endless(_ dialect: StoreDialect, scenario: String) throws {
        var limits = StoreLimits()
        limits.entries = 1000
        limits.names = 2000
        limits.entryBytes = 1 << 20
        try StoreHarness(dialect, scenario, limits: limits).listFailure()
    }

    @Test(
        "a service that does not answer, or drop by drop, ends with the deadline", arguments: StoreDialect.all,
        ["slow", "drip"])
    func slow(_ dialect: StoreDialect, fault: String) throws {
        let failure = try StoreHarness(dialect, fault).listFailure(soon)
        #expect(failure?.reason.contains("in time") == true, "\(failure?.reason ?? "")")
    }

    @Test("after its deadline nothing is asked for", arguments: StoreDialect.all)
    func late(_ dialect: StoreDialect) throws {
        try StoreHarness(dialect, "one").listFailure(.zero)
        #expect(try StoreHarness(dialect, "one").readFailure(.zero)?.isService == true)
    }

    @Test(
        "a redirect to an address that is not named, to http or in a circle is not followed",
        arguments: StoreDialect.all,
        [
            "redirect-loopback", "redirect-loopback6", "redirect-link-local", "redirect-private", "redirect-plain",
            "redirect-file", "redirect-loop",
        ])
    func redirects(_ dialect: StoreDialect, fault: String) throws {
        try StoreHarness(dialect, fault).listFailure()
        #expect(try StoreHarness(dialect, "read-\(fault)").readFailure()?.isService == true)
    }

    @Test("a certificate that nobody vouches for is not believed", arguments: StoreDialect.all)
    func stranger(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "one") { site, server in site.origin = server.strangerOrigin }
        let failure = harness.listFailure()
        #expect(failure?.reason.contains("certificate") == true, "\(failure?.reason ?? "")")
        #expect(failure?.reason.contains("caFile") == true)
    }

    @Test("an address that networks does not name is not connected to", arguments: StoreDialect.all)
    func address(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "one") { site, _ in site.access.networks = [] }
        let failure = harness.listFailure()
        #expect(failure?.reason.contains("loopback") == true, "\(failure?.reason ?? "")")
        #expect(failure?.reason.contains("networks") == true)
    }

    @Test(
        "http is not sent to unless plainHTTP says so", arguments: StoreDialect.all.filter(\.namesScheme))
    func plain(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "one") { site, _ in
            site.origin = "http" + site.origin.dropFirst(5)
        }
        #expect(harness.listFailure()?.reason.contains("plainHTTP") == true)
    }

    @Test("nobody at the other end is said", arguments: StoreDialect.all)
    func nobody(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "one") { site, _ in site.origin = "https://127.0.0.1:1" }
        #expect(harness.listFailure()?.reason.contains("127.0.0.1") == true)
    }

    @Test("credentials that cannot be read are named by their file", arguments: StoreDialect.all)
    func noCredentials(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "one") { site, _ in site.secretFile += "-that-is-not-there" }
        #expect(harness.listFailure()?.reason.contains("-that-is-not-there") == true)
    }

    @Test(
        "a service that fails while contents are read is the service's failure",
        arguments: StoreDialect.all,
        ["400", "401", "403", "429", "500", "502", "503", "cut-head", "cut-body", "not-http", "large-head"])
    func read(_ dialect: StoreDialect, fault: String) throws {
        let failure = try StoreHarness(dialect, "read-\(fault)").readFailure()
        // What is too large, by its head or its body, is the entry's own.
        #expect(failure?.isService == (fault != "large-head"), "\(failure?.reason ?? "")")
        #expect(failure?.isChanged == false)
    }

    @Test("contents that do not come in time are the service's failure", arguments: StoreDialect.all, ["slow", "drip"])
    func slowContents(_ dialect: StoreDialect, fault: String) throws {
        #expect(try StoreHarness(dialect, "read-\(fault)").readFailure(soon)?.isService == true)
    }

    @Test("contents that are gone, or garbled, are the entry's failure", arguments: StoreDialect.all, ["404", "gzip"])
    func gone(_ dialect: StoreDialect, fault: String) throws {
        #expect(try StoreHarness(dialect, "read-\(fault)").readFailure()?.isService == false)
    }
}
