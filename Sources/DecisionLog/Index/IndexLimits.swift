/// How much the index keeps in memory.
package struct IndexLimits: Sendable {
    /// States of one workload.
    package var statesPerWorkload = 50
    /// Sightings of one object.
    package var marksPerObject = 64
    /// How long a decision waits for the cluster to show its result, in microseconds.
    package var pendingTime: Int64 = 3_600_000_000
    package var pendingDecisions = 50_000
    /// How long a child that is gone is remembered: an entry about it may still be on its way.
    package var goneChildTime: Int64 = 600_000_000
    /// Objects that are gone and stood by themselves.
    package var goneObjects = 100_000

    package init() {}
}
