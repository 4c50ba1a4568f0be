import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

@testable import EvidenceStores

/// Feeds broken files to the index: none ends the program, and none is believed that nobody signed.
@Suite("Evidence fuzzing")
struct FuzzEvidenceTests {
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
    ]

    @Test("a broken file ends in problems with a place, and is believed only where what was signed is whole")
    func reading() throws {
        var mutator = Mutator(Self.pieces)
        let signer = try TestSigner()
        let uri = "s3://ml-models-prod/fraud-detector/v47/"
        let envelope = try signer.envelope(uri)
        let signed = ContentDigest.sha256(Array(statement(uri).utf8))
        let seeds: [(file: String, bytes: [UInt8])] = [
            ("eval.dsse.json", envelope), ("all.jsonl", envelope + envelope), ("run.json", Array(mlflowRun.utf8)),
            ("event.json", Array(openLineage.utf8)), ("dvc.lock", Array(dvcLock.utf8)),
            ("models/m/1/run.json", Array(registeredRun.utf8)),
        ]
        var believed = 0
        for _ in 0..<Mutator.iterations {
            guard let seed = seeds.randomElement(using: &mutator) else { continue }
            let store = OneFile(file: seed.file, bytes: mutator.mutated(seed.bytes))
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

    @Test("whatever a list of checksums says, it names only what lies below it")
    func checksums() throws {
        var mutator = Mutator(["..", "/", "./", "\\", "\n", "\r", " ", "*", "#", "\u{0}", "é", "a//b", "  "])
        let digest = String(repeating: "a1", count: 32)
        let seed = Array("\(digest)  a/b.json\n\\\(digest) *./c\\n\\\\d.json\n# e\n\(digest)  ../f.json\r\n".utf8)
        var named = 0
        for _ in 0..<Mutator.iterations {
            let list = try #require(ChecksumList(mutator.mutated(seed), most: 100))
            named += list.digests.count
            for (path, digest) in list.digests {
                let parts = path.split(separator: "/", omittingEmptySubsequences: false)
                #expect(!path.isEmpty && !parts.contains("") && !parts.contains(".") && !parts.contains(".."))
                #expect(digest.utf8.count == 64 && ContentDigest.bytes(hex: digest) != nil)
            }
            for problem in list.problems { #expect(!problem.reason.utf8.contains(0x0A)) }
        }
        #expect(named > 0)
    }
}

let registeredRun = """
    {"model_version": {"name": "m", "version": "1", "source": "s3://m/1"}, "artifact_uri": "s3://mlflow/m-1/artifacts",
     "run": {"info": {"run_id": "r1"}, "data": {"params": [{"key": "seed", "value": "42"}]}}}
    """

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
