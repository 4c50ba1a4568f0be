/// An object of the cluster that an answer depends on, and that the record does not know: who can ask the cluster should.
package struct SoughtObject: Sendable, Hashable {
    package var workload: WorkloadIdentity
    /// `v1beta1`; nil where any will do.
    package var version: String?
    /// The uid that it must have; nil where the name says which one is meant.
    package var uid: String?
    package var wants = Wanted.itself

    /// What is sought of it.
    package enum Wanted: Sendable, Hashable {
        case itself
        /// What answers behind it.
        /// - Parameter subset: that of an Istio DestinationRule, for who asks from `namespace`.
        case backends(subset: String?, from: String?)
    }

    package init(workload: WorkloadIdentity, version: String?, uid: String?) {
        self.workload = workload
        self.version = version
        self.uid = uid
    }
}
