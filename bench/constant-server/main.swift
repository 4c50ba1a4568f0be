// The webhook's own stack with a constant for an answer: the ceiling that `bench/serve.py` measures against.
// Not part of the product.
import Logging
import NIOCore
import NIOPosix
import WebhookServer

let arguments = CommandLine.arguments
guard arguments.count == 4, let listen = ListenAddress(arguments[1]) else {
    fatalError("usage: bench-constant-server ADDRESS:PORT CERTIFICATE KEY")
}
let answer = ReviewAnswer(
    body: Array(
        #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"#.utf8)
        + Array(#""705ab4f5-6393-11e8-b7cc-42010a800002","allowed":true}}"#.utf8))
let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
let server = try await WebhookServer.start(
    host: listen.host, port: listen.port,
    certificate: ServerCertificate(CertificateFiles(certificate: arguments[2], key: arguments[3]), now: 0),
    handler: ReviewHandler.immediate(
        review: { _ in answer }, undecided: { _, _ in answer }), limits: ServerLimits(),
    metrics: ServerMetrics(), group: group)
// Until it is killed.
while true { try await Task.sleep(for: .seconds(3600)) }
