import Testing

@testable import WebhookServer

@Suite("What the process takes of its machine")
struct ProcessUsageTests {
    @Test(
        "a control group's limit is read, and none where there is none",
        arguments: [
            ("536870912\n", 536_870_912), ("max\n", nil), ("9223372036854771712\n", nil), ("", nil), ("-", nil),
        ])
    func limit(text: String, bytes: Int?) {
        #expect(ProcessUsage.limit(text) == bytes)
    }

    @Test("the soft limit of open files is the first number of its line")
    func files() {
        let limits = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             7                    8                    processes
            Max open files            1024                 524288               files
            """
        #expect(ProcessUsage.mostFiles(inLimits: limits) == 1024)
        #expect(ProcessUsage.mostFiles(inLimits: "Max open files            unlimited unlimited files") == nil)
        #expect(ProcessUsage.mostFiles(inLimits: "") == nil)
    }
}
