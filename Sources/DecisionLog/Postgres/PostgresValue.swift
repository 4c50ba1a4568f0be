/// One parameter of a statement, in PostgreSQL's binary form: nothing of it is ever part of the statement's text.
enum PostgresValue {
    case text(String)
    case integer(Int64)
    case texts([String?])
    case integers([Int64])
    case blobs([[UInt8]])

    /// Of its type: PostgreSQL's catalog pg_type.dat.
    var oid: UInt32 {
        switch self {
        case .text: PostgresType.text
        case .integer: PostgresType.int8
        case .texts: 1009
        case .integers: 1016
        case .blobs: 1001
        }
    }

    /// Appends it to `bytes`.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .integer(let number): Self.append(number, to: &bytes)
        case .texts(let texts):
            Self.begin(texts.count, PostgresType.text, to: &bytes)
            for text in texts { Self.append(text.map { Array($0.utf8) }, to: &bytes) }
        case .integers(let numbers):
            Self.begin(numbers.count, PostgresType.int8, to: &bytes)
            for number in numbers {
                Self.append(Int32(8), to: &bytes)
                Self.append(number, to: &bytes)
            }
        case .blobs(let blobs):
            Self.begin(blobs.count, PostgresType.bytea, to: &bytes)
            for blob in blobs { Self.append(blob, to: &bytes) }
        }
    }

    /// The head of an array of one dimension (array_recv): dimensions, whether NULLs may follow, the elements' type, how many
    /// there are, the number of the first.
    private static func begin(_ count: Int, _ element: UInt32, to bytes: inout [UInt8]) {
        append(Int32(count == 0 ? 0 : 1), to: &bytes)
        append(Int32(1), to: &bytes)
        append(element, to: &bytes)
        guard count > 0 else { return }
        append(Int32(clamping: count), to: &bytes)
        append(Int32(1), to: &bytes)
    }

    private static func append(_ element: [UInt8]?, to bytes: inout [UInt8]) {
        guard let element else { return append(Int32(-1), to: &bytes) }
        append(Int32(clamping: element.count), to: &bytes)
        bytes += element
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Types of columns, by their OIDs.
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let text: UInt32 = 25
}
