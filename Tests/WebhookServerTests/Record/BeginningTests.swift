import Testing

@testable import WebhookServer

@Suite("What was there before the record")
struct BeginningTests {
    @Test("nothing was, where a record is there already")
    func notFirst() {
        let beginning = Beginning()
        beginning.note("u1", "Deployment.apps")
        #expect(!beginning.had("u1", "Deployment.apps"))
    }

    @Test("what the first list of a kind names was there until it was looked at; what comes after it was not")
    func first() {
        let beginning = Beginning()
        beginning.begin()
        #expect(beginning.had("anything", "Deployment.apps"))
        beginning.note("u1", "Deployment.apps")
        beginning.isListed("Deployment.apps")
        beginning.note("u2", "Deployment.apps")
        #expect(beginning.had("u1", "Deployment.apps") && !beginning.had("u2", "Deployment.apps"))
        #expect(beginning.had("u3", "Pod"))
        beginning.forget("u1")
        #expect(!beginning.had("u1", "Deployment.apps"))
    }

    @Test("the end closes it for kinds that were never listed, and not for what waits for its look")
    func end() {
        let beginning = Beginning()
        beginning.begin()
        beginning.note("u1", "Deployment.apps")
        beginning.end()
        #expect(beginning.had("u1", "Deployment.apps") && !beginning.had("u2", "Deployment.apps"))
        #expect(!beginning.had("u3", "Pod"))
        beginning.note("u4", "Pod")
        #expect(!beginning.had("u4", "Pod"))
    }
}
