import ClusterAPI
import KubernetesModel
import ModelReferences
import Testing

@testable import AuditReport

@Suite("Contents that pods run")
struct RunningImagesTests {
    private let image = "registry.corp.example/ml/fraud:v47"

    private func pod(
        _ imageID: String, image: String? = nil, phase: String = "Running", list: String = "containerStatuses",
        names: String = "containers"
    ) throws -> Node {
        try Live.node(
            #"{"spec":{"\#(names)":[{"name":"model","image":"\#(image ?? self.image)"}]},"status":{"phase":"\#(phase)","#
                + #""\#(list)":[{"name":"model","imageID":"\#(imageID)"}]}}"#)
    }

    private func contents(_ pods: Node..., limits: RunningImages.Limits = .init()) throws -> [RunningImages.Content] {
        var running = RunningImages(limits: limits)
        for pod in pods { running.note(pod, of: ObjectUID("owner")) }
        return running.contents(of: ObjectUID("owner"), image: try #require(ImageReference(image)))
    }

    @Test(
        "what a kubelet names by its manifest is known; a configuration's digest says nothing",
        arguments: [
            ("docker-pullable://registry.corp.example/ml/fraud@sha256:\(String(repeating: "a", count: 64))", true),
            ("registry.corp.example/ml/fraud@sha256:\(String(repeating: "a", count: 64))", true),
            ("mirror.corp.example/other@sha256:\(String(repeating: "a", count: 64))", true),
            ("sha256:\(String(repeating: "a", count: 64))", false), ("docker://sha256:abc", false), ("", false),
            ("registry.corp.example/ml/fraud@sha256:short", false), ("@", false),
            ("registry.corp.example/ml/fraud@md5:\(String(repeating: "a", count: 32))", false),
        ])
    func forms(_ imageID: String, isKnown: Bool) throws {
        let found = try contents(try pod(imageID))
        #expect(found == (isKnown ? [.init(digest: Live.digest("a"), count: 1)] : []))
    }

    private func id(_ letter: Character) -> String { "r.example/x@\(Live.digest(letter))" }

    @Test("two contents under one name are both told, the more frequent first")
    func two() throws {
        let found = try contents(try pod(id("b")), try pod(id("a")), try pod(id("a")))
        #expect(found == [.init(digest: Live.digest("a"), count: 2), .init(digest: Live.digest("b"), count: 1)])
    }

    @Test("init containers count, pods that have ended do not")
    func lists() throws {
        let initial = try pod(id("a"), list: "initContainerStatuses", names: "initContainers")
        #expect(try contents(initial).count == 1)
        #expect(try contents(try pod(id("a"), phase: "Succeeded"), try pod(id("b"), phase: "Failed")).isEmpty)
    }

    @Test("a name without a tag is the one with latest")
    func defaults() throws {
        var running = RunningImages()
        running.note(try pod(id("a"), image: "fraud"), of: ObjectUID("owner"))
        let name = try #require(ImageReference("docker.io/library/fraud:latest"))
        #expect(running.contents(of: ObjectUID("owner"), image: name).count == 1)
        #expect(running.contents(of: ObjectUID("another"), image: name).isEmpty)
    }

    @Test("a volume of the kind image is known where the status of its mount says what was pulled")
    func volumes() throws {
        let text =
            #"{"spec":{"containers":[{"name":"c","image":"busybox"}],"volumes":[{"name":"m","image":{"reference":"\#(image)"}}]},"#
            + #""status":{"containerStatuses":[{"name":"c","imageID":"","volumeMounts":[{"name":"m","mountPath":"/m","#
            + #""volumeStatus":{"image":{"imageRef":"\#(id("a"))"}}},{"name":"other"}]}]}}"#
        #expect(try contents(try Live.node(text)).map(\.digest) == [Live.digest("a")])
    }

    @Test(
        "whatever else stands in a status is passed over",
        arguments: [
            "{}", #"{"spec":[],"status":[]}"#, #"{"spec":{},"status":{"containerStatuses":{}}}"#,
            #"{"spec":{"containers":"x"},"status":{"containerStatuses":[1,null,{"name":7,"imageID":[]}]}}"#,
            #"{"spec":{"containers":[{"name":"c","image":"::::"}]},"status":{"containerStatuses":[{"name":"c","imageID":"x@sha256:aa"}]}}"#,
        ])
    func hostile(_ text: String) throws { #expect(try contents(try Live.node(text)).isEmpty) }

    @Test("beyond its limits it says so, and keeps what it had")
    func bounded() throws {
        var limits = RunningImages.Limits()
        limits.contents = 2
        limits.images = 1
        var running = RunningImages(limits: limits)
        for letter in "abc" { running.note(try pod(id(letter)), of: ObjectUID("owner")) }
        #expect(running.isTruncated)
        running.note(try pod(id("a")), of: ObjectUID("another"))
        let name = try #require(ImageReference(image))
        #expect(running.contents(of: ObjectUID("owner"), image: name).count == 2)
        #expect(running.contents(of: ObjectUID("another"), image: name).isEmpty)
    }
}
