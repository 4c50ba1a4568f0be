import Testing

@testable import WebhookServer

@Suite("How many processors a process may use")
struct ProcessorCountTests {
    @Test(
        "the mask of proc says it",
        arguments: [
            ("Name:\tx\nCpus_allowed:\t1\nCpus_allowed_list:\t0\n", 1),
            ("Cpus_allowed:\tff\n", 8),
            ("Cpus_allowed:\tffffffff,0000000f\n", 36),
        ])
    func mask(status: String, count: Int) {
        #expect(ProcessorCount.bound(inStatus: status) == count)
    }

    @Test("without a mask nothing is known", arguments: ["", "Cpus_allowed:\t0\n", "Cpus_allowed_list:\t0-3\n"])
    func none(status: String) {
        #expect(ProcessorCount.bound(inStatus: status) == nil)
    }

    @Test("there is always one")
    func available() { #expect(ProcessorCount.available >= 1) }
}
