import NIOCore

/// Everything that the server bounds: sizes, counts and times. Whatever exceeds one of these is refused or cut off, and
/// counted in the metrics by its reason.
package struct ServerLimits: Sendable, Hashable {
    /// Bytes of one request's body. Two objects of 3 MiB (the old and the new one) and the review around them fit.
    package var body = 8 << 20
    /// Bytes of all bodies that are held at once, on all connections.
    package var bodiesInFlight = 256 << 20
    /// Bodies over 64 KiB that one HTTP/2 connection receives at once; more of them wait for their turn.
    package var largeBodiesPerConnection = 4
    /// Bytes of one request's header fields.
    package var headers = 32 << 10
    /// Open connections; more are closed as they come.
    package var connections = 1024
    /// Streams of one HTTP/2 connection that are open at once.
    package var streams = 250
    /// Reviews that are being decided or wait for it; more are answered as undecided.
    package var reviews = 1024

    /// From the accepted connection to the end of its TLS handshake.
    package var handshake = TimeAmount.seconds(5)
    /// From the first byte of a request to the end of its header fields (HTTP/1.1).
    package var headersTime = TimeAmount.seconds(10)
    /// From the header fields of a request to the end of its body.
    package var bodyTime = TimeAmount.seconds(10)
    /// For the client to take an answer.
    package var answerTime = TimeAmount.seconds(10)
    /// Between requests. An API server closes what it has not used for 90 s, and should be the first to.
    package var idle = TimeAmount.seconds(180)
    /// Between the PINGs of an HTTP/2 connection.
    package var pingInterval = TimeAmount.seconds(30)
    /// For a PING to be acknowledged.
    package var pingTime = TimeAmount.seconds(15)
    /// After which an HTTP/2 connection is asked to come again: it then meets the newest certificate, and another
    /// replica gets its share of the work.
    package var connectionAge = TimeAmount.minutes(30)
    /// For the first request of a connection that was made just before the server ended.
    package var lastRequest = TimeAmount.seconds(1)
    /// For one review where the request does not say (`?timeout=`); the API server's own default.
    package var review = TimeAmount.seconds(10)

    /// Bodies up to this size may be decided on the thread of the connection that they arrived on; larger ones never are.
    package var inlineBody = smallBody

    package init() {}

    /// What counts as small: HTTP/2's initial window, so that small bodies never wait for a WINDOW_UPDATE, and never
    /// behind large ones (RFC 9113, 6.9.2).
    static let smallBody = 65_535

    /// How long before the caller gives up the answer must be on its way: a tenth of its time, within bounds.
    static func margin(of timeout: TimeAmount) -> TimeAmount {
        .nanoseconds(min(max(timeout.nanoseconds / 10, 20_000_000), 500_000_000))
    }
}
