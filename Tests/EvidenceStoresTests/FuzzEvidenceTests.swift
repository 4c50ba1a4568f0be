import Attestation
import EvidenceStores
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

/// Feeds broken files to the index: none ends the program, and none is believed that nobody signed.
@Suite("Evidence fuzzing")
struct FuzzEvidenceTests {
    /// A small generator of its own (SplitMix64), so that a failure can be seen again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return mixed ^ mixed >> 31
        }
    }

    /// One file that is another one at each look.
    private struct OneFile: EvidenceStore {
        let file: String
        let bytes: [UInt8]
        let name = "fuzz"
        let place = "memory"

        func list(by deadline: Deadline) -> StoreListing {
            StoreListing(entries: [StoreListing.Entry(place: file, version: "1")])
        }
        func read(_ entry: StoreListing.Entry, by deadline: Deadline) -> [UInt8] { bytes }
    }

    private static let pieces = [
        "\"", "{", "}", "[", "]", ":", ",", "\n", "\\u0000", "\\ud800", "é", "\u{202e}", "null", "1e999", "-", "==",
        "\"payload\":", "\"dsseEnvelope\":", "\"signatures\":[]", "\"run\":{", "stages:", "  ", "- path: x", "&a *a",
    ].map { Array($0.utf8) }

    private func mutated(_ seed: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &dice)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &dice)))
            case 3: bytes.insert(contentsOf: Self.pieces.randomElement(using: &dice) ?? [], at: place)
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            }
            if bytes.isEmpty { bytes = seed }
        }
        return bytes
    }

    @Test("a broken file ends in problems with a place, and is believed only where what was signed is whole")
    func reading() throws {
        let environment = ProcessInfo.processInfo.environment
        let iterations = environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1000
        var dice = Dice(state: environment["PEDIGREE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 42)
        let signer = try TestSigner()
        let uri = "s3://ml-models-prod/fraud-detector/v47/"
        let envelope = try signer.envelope(uri)
        let signed = ContentDigest.sha256(Array(statement(uri).utf8))
        let seeds: [(file: String, bytes: [UInt8])] = [
            ("eval.dsse.json", envelope), ("all.jsonl", envelope + envelope), ("run.json", Array(mlflowRun.utf8)),
            ("event.json", Array(openLineage.utf8)), ("dvc.lock", Array(dvcLock.utf8)),
        ]
        var believed = 0
        for _ in 0..<iterations {
            guard let seed = seeds.randomElement(using: &dice) else { continue }
            let store = OneFile(file: seed.file, bytes: mutated(seed.bytes, &dice))
            let outcome = EvidenceIndexer().look(at: [store], trustRoots: [signer.root])
            for item in outcome.index.items {
                guard let verified = try? item.outcome.get() else { continue }
                believed += 1
                #expect(verified.payloadDigest == signed)
            }
            for problem in outcome.summary.sources.flatMap(\.problems) {
                #expect(problem.place.hasPrefix(seed.file))
                #expect(!problem.reason.isEmpty && !problem.reason.utf8.contains(0x0A))
            }
        }
        // White space and key identifiers may change; so the fuzzer does reach what is believed.
        #expect(believed > 0)
    }
}

let mlflowRun = """
    {"run": {"info": {"run_id": "r1", "status": "FINISHED", "artifact_uri": "s3://mlflow/1/r1/artifacts"},
     "data": {"params": [{"key": "seed", "value": "42"}], "tags": [
       {"key": "mlflow.source.git.commit", "value": "3f786850e387550fdab836ed7e6dc881de23001b"},
       {"key": "pedigree.dev/model", "value": "s3://ml-models-prod/fraud-detector/v47/"},
       {"key": "mlflow.log-model.history", "value": "[{\\"artifact_path\\": \\"model\\"}]"}]},
     "inputs": {"dataset_inputs": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {
       "name": "train", "digest": "8f9eb48c", "source": "{\\"uri\\": \\"s3://corp/train.csv\\"}"}},
       {"tags": [{"key": "mlflow.data.context", "value": "eval"}], "dataset": {"name": "eval", "digest": "1"}}]},
     "outputs": {"model_outputs": [{"model_id": "m-0c4e", "step": 0}]}}}
    """

let openLineage = """
    {"eventType": "COMPLETE", "eventTime": "2026-11-21T14:05:00Z", "run": {"runId": "1", "facets": {
       "processing_engine": {"version": "3.5"}}},
     "job": {"namespace": "ml", "name": "train", "facets": {"sourceCodeLocation": {"type": "git",
       "repoUrl": "https://git.corp/ml/fraud", "version": "3f786850e387550fdab836ed7e6dc881de23001b"}}},
     "inputs": [{"namespace": "s3://corp", "name": "train.csv", "facets": {"version": {"datasetVersion": "v3"}}}],
     "outputs": [{"namespace": "s3://ml-models-prod", "name": "fraud-detector/v47"}]}
    """

let dvcLock = """
    schema: '2.0'
    stages:
      train:
        cmd: python train.py
        deps:
        - {path: data, hash: md5, md5: 92ee629bdbb01a36461a570f3779f809.dir, size: 16, nfiles: 2}
        params:
          params.yaml: {lr: 0.1}
        outs:
        - {path: model.bin, hash: md5, md5: e5ebd4c02cefbe7955977c67ada242b7, size: 8}

    """
