// Decides reviews many times in one process, for profilers: what a decision costs without sockets and TLS.
//
//   bench-decide STEP COUNT FILE...
//
// STEP: `parse`, `decode` and `review` stop there; `answer` is all that the webhook does between a body and its answer,
// and `repeat` does that with the memo of equal questions.
import Foundation
import KubernetesModel
import Logging
import NIOCore
import PolicyFiles
import Reviewer
import WebhookServer

func fail(_ message: String) -> Never {
    print(message)
    exit(2)
}

let arguments = CommandLine.arguments
guard arguments.count >= 4, let count = Int(arguments[2]) else {
    fail("usage: bench-decide parse|decode|review|answer|repeat COUNT FILE...")
}
let bodies = try arguments[3...].map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
let policies = try PolicyDirectory.load("policies/baseline.yaml")
let reviewer = Reviewer(policies: policies)
let sink = LogSink(descriptor: open("/dev/null", O_WRONLY))

func handler(memo: Bool) -> ReviewHandler {
    AdmissionHandler(
        policies: policies, metrics: ServerMetrics(), log: Logger(label: "bench"),
        decisions: DecisionLines(format: .text, sink: sink), memo: memo ? ReviewMemo(bytes: 16 << 20) : nil
    ).handler
}

func step(_ name: String) -> ([UInt8]) throws -> Int {
    switch name {
    case "parse": return { try JSONParser.parse($0, tellsPlaces: false).root.count }
    case "decode": return { try AdmissionRequest.decode($0).uid.utf8.count }
    case "review":
        return {
            try reviewer.review(ReviewRequest(try AdmissionRequest.decode($0)), at: Date()).findings.count
        }
    case "answer", "repeat":
        let handler = handler(memo: name == "repeat")
        return {
            let call = ReviewCall(body: $0, received: .now(), deadline: .distantFuture)
            // Nothing here is on the network, so that nothing comes later.
            return handler.review(call) { _ in }?.body.count ?? 0
        }
    default: fail("no such step: \(name)")
    }
}

let run = step(arguments[1])
var total = 0
let start = ContinuousClock.now
for _ in 0..<count { for body in bodies { total &+= try run(body) } }
let time = ContinuousClock.now - start
let attoseconds = Double(time.components.attoseconds) / 1e9
let each = (Double(time.components.seconds) * 1e9 + attoseconds) / Double(count * bodies.count)
let bytes = bodies.reduce(0) { $0 + $1.count } / bodies.count
print("\(arguments[1]): \(Int(each)) ns a review of \(bytes) bytes, \(Int(Double(bytes) / each * 1e3)) MB/s (\(total))")
