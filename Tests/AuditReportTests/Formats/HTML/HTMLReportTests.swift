import Foundation
import Testing

@testable import AuditReport

@Suite("The HTML report")
struct HTMLReportTests {
    @Test("writes the story")
    func story() throws {
        let html = AuditFormat.html.write(try AuditFixture().audit(), AuditFormatOptions(version: "0.6.0"))
        try Data(html.utf8).write(to: URL(fileURLWithPath: "/tmp/audc/story.html"))
    }
}
