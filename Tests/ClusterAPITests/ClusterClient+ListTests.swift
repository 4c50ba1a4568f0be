import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Lists of an API server", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterClientListTests {
    private let server: KubernetesServer

    init() throws {
        server = try KubernetesServer()
        try server.tell("fill", ["resource": "pods", "namespace": "ml", "prefix": "p", "count": 1203])
    }

    private func names(_ client: ClusterClient, _ form: ClusterClient.ListForm = .metadata) throws -> [[String]] {
        var pages: [[String]] = []
        try client.list(.pods, as: form) { page in
            if page.isFirst { pages = [] }
            pages.append(page.items.compactMap { $0["metadata"]?["name"]?.string })
        }
        return pages
    }

    @Test("they come in pages, and each object once", arguments: [ClusterClient.ListForm.metadata, .objects])
    func pages(form: ClusterClient.ListForm) throws {
        let pages = try names(server.client(), form)
        #expect(pages.map(\.count) == [500, 500, 203])
        #expect(Set(pages.joined()).count == 1203)
        let accept = try #require(try server.requests("/pods").last?.accept)
        #expect(accept.contains("PartialObjectMetadataList") == (form == .metadata))
    }

    @Test("whole objects are whole, and those of one namespace are its own")
    func objects() throws {
        try server.put("apps/v1", "Deployment", "a", namespace: "x", spec: ["replicas": 3])
        try server.put("apps/v1", "Deployment", "b", namespace: "y")
        var replicas: [Int?] = []
        try server.client().list(.deployments, namespace: "x", as: .objects) { page in
            replicas += page.items.map { $0["spec"]?["replicas"]?.int }
        }
        #expect(replicas == [3])
        var seen: [Bool] = []
        try server.client().list(.deployments, as: .metadata) { page in seen += page.items.map { $0["spec"] == nil } }
        #expect(seen == [true, true])
    }

    @Test("a list whose beginning is forgotten begins anew, and says so")
    func expired() throws {
        var (firsts, count) = (0, 0)
        try server.client().list(.pods, as: .metadata) { page in
            if page.isFirst { (firsts, count) = (firsts + 1, 0) }
            count += page.items.count
            if firsts == 1 { _ = try? server.tell("compact") }
        }
        #expect(firsts == 2 && count == 1203)
        let endless = failure { () throws(ClusterFailure) in
            try server.client().list(.pods, as: .metadata) { _ in _ = try? server.tell("compact") }
        }
        #expect(endless?.kind == .expired && endless?.status == 410)
    }

    @Test("where a page is larger than is read, smaller ones are asked for")
    func largePages() throws {
        let pages = try names(server.client { $0.pageBytes = 40_000 })
        #expect(Set(pages.joined()).count == 1203 && pages.allSatisfy { $0.count <= 50 })
        let none = failure { () throws(ClusterFailure) in
            try server.client { $0.pageBytes = 100 }.list(.pods, as: .metadata) { _ in }
        }
        #expect(none?.kind == .unreachable && none?.reason.contains("larger than the 100 bytes") == true)
    }

    @Test(
        "what is no list is refused",
        arguments: [
            "{}", "[]", #"{"kind":"PodList"}"#, #"{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":{}}"#,
            #"{"kind":"PodList","metadata":{},"items":[]}"#,
            #"{"kind":"Pod","metadata":{"resourceVersion":"1"},"items":[]}"#,
            #"{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[],"items":[]}"#,
        ])
    func hostile(body: String) throws {
        try server.tell("fault", ["kind": "raw", "verb": "list", "body": body])
        let found = failure { () throws(ClusterFailure) in
            try server.client().list(.pods, as: .metadata) { _ in }
        }
        #expect(found?.kind == .unreachable)
    }

    @Test("an empty list is one, and a page that goes on for ever ends")
    func bounds() throws {
        let empty = #"{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":null}"#
        try server.tell("fault", ["kind": "raw", "verb": "list", "body": empty])
        #expect(try names(server.client()) == [[]])
        let more = #"{"kind":"PodList","metadata":{"resourceVersion":"1","continue":"x"},"items":[]}"#
        try server.tell("fault", ["kind": "raw", "verb": "list", "body": more, "count": 1000])
        let found = failure { () throws(ClusterFailure) in
            try server.client { $0.pages = 20 }.list(.pods, as: .metadata) { _ in }
        }
        #expect(found?.reason.contains("has no end") == true)
    }
}
