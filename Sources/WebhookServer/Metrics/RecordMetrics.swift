import FoundationEssentials

/// How the record stands, for `/metrics`.
struct RecordMetrics {
    let keeper: RecordKeeper

    func write(to text: inout PrometheusText) {
        writeLog(to: &text)
        writeIndex(to: &text)
        writeWatches(to: &text)
    }

    private func writeLog(to text: inout PrometheusText) {
        let status = keeper.logStatus
        text.family("pedigree_log_entries_written_total", .counter, Help.written)
        text.sample("pedigree_log_entries_written_total", [], status.written)
        text.family("pedigree_log_commits_total", .counter, Help.commits)
        text.sample("pedigree_log_commits_total", [], status.commits)
        text.family("pedigree_log_entries_lost_total", .counter, Help.lost)
        text.sample("pedigree_log_entries_lost_total", [], status.lost)
        text.family("pedigree_log_denials_counted_total", .counter, Help.counted)
        text.sample("pedigree_log_denials_counted_total", [], status.counted)
        text.family("pedigree_log_queue_entries", .gauge, Help.depth)
        text.sample("pedigree_log_queue_entries", [], status.depth)
        text.family("pedigree_log_queue_capacity_entries", .gauge, Help.capacity)
        text.sample("pedigree_log_queue_capacity_entries", [], keeper.queueCapacity)
        text.family("pedigree_log_writable", .gauge, Help.writable)
        text.sample("pedigree_log_writable", [], status.failure == nil ? 1 : 0)
        guard let commit = status.lastCommit else { return }
        text.family("pedigree_log_last_commit_timestamp_seconds", .gauge, Help.lastCommit)
        text.sample("pedigree_log_last_commit_timestamp_seconds", [], commit.timeIntervalSince1970)
    }

    private func writeIndex(to text: inout PrometheusText) {
        let status = keeper.indexStatus
        text.family("pedigree_record_objects", .gauge, Help.objects)
        text.sample("pedigree_record_objects", [], status.objects)
        text.family("pedigree_record_pending_decisions", .gauge, Help.pending)
        text.sample("pedigree_record_pending_decisions", [], status.pending)
        text.family("pedigree_record_available", .gauge, Help.available)
        text.sample("pedigree_record_available", [], status.failure == nil ? 1 : 0)
    }

    private func writeWatches(to text: inout PrometheusText) {
        let watches = keeper.watches
        guard !watches.isEmpty else { return }
        text.family("pedigree_cluster_watch_synced", .gauge, Help.synced)
        for watch in watches {
            text.sample(
                "pedigree_cluster_watch_synced", [("resource", watch.resource.description)],
                watch.isSynced && watch.failure == nil ? 1 : 0)
        }
    }
}

private enum Help {
    static let written = "Entries that are in the decision log's database."
    static let commits = "Transactions of the decision log."
    static let lost = "Decisions that were made and not kept."
    static let counted = "Denials that were counted together, and not kept one by one."
    static let capacity = "Entries that find room in the queue, denials apart."
    static let depth = "Entries that wait to be written."
    static let writable = "Whether the decision log can be written (1)."
    static let lastCommit = "When entries were written last."
    static let objects = "Objects of the cluster that the record knows."
    static let pending = "Decisions whose objects the cluster has not shown yet."
    static let available = "Whether rules can be told what ran (1)."
    static let synced = "Whether what the cluster holds of a resource is known (1)."
}
