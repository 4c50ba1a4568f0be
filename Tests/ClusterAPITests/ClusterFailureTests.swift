import ClusterAPI
import HTTPTransport
import Testing

@Suite("Why a cluster could not be asked")
struct ClusterFailureTests {
    @Test("a failure of the transport names the host")
    func host() {
        let failure = ClusterFailure(HTTPFailure(.timeout, "no answer"), "api.corp")
        #expect(failure == ClusterFailure(.unreachable, "api.corp: no answer"))
    }
}
