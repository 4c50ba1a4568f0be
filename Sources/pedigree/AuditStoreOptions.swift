import ArgumentParser
import AuditReport

/// Whether an audit asks the stores of models and data, and how it reaches them.
struct AuditStoreOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Ask buckets, registries, hubs and Git servers whether they still have the models that are live and the versions "
                + "of data that they were trained and evaluated on, and what tags mean now."))
    var askStores = false

    @OptionGroup var services: ServiceOptions

    /// nil where no store is asked.
    func asker(isOffline: Bool) throws -> StoreAsker? {
        guard askStores else { return nil }
        guard !isOffline else { throw UsageError(message: notOffline) }
        let settings = try services.settings()
        return StoreAsker(Stores(settings), timeout: settings.timeout)
    }
}

private let notOffline = "--offline fetches nothing, and --ask-stores asks the stores: leave one of them out"
