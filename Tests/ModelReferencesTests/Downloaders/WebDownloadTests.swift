import Testing

@testable import ModelReferences

@Suite("What web clients fetch and keep")
struct WebDownloadTests {
    private static func found(_ script: String) -> [String] {
        CommandTexts.read(script).references.map(DownloaderTests.render)
    }

    private static let hub = "https://huggingface.co/o/n"

    @Test(
        "a request that keeps nothing is no download",
        arguments: [
            "until curl -sfI \(hub); do sleep 2; done", "curl --head \(hub)", "curl -X HEAD \(hub)",
            "curl -s -o /dev/null -w '%{http_code}' \(hub)/resolve/main/config.json", "wget --spider \(hub)",
            "wget -q -O /dev/null \(hub)/resolve/main/x.gguf", "wget --method=HEAD \(hub)",
            "curl -s \(hub) > /dev/null",
        ])
    func probes(_ script: String) { #expect(Self.found(script) == []) }

    @Test(
        "one that keeps something is",
        arguments: [
            "curl -I -X GET -o x \(hub)/resolve/main/x.gguf", "curl -O -o /dev/null \(hub)/resolve/main/x.gguf",
            "curl -o /dev/null http://h/health -o x.gguf \(hub)/resolve/main/x.gguf",
            "wget \(hub)/resolve/main/x.gguf > /dev/null", "wget -I /a \(hub)/resolve/main/x.gguf",
            "curl \(hub)/resolve/main/x.gguf",
        ])
    func downloads(_ script: String) { #expect(Self.found(script).count == 1) }

    @Test(
        "an archive whose name only the destination tells",
        arguments: [
            "curl -Lo /s/model.tar.gz https://www.kaggle.com/api/v1/models/o/m/f/v/1/download",
            "curl -Lo /s/x https://www.kaggle.com/api/v1/models/o/m/f/v/1/download",
            "curl -o /models/model.tar.gz 'https://example.com/download?id=3'",
            "curl -L -o model.zip https://figshare.com/ndownloader/files/123",
            "curl -o /m/weights.zip https://example.com/get/abc",
        ])
    func archives(_ script: String) { #expect(Self.found(script).count == 1) }

    @Test(
        "other archives, and data sets, are none",
        arguments: [
            "curl -o /models/site.tar.gz 'https://example.com/download?id=3'",
            "curl -o x.zip https://example.com/get/abc", "curl -o dataset.zip https://example.com/get/abc",
            "curl -Lo d.zip https://www.kaggle.com/api/v1/datasets/download/o/d",
        ])
    func otherArchives(_ script: String) { #expect(Self.found(script) == []) }

    @Test("oras pulls databases, policies and charts as well as models")
    func artifacts() {
        #expect(Self.found("oras pull ghcr.io/aquasecurity/trivy-db:2") == [])
        #expect(Self.found("oras pull ghcr.io/corp/policies:v1 -o /policies") == [])
        #expect(Self.found("oras pull ghcr.io/corp/charts/app:1.0") == [])
        #expect(Self.found("oras pull ghcr.io/corp/fraud:v1 -o /data").count == 1)
        #expect(Self.found("oras pull ghcr.io/charts/fraud-model:v1 -o /data").count == 1)
    }
}
