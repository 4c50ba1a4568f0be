import KubernetesModel
import Testing

@testable import ModelReferences

/// Objects as large as an API server takes. What costs more than its own reading (comparing each part with every
/// other) would keep these tests from ending in any reasonable time.
@Suite("Objects that are as large as they may be")
struct LargeObjectsTests {
    private static let count = 20_000

    private func references(_ object: String) throws -> [ModelReference] {
        try ReferenceFinder.find(in: JSONParser.parse(object).root).references
    }

    private func list(_ element: (Int) -> String) -> String {
        (0..<Self.count).map(element).joined(separator: ",")
    }

    @Test("many storageUris")
    func storageURIs() throws {
        let uris = list { #"{"uri":"s3://b/\#($0)/","mountPath":"/mnt/models/\#($0)"}"# }
        let found = try references(
            #"{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","spec":{"predictor":{"storageUris":[\#(uris)]}}}"#
        )
        #expect(found.count == Self.count)
    }

    @Test("many frameworks are refused and not read one by one")
    func frameworks() throws {
        let blocks = list { #""f\#($0)":{"storageUri":"s3://b/\#($0)/v1/"}"# }
        let found = try references(
            #"{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","spec":{"predictor":{\#(blocks)}}}"#)
        #expect(found.contains { $0.pinning.name == "unresolved" })
    }

    @Test("many predictors, each with a graph")
    func predictors() throws {
        let predictors = list { #"{"name":"p\#($0)","graph":{"modelUri":"gs://b/\#($0)"}}"# }
        let found = try references(
            #"{"apiVersion":"machinelearning.seldon.io/v1","kind":"SeldonDeployment","spec":{"predictors":[\#(predictors)]}}"#
        )
        #expect(found.count == Self.count)
    }

    @Test("a graph as deep as a document may be")
    func depth() throws {
        let depth = 40
        let graph =
            String(repeating: #"{"modelUri":"gs://b/m","children":["#, count: depth)
            + String(repeating: "]}", count: depth)
        let found = try references(
            #"{"apiVersion":"machinelearning.seldon.io/v1","kind":"SeldonDeployment","spec":{"predictors":[{"graph":\#(graph)}]}}"#
        )
        #expect(found.count == depth)
    }

    @Test("a fingerprint of many parts")
    func fingerprint() throws {
        let annotations = list { #""pedigree.dev/x\#($0)":"y""# }
        let object = try JSONParser.parse(
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{\#(annotations)}},"spec":{"containers":[]}}"#
        ).root
        let fingerprint = Fingerprint(of: object, workload: try ReferenceFinder.find(in: object))
        #expect(fingerprint.parts.count == Self.count)
        #expect(fingerprint.isUnchanged(since: fingerprint))
    }
}
