import Dispatch
import FoundationEssentials
import Logging
import NIOCore
import NIOPosix
import PolicyFiles

/// `pedigree serve`: the webhook with everything that it needs, from the first file to the last answer.
package enum WebhookService {
    /// Serves until it is told to end (SIGTERM, SIGINT).
    ///
    /// - Returns: whether every request that was in flight then was answered.
    package static func run(_ options: ServeOptions) async throws -> Bool {
        let sink = LogSink(descriptor: 2)
        let log = Logger(label: "pedigree") { _ in
            LineLogHandler(format: options.logFormat, sink: sink, level: options.logLevel)
        }
        let signals = StopSignals(grace: options.shutdownDelay + options.grace) { log.error("\(tooLate)") }
        do {
            let decisions = DecisionLines(format: options.logFormat, sink: sink, level: options.logLevel)
            let isClean = try await serve(options, until: signals, log: log, decisions: decisions, sink: sink)
            await sink.close()
            return isClean
        } catch {
            await sink.close()
            throw error
        }
    }

    private static func serve(
        _ options: ServeOptions, until signals: StopSignals, log: Logger, decisions: DecisionLines, sink: LogSink
    ) async throws -> Bool {
        // The webhook's loops, and the one of the plain listener.
        let processors = ProcessorCount.available
        let descriptors = FileDescriptors.ofThisProcess(loops: processors + 1)
        guard let probes = descriptors.health else { throw ServeError(tooFew(descriptors)) }
        var limits = options.limits
        limits.connections = descriptors.webhook(limits.connections)
        if limits.connections < options.limits.connections {
            log.warning("\(fewer(limits.connections, than: options.limits.connections, descriptors))")
        }
        let hasRecord = options.record.log != nil && options.record.cluster != nil
        let policies = try loadPolicies(options, hasRecord: hasRecord)
        let certificate = try ServerCertificate(options.certificate, now: now())
        let metrics = ServerMetrics(version: options.version)
        metrics.watch(sink: sink)
        let judging = JudgingWatcher(
            policies, allowsDemo: options.allowsDemoTrustRoots, evidenceCache: options.evidenceCache,
            hasRecord: hasRecord)
        let keeper = try record(options, judging, policies, log: log)
        if let keeper { metrics.watch(keeper) }
        metrics.watch(judging)
        metrics.watch(certificate: certificate)
        // Evidence is read while the server comes up; it is not ready before.
        let watching = Task { await judging.run(every: .seconds(1)) { JudgingLog.report($0, to: log) } }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: processors)
        let handler = AdmissionHandler(
            judging: { judging.current }, metrics: metrics, log: log, decisions: decisions,
            memo: options.memoSize > 0 ? ReviewMemo(bytes: options.memoSize) : nil,
            lookups: EvidenceLookups { judging.absorb(at: Date()) }, desk: keeper?.desk ?? .nobody
        ).handler
        let webhook = try await WebhookServer.start(
            host: options.listen.host, port: options.listen.port, certificate: certificate, handler: handler,
            limits: limits, metrics: metrics, log: RequestLog(log, decisions: decisions), group: group)
        if let keeper { DispatchQueue(label: "record").async { keeper.run() } }
        let health = try await HealthServer.start(
            host: options.healthListen.host, port: options.healthListen.port, metrics: metrics,
            connections: probes)
        log.notice(
            "serving",
            metadata: [
                "webhook": "\(webhook.address)", "health": "\(health.address)",
                "policies": "\(policies.status.digest ?? "")",
            ])
        let reloads = [
            watching,
            Task { await reload(certificate, every: options.certificateInterval, log: log) },
        ]
        let signal = await signals.first()
        log.notice("ending: finishing what is in flight", metadata: ["signal": "\(signal ?? 0)"])
        await webhook.announceEnd(for: options.shutdownDelay)
        let ending = Ending(grace: options.grace, hasRecord: keeper != nil)
        let isClean = try await webhook.shutDown(grace: ending.requests)
        for reload in reloads { reload.cancel() }
        if !isClean { log.warning("requests were cut off at the end of the grace time") }
        let isWhole = await stop(keeper, by: ending.record)
        try await health.shutDown()
        try await group.shutdownGracefully()
        log.notice("ended")
        return isClean && isWhole
    }

    private static func record(
        _ options: ServeOptions, _ judging: JudgingWatcher, _ policies: PolicyWatcher, log: Logger
    ) throws(ServeError) -> RecordKeeper? {
        guard let place = options.record.log else {
            guard options.record.cluster == nil else { throw ServeError(clusterWithoutLog) }
            return nil
        }
        return try RecordKeeper(
            options.record, log: place, reviewer: { judging.current?.reviewer },
            policyCommit: { policies.status.commit }, log: log)
    }

    private static func stop(_ keeper: RecordKeeper?, by deadline: Date) async -> Bool {
        guard let keeper else { return true }
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "end of the record").async {
                continuation.resume(returning: keeper.stop(by: deadline))
            }
        }
    }

    private static func loadPolicies(_ options: ServeOptions, hasRecord: Bool) throws(ServeError) -> PolicyWatcher {
        let policies = PolicyWatcher(options.policies)
        policies.poll(at: Date())
        guard let set = policies.current else { throw ServeError(policies.status.lastError ?? noPolicies) }
        guard options.allowsDemoTrustRoots || set.demoTrustRoots.isEmpty else {
            throw ServeError(JudgingWatcher.demo(set.demoTrustRoots))
        }
        guard hasRecord || set.needingRecord.isEmpty else {
            throw ServeError(JudgingWatcher.needsRecord(set.needingRecord))
        }
        return policies
    }

    private static func reload(_ certificate: ServerCertificate, every interval: Duration, log: Logger) async {
        while !Task.isCancelled {
            certificate.warn(now: now(), log: log)
            try? await Task.sleep(for: interval)
            certificate.reload(now: now(), log: log)
        }
    }

    private static func now() -> Int { Int(Date().timeIntervalSince1970) }
}

private let tooLate = "the grace time is over, and something did not end: the process ends without it"
private let clusterWithoutLog =
    "--cluster needs --log: what the cluster is seen to hold is kept there"
private let noPolicies = "no policies were found"
private func tooFew(_ descriptors: FileDescriptors) -> String {
    "\(descriptors.limit) files may be open at once (ulimit -n), of which the server takes \(descriptors.inUse): there "
        + "is no room for connections; raise the limit to 1024 or more"
}
private func fewer(_ connections: Int, than asked: Int, _ descriptors: FileDescriptors) -> String {
    "\(descriptors.limit) files may be open at once (ulimit -n), so that at most \(connections) connections are "
        + "served at once, not the \(asked) of --max-connections"
}
