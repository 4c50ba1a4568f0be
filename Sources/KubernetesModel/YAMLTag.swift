/// The tags that decide how a scalar is read; every other one leaves it a string, as in kubectl.
enum YAMLTag: Sendable, Hashable {
    case none, str, bool, int, float, null, timestamp, binary, merge, other

    /// From the long form that libyaml gives: `tag:yaml.org,2002:int`.
    init(_ tag: String) {
        switch tag {
        case "": self = .none
        case "tag:yaml.org,2002:str": self = .str
        case "tag:yaml.org,2002:bool": self = .bool
        case "tag:yaml.org,2002:int": self = .int
        case "tag:yaml.org,2002:float": self = .float
        case "tag:yaml.org,2002:null": self = .null
        case "tag:yaml.org,2002:timestamp": self = .timestamp
        case "tag:yaml.org,2002:binary": self = .binary
        case "tag:yaml.org,2002:merge": self = .merge
        default: self = .other
        }
    }
}
