import Foundation
import Glibc

/// A socket that listens on a port of 127.0.0.1 which nobody else has.
final class Listener: Sendable {
    let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = self.descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

/// Stands between a client and a server on 127.0.0.1, and can lose what the server answers.
final class CuttingProxy: @unchecked Sendable {
    // SAFETY: `mode` is used under `lock`.
    private let lock = NSLock()
    private var mode = Mode.passes
    private let listener: Listener
    private let target: Int

    enum Mode { case passes, cutsAnswers, swallowsAnswers }

    var port: Int { listener.port }

    init(to target: Int) throws {
        listener = try Listener()
        self.target = target
        Thread.detachNewThread { [weak self, listener] in
            while true {
                let client = accept(listener.descriptor, nil, nil)
                guard client >= 0, let self else { return }
                Thread.detachNewThread { self.pass(client) }
            }
        }
    }

    deinit { shutdown(listener.descriptor, Int32(SHUT_RDWR)) }

    /// What happens to the server's next answers.
    func set(_ mode: Mode) { lock.withLock { self.mode = mode } }

    private func pass(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(client)
            close(server)
        }
        var address = Listener.loopback(target)
        let isConnected = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            var polled = [pollfd(fd: client, events: Int16(POLLIN), revents: 0)]
            polled.append(pollfd(fd: server, events: Int16(POLLIN), revents: 0))
            guard poll(&polled, 2, 10_000) > 0 else { return }
            let isAnswer = polled[0].revents == 0
            let count = read(isAnswer ? server : client, &buffer, buffer.count)
            guard count > 0 else { return }
            switch isAnswer ? lock.withLock({ mode }) : .passes {
            case .passes: guard write(isAnswer ? client : server, buffer, count) == count else { return }
            case .cutsAnswers: return
            case .swallowsAnswers: continue
            }
        }
    }
}
