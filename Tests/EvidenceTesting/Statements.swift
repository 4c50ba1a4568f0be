import Attestation

/// Statements as tests write them.
package enum Statements {
    package static func statement(_ predicateType: String, subject: String, predicate: String) -> String {
        #"{"_type":"https://in-toto.io/Statement/v1","subject":[\#(subject)],"predicateType":"\#(predicateType)","#
            + #""predicate":\#(predicate)}"#
    }

    /// A subject that is known by a URI and its content.
    package static func subject(uri: String, sha256: String) -> String {
        #"{"uri":"\#(uri)","digest":{"sha256":"\#(sha256)"}}"#
    }

    /// `{"name": …, "digest": {"sha256": …}}`.
    package static func data(_ name: String, sha256: String) -> String {
        #"{"name":"\#(name)","digest":{"sha256":"\#(sha256)"}}"#
    }

    package static func metric(
        _ name: String, _ value: String, slice: String? = nil, dataset: String? = nil, samples: Int? = 5000
    ) -> String {
        var members = [#""name":"\#(name)","value":"\#(value)""#]
        if let slice { members.append(#""slice":"\#(slice)""#) }
        if let dataset { members.append(#""dataset":"\#(dataset)""#) }
        if let samples { members.append(#""sampleCount":\#(samples)"#) }
        return "{\(members.joined(separator: ","))}"
    }

    /// An evaluation that is well made; every part of it can be exchanged.
    package static func evaluation(
        subject: String, metrics: [String], datasets: [String] = [data("eval", sha256: evalData)],
        finishedOn: String? = "2026-11-20T12:00:00Z", result: String = "PASSED", configuration: [String] = [],
        more: String = ""
    ) -> String {
        let finished = finishedOn.map { #""finishedOn":"\#($0)","# } ?? ""
        return statement(
            PredicateType.modelEvaluation, subject: subject,
            predicate:
                #"{"result":"\#(result)","configuration":[\#(configuration.joined(separator: ","))],\#(finished)"#
                + #""datasets":[\#(datasets.joined(separator: ","))],"metrics":[\#(metrics.joined(separator: ","))]\#(more)}"#
        )
    }

    /// A lineage that names everything; every part of it can be exchanged.
    package static func lineage(
        subject: String, dependencies: [String] = [source, data("dataset:train", sha256: trainData)],
        external: String = #""hyperparameters":{"max_depth":"6"},"seed":"42""#,
        inner: String = #""environment":{"python":"3.12"}"#, builder: String = "https://ci.corp.example/trainer",
        finishedOn: String? = "2026-11-19T12:00:00Z"
    ) -> String {
        let finished = finishedOn.map { #""finishedOn":"\#($0)""# } ?? ""
        return statement(
            PredicateType.provenanceV1, subject: subject,
            predicate: #"{"buildDefinition":{"buildType":"https://pedigree.dev/buildtypes/training/v1","#
                + #""externalParameters":{\#(external)},"internalParameters":{\#(inner)},"#
                + #""resolvedDependencies":[\#(dependencies.joined(separator: ","))]},"runDetails":{"builder":"#
                + #"{"id":"\#(builder)"},"metadata":{\#(finished)}}}"#)
    }

    package static let source =
        #"{"name":"source","uri":"git+https://git.corp.example/ml/fraud","#
        + #""digest":{"gitCommit":"3f786850e387550fdab836ed7e6dc881de23001b"}}"#
    /// `sha256` of the data that models are evaluated on, and of the data that they are trained on.
    package static let evalData = String(repeating: "e", count: 64)
    package static let trainData = String(repeating: "d", count: 64)
}
