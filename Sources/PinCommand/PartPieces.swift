import KubernetesModel
import ModelReferences

/// A part with many objects, as pieces with one object each: an edit is tried on the text of its object alone, so that
/// a list of thousands takes no longer than as many documents do.
struct PartPieces {
    struct Piece {
        /// The object's text in the part.
        var range: Range<Int>
        /// Blanks in front of it, so that its first line has the margin that it has in the part.
        var margin: Int
        var part: ManifestPart
    }

    private(set) var pieces: [Piece] = []
    private let whole: ManifestPart
    private let isJSON: Bool
    private let context: FinderContext

    /// nil where there is nothing to cut, or the text of an object does not stand for itself: where an alias may lead
    /// out of it, or it is written in a form that does not read the same alone.
    init?(_ whole: ManifestPart, isJSON: Bool, context: FinderContext) {
        guard whole.objects.count > 1, !whole.document.repeatsValues else { return nil }
        self.whole = whole
        self.isJSON = isJSON
        self.context = context
        let starts = whole.objects.compactMap { whole.document.start(of: $0.node) }
        guard starts.count == whole.objects.count else { return nil }
        var done = 0
        for (index, object) in whole.objects.enumerated() {
            let next = index + 1 < starts.count ? starts[index + 1] : nil
            guard starts[index] >= done, let piece = piece(of: object, from: starts[index], before: next) else {
                return nil
            }
            done = piece.range.upperBound
            pieces.append(piece)
        }
    }

    private func piece(of object: ManifestPart.Object, from start: Int, before next: Int?) -> Piece? {
        let document = whole.document
        let isFlow = document.isJSON || document.isFlow(object.node)
        let margin = isFlow ? 0 : start - document.lineStart(of: start)
        var ends: [Int?] = []
        if !isFlow { ends.append(next.map { document.lineStart(of: $0) } ?? document.bytes.count) }
        ends.append(document.end(of: object.node).map { isFlow ? $0 : document.lineStart(behind: $0) })
        for case let end? in ends where end > start {
            var only = whole
            only.objects = [object]
            let bytes = [UInt8](repeating: 0x20, count: margin) + document.bytes[start..<end]
            guard let part = try? ManifestPart(bytes, isJSON: isJSON, context: context, after: only),
                part.isOnly(object)
            else { continue }
            return Piece(range: start..<end, margin: margin, part: part)
        }
        return nil
    }

    /// Runs `body` on each piece in its order.
    mutating func forEach(_ body: (inout ManifestPart) -> Void) {
        for index in pieces.indices { body(&pieces[index].part) }
    }

    /// The part with its pieces as they are now; nil where it would not read as they do.
    func joined() -> ManifestPart? {
        var bytes: [UInt8] = []
        var done = 0
        for piece in pieces {
            let new = piece.part.document.bytes
            guard new.prefix(piece.margin).allSatisfy({ $0 == 0x20 }) else { return nil }
            bytes += whole.document.bytes[done..<piece.range.lowerBound]
            bytes += new.dropFirst(piece.margin)
            done = piece.range.upperBound
        }
        bytes += whole.document.bytes[done...]
        guard bytes != whole.document.bytes else { return whole }
        // INVARIANT: together they read as each did alone.
        guard let part = try? ManifestPart(bytes, isJSON: isJSON, context: context, after: whole),
            part.objects.count == pieces.count,
            zip(part.objects, pieces).allSatisfy({ $1.part.isOnly($0) })
        else { return nil }
        return part
    }
}

extension ManifestPart {
    fileprivate func isOnly(_ object: Object) -> Bool {
        guard let own = objects.first, objects.count == 1 else { return false }
        return own.node == object.node && own.identity == object.identity
    }
}

extension SourceDocument {
    /// The beginning of the line behind the one that holds `offset`.
    fileprivate func lineStart(behind offset: Int) -> Int {
        bytes[offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }
}
