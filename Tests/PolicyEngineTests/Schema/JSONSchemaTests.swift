import KubernetesModel
import PolicyEngine
import Testing

@Suite("JSONSchema")
struct JSONSchemaTests {
    @Test("the schema is JSON that names every field of every document")
    func complete() throws {
        let schema = try JSONParser.parse(JSONSchema.text).root
        for document in PolicySchema.documents {
            let definition = try #require(schema["$defs"]?[document.kind])
            try compare(definition, document.record)
        }
        #expect(schema["oneOf"]?.count == PolicySchema.documents.count)
    }

    private func compare(_ schema: Node, _ record: RecordSpec) throws {
        #expect(schema["additionalProperties"]?.bool == false)
        let properties = try #require(schema["properties"])
        #expect(properties.members.map(\.key) == record.fields.map(\.name))
        #expect(
            (schema["required"]?.elements.compactMap(\.string) ?? [])
                == record.fields.filter(\.isRequired).map(\.name))
        for field in record.fields {
            let property = try #require(properties[field.name])
            #expect(property["description"]?.string?.hasPrefix(field.summary) == true)
            switch field.value {
            case .record(let inner): try compare(property, inner)
            case .list(of: .record(let inner), atLeast: _): try compare(try #require(property["items"]), inner)
            case .text(let form): #expect(property["pattern"]?.isString(form.pattern) == true)
            case .word(let words): #expect(property["enum"]?.elements.compactMap(\.string) == words)
            case .decimal: #expect(property["type"]?.count == 2)
            case .count: #expect(property["type"]?.isString("integer") == true)
            case .flag, .list, .oneOrMore, .texts, .decimals: break
            }
        }
    }
}
