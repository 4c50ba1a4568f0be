import NIOCore
import NIOSSL

extension Channel {
    /// Closes the connection now. An ordinary close waits seconds for the other side's farewell (TLS `close_notify`), which
    /// a client that is being cut off has no reason to send.
    func cut() {
        eventLoop.execute {
            let pipeline = self.pipeline.syncOperations
            if let context = try? pipeline.context(handlerType: NIOSSLServerHandler.self) {
                context.close(promise: nil)
            } else {
                self.close(promise: nil)
            }
        }
    }
}
