import Testing

@testable import Attestation

@Suite("Merkle trees")
struct MerkleTreeTests {
    private func leaves(_ count: Int) -> [[UInt8]] { (0..<count).map { MerkleTree.leafHash([UInt8($0)]) } }

    @Test("every place in every tree is proven by its path, and by no other place, size or path")
    func everyPlace() {
        for size in 1...33 {
            let leaves = leaves(size)
            let root = TestTree.root(leaves[...])
            for index in 0..<size {
                let path = TestTree.path(index, leaves[...])
                func proven(_ place: Int, of size: Int, by path: [[UInt8]]) -> Bool {
                    MerkleTree.root(leaf: leaves[index], at: UInt64(place), of: UInt64(size), path: path) == root
                }
                #expect(proven(index, of: size, by: path))
                #expect(!proven(index, of: size, by: path + [root]))
                #expect(path.isEmpty || !proven(index, of: size, by: Array(path.dropLast())))
                #expect(!(0..<size).contains { $0 != index && proven($0, of: size, by: path) })
            }
        }
    }

    @Test("the hashes are those of RFC 6962: what certificate-transparency-go has for its reference tree")
    func reference() {
        let entries = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let leaves = entries.compactMap { ContentDigest.bytes(hex: $0) }.map(MerkleTree.leafHash)
        #expect(ContentDigest.hex(leaves[0]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(
            ContentDigest.hex(TestTree.root(leaves[...]))
                == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
    }

    @Test("a place outside the tree, an empty tree and the largest numbers prove nothing, and end")
    func bounds() {
        let hash = MerkleTree.leafHash([])
        #expect(MerkleTree.root(leaf: hash, at: 0, of: 0, path: []) == nil)
        #expect(MerkleTree.root(leaf: hash, at: 7, of: 7, path: [hash]) == nil)
        #expect(MerkleTree.root(leaf: hash, at: .max, of: .max, path: [hash]) == nil)
        #expect(MerkleTree.root(leaf: hash, at: 5, of: .max, path: [[UInt8]](repeating: hash, count: 63)) == nil)
        #expect(MerkleTree.root(leaf: hash, at: 5, of: .max, path: [[UInt8]](repeating: hash, count: 64)) != nil)
        #expect(MerkleTree.root(leaf: hash, at: 0, of: 1, path: [hash]) == nil)
    }
}
