import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

extension Decision {
    // INVARIANT: members stand in the order of their names' bytes.
    func write(_ json: inout JSONWriter) {
        json.present("admission", admission?.text)
        json.filled("annotations", annotations)
        json.filled("cluster", cluster)
        json.filled("codes", codes)
        context.write("context", to: &json)
        json.list("datasets", datasets) { $1.write(&$0) }
        json.filled("drift", drift)
        json.list("evidence", evidence) { $1.write(&$0) }
        json.filled("exceptions", exceptions)
        DataContext(fields).write("fields", to: &json)
        json.filled("fingerprint", fingerprint)
        json.present("generation", generation)
        json.filled("groups", groups)
        json.filled("judged", judged)
        json.present("message", message)
        if microseconds != 0 { json.member("microseconds", Int(microseconds)) }
        json.list("models", models) { $1.write(&$0) }
        json.present("notJudged", notJudged)
        json.member("operation", operation)
        json.present("ownerUID", ownerUID)
        json.filled("policies", policies)
        json.present("policyCommit", policyCommit)
        json.present("policyDigest", policyDigest)
        DataContext(reading).write("reading", to: &json)
        json.filled("requestUID", requestUID)
        json.present("subresource", subresource)
        json.member("time", Int(LogTime.microseconds(time)))
        json.present("uid", uid)
        json.filled("user", user)
        json.member("verdict", verdict)
        json.filled("version", version)
        json.object("workload") { workload.write(&$0) }
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            time: try reader.date("time"), operation: try reader.required("operation"),
            workload: try reader.object("workload", WorkloadIdentity.init), verdict: try reader.required("verdict"))
        try readRequest(&reader)
        try readJudgement(&reader)
        try reader.finish()
    }

    private mutating func readRequest(_ reader: inout BodyReader) throws(LogFailure) {
        cluster = try reader.text("cluster")
        requestUID = try reader.text("requestUID")
        user = try reader.text("user")
        groups = try reader.texts("groups")
        subresource = try reader.optional("subresource")
        version = try reader.text("version")
        uid = try reader.optional("uid")
        generation = try reader.optionalInteger("generation")
        ownerUID = try reader.optional("ownerUID")
        models = try reader.list("models", Model.init)
        fields = try reader.optionalObject("fields", DataContext.init)?.entries ?? [:]
        reading = try reader.optionalObject("reading", DataContext.init)?.entries ?? [:]
        judged = try reader.text("judged")
        context = try reader.optionalObject("context", DataContext.init) ?? DataContext()
        datasets = try reader.list("datasets", Dataset.init)
        evidence = try reader.list("evidence", Evidence.init)
        fingerprint = try reader.text("fingerprint")
        annotations = try reader.text("annotations")
    }

    private mutating func readJudgement(_ reader: inout BodyReader) throws(LogFailure) {
        policyDigest = try reader.optional("policyDigest")
        policyCommit = try reader.optional("policyCommit")
        policies = try reader.texts("policies")
        exceptions = try reader.texts("exceptions")
        codes = try reader.texts("codes")
        drift = try reader.texts("drift")
        notJudged = try reader.optional("notJudged")
        message = try reader.optional("message")
        microseconds = Int64(try reader.optionalInteger("microseconds") ?? 0)
        admission = try reader.optionalAdmission("admission")
    }
}
