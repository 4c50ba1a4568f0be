import Testing

@Suite("The store of these tests")
struct MemoryStoreTests {
    @Test("it does what every store must do", arguments: StoreSuite.checks)
    func conforms(suite: StoreSuite) throws { try suite.check(MemoryStore()) }
}
