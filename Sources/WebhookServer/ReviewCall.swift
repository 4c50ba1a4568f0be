import NIOCore
import Synchronization

/// One POST to `/validate`, as the transport hands it on: its body, and until when the answer is awaited.
package struct ReviewCall: Sendable {
    package var body: [UInt8]
    /// When its header fields had arrived.
    package var received: NIODeadline
    /// When the answer must be given, which is a margin before the caller gives up.
    package var deadline: NIODeadline
    /// The trace that the caller belongs to (W3C `traceparent`), 32 hex digits.
    package var traceID: String?
    /// Whether somebody answers it already.
    let answer = FirstAnswer()

    package init(body: [UInt8], received: NIODeadline, deadline: NIODeadline, traceID: String? = nil) {
        self.body = body
        self.received = received
        self.deadline = deadline
        self.traceID = traceID
    }
}

/// Who answers a review: the decision, or the clock where that comes first. Only the first one is counted and logged as
/// what became of it.
final class FirstAnswer: Sendable {
    private let isGiven = Atomic<Bool>(false)

    /// - Returns: whether nobody came before.
    func take() -> Bool { !isGiven.exchange(true, ordering: .acquiringAndReleasing) }
}

/// What goes back: 200 with an AdmissionReview, or 400 where the body was none.
package struct ReviewAnswer: Sendable, Hashable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int = 200, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// An AdmissionReview, or a sentence for whoever looks at the connection.
    var contentType: String { status == 200 ? "application/json" : "text/plain; charset=utf-8" }
}

/// Why a review is answered without having been judged.
package enum NotJudged: String, Sendable, Hashable, CaseIterable {
    /// More reviews wait than the server allows.
    case overload
    /// More bytes of bodies are held than the server allows.
    case memory
    /// The review alone is larger than the server reads.
    case tooLarge
    /// The time that the caller gave has run out.
    case deadline

    /// One sentence for the user of kubectl.
    package var sentence: String {
        switch self {
        case .overload: "too many reviews are waiting for a decision; nothing was decided, try again"
        case .memory: "too many large requests are waiting for a decision; nothing was decided, try again"
        case .tooLarge: "this request is larger than the webhook reads, and what it does not read it cannot let in"
        case .deadline: "the time allowed for this review (timeoutSeconds) ran out before it was decided; try again"
        }
    }
}

/// The two things that the server must be able to say about a review. They are plain functions, so that the transport
/// is tested without a policy.
package struct ReviewHandler: Sendable {
    /// Judges one body. It computes and never waits: it is called on the thread of a connection. Where something must
    /// be waited for it returns nil, and gives the answer to `later`, once, on any thread.
    package var review: @Sendable (_ call: ReviewCall, _ later: @escaping Later) -> ReviewAnswer?
    /// The answer for a review with this uid that is not judged.
    package var undecided: @Sendable (_ uid: String, _ reason: NotJudged) -> ReviewAnswer

    package typealias Later = @Sendable (ReviewAnswer) -> Void

    package init(
        review: @escaping @Sendable (_ call: ReviewCall, _ later: @escaping Later) -> ReviewAnswer?,
        undecided: @escaping @Sendable (_ uid: String, _ reason: NotJudged) -> ReviewAnswer
    ) {
        self.review = review
        self.undecided = undecided
    }

    /// One that never waits.
    package static func immediate(
        review: @escaping @Sendable (ReviewCall) -> ReviewAnswer,
        undecided: @escaping @Sendable (_ uid: String, _ reason: NotJudged) -> ReviewAnswer
    ) -> ReviewHandler {
        ReviewHandler(review: { call, _ in review(call) }, undecided: undecided)
    }
}
