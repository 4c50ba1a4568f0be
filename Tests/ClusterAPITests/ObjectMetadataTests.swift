import FoundationEssentials
import KubernetesModel
import PolicyEngine
import Testing

@testable import ClusterAPI

@Suite("Metadata of objects")
struct ObjectMetadataTests {
    private func read(_ metadata: String, _ resource: ClusterResource = .pods) throws -> ObjectMetadata? {
        // The kind that stands in it is none.
        let text = #"{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":"# + metadata + "}"
        return ObjectMetadata(try JSONParser.parse(text).root, of: resource)
    }

    @Test("it says who the object is, who manages it, and what pedigree's annotations say")
    func whole() throws {
        let found = try read(
            """
            {"name":"a","namespace":"ml","uid":"u","resourceVersion":"7","generation":3,
             "creationTimestamp":"2023-11-14T22:13:20Z","deletionTimestamp":"2023-11-14T22:13:21Z",
             "labels":{"app":"x"},"annotations":{"pedigree.dev/model":"s3://m","pedigree.development":"no","k":"v"},
             "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n","uid":"w"},
              {"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"o","controller":true}]}
            """)
        let owner = LiveObject.Owner(
            uid: "o", workload: WorkloadIdentity(group: "apps", kind: "ReplicaSet", namespace: "ml", name: "r"),
            version: "v1")
        #expect(
            found
                == ObjectMetadata(
                    uid: "u", workload: WorkloadIdentity(group: "", kind: "Pod", namespace: "ml", name: "a"),
                    version: "v1", generation: 3, resourceVersion: "7", owner: owner, isBeingDeleted: true,
                    creation: Date(timeIntervalSince1970: 1_700_000_000),
                    annotations: ["pedigree.dev/model": "s3://m"], labels: ["app": "x"]))
    }

    @Test("the least that an object has is its name and its uid")
    func least() throws {
        let found = try #require(try read(#"{"name":"a","namespace":"ml","uid":"u","annotations":null}"#))
        #expect(found.generation == nil && found.owner == nil && !found.isBeingDeleted && found.annotations.isEmpty)
        #expect(try read(#"{"name":"ml","uid":"u"}"#, .namespaces)?.workload.namespace == nil)
    }

    @Test(
        "what cannot be an object of that resource is none",
        arguments: [
            "null", "[]", "{}", #"{"name":"a","namespace":"ml"}"#, #"{"namespace":"ml","uid":"u"}"#,
            #"{"name":"a","uid":"u"}"#, #"{"name":5,"namespace":"ml","uid":"u"}"#,
        ])
    func none(metadata: String) throws { #expect(try read(metadata) == nil) }

    @Test(
        "owners that do not manage it, or are incomplete, are no owner",
        arguments: [
            "null", "{}", "[null]", #"[{"apiVersion":"v1","kind":"A","name":"n","uid":"w","controller":false}]"#,
            #"[{"kind":"A","name":"n","uid":"w","controller":true}]"#,
            #"[{"apiVersion":"v1","kind":"A","name":"n","controller":true}]"#,
        ])
    func owners(references: String) throws {
        let found = try read(#"{"name":"a","namespace":"ml","uid":"u","ownerReferences":\#(references)}"#)
        #expect(try #require(found).owner == nil)
    }
}
