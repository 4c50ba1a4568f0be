import Foundation
import KubernetesModel
import Testing

@testable import ModelReferences

/// The commands of real manifests.
struct CommandCorpusTests {
    @Test("every command of the corpus can be read")
    func readsAll() throws {
        guard let folder = SharedData.find("corpus/manifests") else { return }
        var count = 0
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        for file in files.sorted() {
            for reading in try Self.readings(folder.appending(path: file)) {
                count += 1
                // The one script that is built to be unreadable would be a finding; none of these is.
                #expect(
                    !reading.opaque.contains { $0.contains("cannot be read") || $0.contains("followed") }, "\(file)")
            }
        }
        #expect(count > 50)
    }

    @Test(
        "what scripts of the corpus download is found",
        arguments: [
            ("googlecloudplatform-kubernetes-engine-samples__10.yaml", "google/gemma-4-31B-it"),
            ("googlecloudplatform-kubernetes-engine-samples__17.yaml", "deepseek-ai/DeepSeek-R1"),
        ])
    func downloads(_ file: String, _ value: String) throws {
        guard let url = SharedData.find("corpus/manifests/\(file)") else { return }
        #expect(try Self.readings(url).flatMap(\.references).map(\.value) == [value])
    }

    @Test(
        "what scripts of the corpus run is found",
        arguments: [
            ("googlecloudplatform-kubernetes-engine-samples__16.yaml", "--model", "deepseek-ai/DeepSeek-R1"),
            ("vllm-project-production-stack__1.yaml", "--model", "$MODEL_ID"),
            ("kserve-modelmesh-serving__4.yaml", "--model-repository", "/models/_triton_models"),
        ])
    func servers(_ file: String, _ flag: String, _ value: String) throws {
        guard let url = SharedData.find("corpus/manifests/\(file)") else { return }
        let values = try Self.readings(url).flatMap(\.commands).flatMap { $0.values(of: [flag]) }.map(\.text)
        #expect(values == [value])
    }

    /// One reading for each `command` and `args` in a file.
    private static func readings(_ url: URL) throws -> [ShellReading] {
        var readings: [ShellReading] = []
        // Some files of the corpus are templates and no YAML; what can be parsed before the mistake counts.
        for case .success(let document) in YAMLParser.parseStream(Array(try Data(contentsOf: url))) {
            collect(document.root, &readings)
        }
        return readings
    }

    private static func collect(_ node: Node, _ readings: inout [ShellReading]) {
        let command = words(node["command"])
        let args = words(node["args"])
        if !command.isEmpty || !args.isEmpty {
            readings.append(CommandLine.commands(command: command, args: args))
        }
        for member in node.members { collect(member.value, &readings) }
        for element in node.elements { collect(element, &readings) }
    }

    private static func words(_ list: Node?) -> [Word] {
        (list?.elements.map { $0 } ?? []).compactMap { node in
            node.scalarText.map { Word($0, path: node.path, position: node.position) }
        }
    }
}
