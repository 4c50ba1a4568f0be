import NIOCore

/// One call at the earliest of many times, for one connection: a scheduled task per connection instead of one per request.
///
/// Used on its event loop only.
final class Alarm {
    private let loop: any EventLoop
    private var time = NIODeadline.distantFuture
    private var task: Scheduled<Void>?
    private var ring: (() -> Void)?

    init(on loop: any EventLoop, ring: @escaping () -> Void) {
        self.loop = loop
        self.ring = ring
    }

    /// Rings at `time`, or earlier where an earlier time was set before.
    func set(_ time: NIODeadline) {
        guard time < self.time, ring != nil else { return }
        task?.cancel()
        self.time = time
        task = loop.assumeIsolated().scheduleTask(deadline: time) { [weak self] in
            guard let self else { return }
            self.time = .distantFuture
            self.task = nil
            self.ring?()
        }
    }

    /// Never rings again.
    func cancel() {
        task?.cancel()
        task = nil
        ring = nil
    }
}
