import HTTPTransport
import RemoteServices

extension ReadFailure {
    /// What went wrong with one entry: that it is gone, or too large, says nothing of the others.
    package init(_ failure: ServiceFailure) {
        switch failure.kind {
        case .notFound: self.init(failure.reason, isChanged: true)
        case .transport(.tooLarge), .malformed: self.init(failure.reason)
        case .mismatch: self.init(failure.reason, isChanged: true)
        case .transport, .unauthorized, .forbidden, .busy, .server, .status, .credentials:
            self.init(failure.reason, isService: true)
        }
    }
}
