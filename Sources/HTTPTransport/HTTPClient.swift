import Dispatch
import NIOConcurrencyHelpers

/// Sends requests to one service over libcurl. Several threads may use one client at once; each blocks until its answer
/// is whole.
///
/// Every socket is looked at when it is opened: an address that the settings do not allow is never connected to, whatever a
/// name resolved to, and neither is the target of a redirect.
package final class HTTPClient: Sendable {
    package let settings: HTTPSettings
    private let pool: HandlePool

    package init(_ settings: HTTPSettings) {
        self.settings = settings
        pool = HandlePool(most: settings.maxConnections)
    }

    /// The answer, of whatever status.
    package func send(_ request: HTTPRequest, by deadline: Deadline) throws(HTTPFailure) -> HTTPResponse {
        let deadline = deadline.sooner(settings.requestTime)
        var request = request
        var hops = 0
        while true {
            let target = try Target(request.url, settings)
            let response = try once(request, target, by: deadline)
            guard request.followsRedirects, request.method == .get || request.method == .head,
                let next = try Self.redirect(response, from: target)
            else { return response }
            hops += 1
            guard hops <= settings.maxRedirects else { throw HTTPFailure(.redirect, tooManyRedirects(target.host)) }
            let other = try Target(next, settings)
            guard other.isSecure || !target.isSecure else { throw HTTPFailure(.redirect, toPlain(target.host)) }
            if !other.hasSameOrigin(as: target) {
                // INVARIANT: what was meant for one host is never sent to another.
                request.headers.removeAll { Self.secret.contains($0.name.lowercased()) }
            }
            request.url = next
        }
    }

    /// The answer to a request whose body is taken line by line as it comes, where its status is a success; that of any
    /// other status is whole, as `send` has it. Redirects are not followed, and the connection is one of its own.
    package func stream(
        _ request: HTTPRequest, by deadline: Deadline, to lines: LineStream
    ) throws(HTTPFailure) -> HTTPResponse {
        let target = try Target(request.url, settings)
        guard let handle = CurlHandle() else { throw HTTPFailure(.unreachable, noAnswer(target.host)) }
        return try handle.perform(request, target, settings, by: deadline, lines: lines)
    }

    private static let secret: Set<String> = ["authorization", "cookie", "x-vault-token", "x-amz-security-token"]

    private func once(
        _ request: HTTPRequest, _ target: Target, by deadline: Deadline
    ) throws(HTTPFailure) -> HTTPResponse {
        guard let handle = pool.take(by: deadline) else { throw HTTPFailure(.timeout, noAnswer(target.host)) }
        defer { pool.give(handle) }
        guard !deadline.hasPassed else { throw HTTPFailure(.timeout, noAnswer(target.host)) }
        return try handle.perform(request, target, settings, by: deadline)
    }

    /// Where an answer sends to; nil where it does not.
    private static func redirect(_ response: HTTPResponse, from target: Target) throws(HTTPFailure) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.header("location") else {
            return nil
        }
        guard let url = target.resolve(location) else { throw HTTPFailure(.redirect, toNowhere(target.host)) }
        return url
    }
}

/// Handles that wait for their next request, with the connections that they keep.
private final class HandlePool: Sendable {
    private let idle = NIOLockedValueBox<[CurlHandle]>([])
    /// How many more may be in use.
    private let room: DispatchSemaphore

    init(most: Int) { room = DispatchSemaphore(value: max(1, most)) }

    /// nil where none was free before the deadline.
    func take(by deadline: Deadline) -> CurlHandle? {
        guard room.wait(timeout: .now() + .milliseconds(deadline.left.milliseconds)) == .success else { return nil }
        guard let handle = idle.withLockedValue({ $0.popLast() }) ?? CurlHandle() else {
            room.signal()
            return nil
        }
        return handle
    }

    func give(_ handle: CurlHandle) {
        idle.withLockedValue { $0.append(handle) }
        room.signal()
    }
}

// What an operator reads.

private func noAnswer(_ host: String) -> String { "\(host) gave no answer in time" }
private func tooManyRedirects(_ host: String) -> String { "\(host) redirects again and again" }
private func toPlain(_ host: String) -> String { "\(host) redirects from https to http" }
private func toNowhere(_ host: String) -> String { "\(host) redirects to what is no URL" }
