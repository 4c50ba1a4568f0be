import KubernetesModel

// What is empty is left out, and read as empty: entries stay small, and each has one form.
extension JSONWriter {
    mutating func present(_ key: String, _ value: String?) {
        if let value { member(key, value) }
    }

    mutating func present(_ key: String, _ value: Int?) {
        if let value { member(key, value) }
    }

    mutating func filled(_ key: String, _ value: String) {
        if !value.isEmpty { member(key, value) }
    }

    mutating func filled(_ key: String, _ values: [String]) {
        if !values.isEmpty { member(key, values) }
    }

    mutating func list<Element>(_ key: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        guard !elements.isEmpty else { return }
        self.key(key)
        array { array in
            for element in elements { array.object { write(&$0, element) } }
        }
    }

    mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        object(body)
    }
}
