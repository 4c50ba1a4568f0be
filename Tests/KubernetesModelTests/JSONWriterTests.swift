import Testing

@testable import KubernetesModel

@Suite("JSONWriter")
struct JSONWriterTests {
    private func write(pretty: Bool) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.object { object in
            object.member("name", "a\"b")
            object.member("count", -3)
            object.member("isOn", true)
            object.member("list", ["x", "y"])
            object.key("empty")
            object.object { _ in }
            object.key("none")
            object.null()
            object.key("rows")
            object.array { rows in
                rows.value(1)
                rows.array { _ in }
                rows.object { $0.member("k", false) }
            }
        }
        return writer.text
    }

    @Test("compact JSON has no blanks")
    func compact() {
        #expect(
            write(pretty: false)
                == #"{"name":"a\"b","count":-3,"isOn":true,"list":["x","y"],"empty":{},"none":null,"rows":[1,[],{"k":false}]}"#
        )
    }

    @Test("pretty JSON is indented by two")
    func pretty() {
        #expect(
            write(pretty: true) == """
                {
                  "name": "a\\"b",
                  "count": -3,
                  "isOn": true,
                  "list": [
                    "x",
                    "y"
                  ],
                  "empty": {},
                  "none": null,
                  "rows": [
                    1,
                    [],
                    {
                      "k": false
                    }
                  ]
                }
                """)
    }

    @Test("a parsed value is written as it was", arguments: [false, true])
    func roundTrip(pretty: Bool) throws {
        let text = #"{"a":[1.10,-0,1e400,"é\u0000\n\"\\/","😀",null,true,{}],"b\n":{"c":[[]]}}"#
        let root = try JSONParser.parse(text).root
        var writer = JSONWriter(pretty: pretty)
        writer.value(root)
        #expect(try JSONParser.parse(writer.bytes).root == root)
        #expect(writer.text.contains("\n") == pretty)
    }
}
