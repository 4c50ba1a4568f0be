import HTTPTransport
import KubernetesModel
import RemoteServices

/// One page of a list.
package struct ListPage: Sendable {
    package var items: [Node]
    /// Whether a list begins with it. It is true again where the server has forgotten the list that it began, and it
    /// begins anew: what came before is no part of it then.
    package var isFirst: Bool
    package var isLast: Bool
    /// Where a watch goes on.
    package var resourceVersion: String
}

extension ClusterClient {
    package enum ListForm: Sendable {
        /// Whole objects. Of core kinds they have neither apiVersion nor kind.
        case objects
        case metadata
    }

    /// Every object of a resource, page by page, in the whole cluster or in one namespace.
    ///
    /// - Parameters:
    ///   - labels: only objects that have all of them.
    ///   - stop: looked at between pages.
    /// - Returns: the version of the list, at which a watch goes on.
    @discardableResult package func list(
        _ resource: ClusterResource, namespace: String? = nil, labels: [String: String] = [:], as form: ListForm,
        until stop: Cancellation = Cancellation(), _ onPage: (ListPage) throws(ClusterFailure) -> Void
    ) throws(ClusterFailure) -> String {
        let place = Place(path: try resource.path(namespace: namespace), labels: labels)
        var restarts = 0
        while true {
            do throws(ClusterFailure) {
                return try listOnce(place, form, stop, onPage)
            } catch {
                restarts += 1
                guard error.kind == .expired, restarts <= limits.restarts else { throw error }
            }
        }
    }

    private struct Place {
        var path: String
        var labels: [String: String]
    }

    private func listOnce(
        _ place: Place, _ form: ListForm, _ stop: Cancellation, _ onPage: (ListPage) throws(ClusterFailure) -> Void
    ) throws(ClusterFailure) -> String {
        var (token, size, pages): (String?, Int, Int) = (nil, limits.page, 0)
        while true {
            guard !stop.isCancelled else { throw ClusterFailure(.cancelled, cancelled) }
            guard
                let document = try patiently(
                    stop, { () throws(ClusterFailure) in try self.page(place, form, limit: size, from: token) })
            else {
                guard size > 1 else { throw ClusterFailure(.unreachable, tooLarge(endpoint.server, limits.pageBytes)) }
                size = max(1, size / 10)
                continue
            }
            let metadata = document.root["metadata"]
            guard document.root["kind"]?.string?.hasSuffix("List") == true, let items = document.root["items"],
                let version = metadata?["resourceVersion"]?.nonEmptyString, items.isArray || items.isNull
            else { throw ClusterFailure(.unreachable, noList(endpoint.server)) }
            let next = metadata?["continue"]?.nonEmptyString
            let page = ListPage(
                items: Array(items.elements), isFirst: token == nil, isLast: next == nil, resourceVersion: version)
            try onPage(page)
            guard let next else { return version }
            pages += 1
            guard pages < limits.pages else { throw ClusterFailure(.unreachable, endless(endpoint.server)) }
            token = next
        }
    }

    /// The same again, where the server has too much to do or gives no answer just then.
    private func patiently<Value>(
        _ stop: Cancellation, _ ask: () throws(ClusterFailure) -> Value
    ) throws(ClusterFailure) -> Value {
        var (left, pause) = (limits.retries, limits.retryTime)
        while true {
            do throws(ClusterFailure) {
                return try ask()
            } catch {
                guard error.isPassing, left > 0, !stop.wait(min(error.retryAfter ?? pause, limits.mostRetryTime)) else {
                    throw error
                }
                (left, pause) = (left - 1, pause * 2)
            }
        }
    }

    /// nil where it is larger than is read.
    private func page(
        _ place: Place, _ form: ListForm, limit: Int, from token: String?
    ) throws(ClusterFailure) -> Document? {
        var query = [(name: "limit", value: String(limit))]
        if !place.labels.isEmpty { query.append((name: "labelSelector", value: Self.selector(place.labels))) }
        if let token { query.append((name: "continue", value: token)) }
        let accept = form == .objects ? Form.object : Form.metadataList
        do throws(ClusterFailure) {
            return try document(
                place.path + PercentEncoding.query(query), accept, maxBytes: limits.pageBytes,
                by: .after(limits.requestTime))
        } catch {
            guard error.isTooLarge else { throw error }
            return nil
        }
    }
}

extension ClusterFailure {
    /// Whether the same question may have an answer a moment later.
    fileprivate var isPassing: Bool {
        guard kind == .unreachable, !isTooLarge else { return false }
        return status.map { $0 == 429 || $0 >= 500 } ?? true
    }
}

// What an operator reads.

private let cancelled = "it is not wanted any more"
private func noList(_ server: String) -> String { "what answers at \(server) is no API server: it sends no list" }
private func endless(_ server: String) -> String { "the list of \(server) has no end" }
private func tooLarge(_ server: String, _ most: Int) -> String {
    "one object of \(server) is larger than the \(most) bytes that are read"
}
