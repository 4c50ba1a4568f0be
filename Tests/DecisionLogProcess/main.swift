// Writes to a log as a server does that answers only what is durable, until it is killed: each line of standard output is the
// name of a decision that was acknowledged.
import Attestation
import DecisionLog
import Foundation
import PolicyEngine

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: decision-log-process PLACE RUN\n".utf8))
    exit(2)
}

@Sendable func decision(_ name: String, verdict: String) -> Decision {
    let workload = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "fraud", name: name)
    var decision = Decision(time: Date(), operation: "CREATE", workload: workload, verdict: verdict)
    decision.message = String(repeating: "why ", count: name.utf8.count * 7 % 200)
    return decision
}

do {
    var settings = LogSettings()
    settings.durability = .beforeResponse
    settings.key = try PrivateKey.generate(.ed25519)
    (settings.checkpointEntries, settings.checkpointSeconds) = (50, 0.02)
    let writer = try LogWriter(try LogPlace(arguments[1]).open(writing: .beforeResponse), settings)
    let inFlight = DispatchSemaphore(value: 64)
    for number in 0... {
        inFlight.wait()
        let isDenial = number.isMultiple(of: 5)
        let name = isDenial ? "denied" : "\(arguments[2])-\(number)"
        writer.submit(isDenial: isDenial) { result in
            if case .success = result {
                let line = Array("\(name)\n".utf8)
                _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            }
            inFlight.signal()
        } _: {
            decision(name, verdict: isDenial ? "denied" : "allowed")
        }
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
