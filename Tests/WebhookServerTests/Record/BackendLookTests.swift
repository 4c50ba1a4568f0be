import Testing

@testable import WebhookServer

@Suite("What answers behind a Service")
struct BackendLookTests {
    @Test(
        "a Service that KServe names after an InferenceService leads to it",
        arguments: ["iris", "iris-predictor", "iris-predictor-default", "iris-predictor-canary", "iris-transformer"])
    func kserve(service: String) {
        #expect(BackendLook.inferenceServices(named: service).contains("iris"))
    }

    @Test("other names lead to those of the same name alone", arguments: ["iris-v2", "predictor", "-predictor"])
    func others(service: String) {
        #expect(BackendLook.inferenceServices(named: service) == [service])
    }
}
