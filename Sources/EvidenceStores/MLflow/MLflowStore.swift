import Attestation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices

/// The registered model versions of an MLflow tracking server, each with the run that made it: records that nobody signed.
package struct MLflowStore: EvidenceStore {
    package let name: String
    package let place: String
    package let remote: RemotePlan?
    private let client: MLflowClient
    private let models: [Glob]
    private let limits: StoreLimits
    private let budget: ReadBudget

    /// - Parameter models: globs on the names of registered models; none: all.
    package init(
        name: String, url: String, models: [Glob] = [], access: RemoteAccess, limits: StoreLimits = .standard
    ) {
        self.name = name
        place = "mlflow \(url)"
        // Each look asks for every run, and what it finds proves nothing: nobody waits for that.
        remote = RemotePlan(refresh: access.plan.refresh, isAskedOnMiss: false)
        client = MLflowClient(
            url: url, access.httpSettings, access.credentials.authorization, maxBytes: limits.entryBytes)
        self.models = models
        self.limits = limits
        budget = ReadBudget(limits.totalBytes)
    }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        budget.reset()
        var listing = StoreListing()
        do throws(ServiceFailure) {
            let (versions, malformed) = try versions(by: deadline)
            if malformed > 0 { listing.problems.append(problem("models", noVersions(malformed))) }
            let runs = try runs(of: versions, by: deadline)
            for version in versions {
                switch version.runID.flatMap({ runs[$0] }) {
                case .success(let run)?:
                    let record = MLflowRecord(version: version, run: run)
                    listing.entries.append(
                        StoreListing.Entry(place: Self.place(of: version), version: record.digest.description))
                case .failure(let failure)?:
                    listing.problems.append(problem(Self.place(of: version), failure.reason))
                case nil: break
                }
            }
        } catch {
            throw StoreFailure(error)
        }
        listing.entries.sort { $0.place < $1.place }
        listing.problems = listing.problems.sorted { $0.place < $1.place }.prefix(limits.problems).map { $0 }
        return listing
    }

    /// The versions that a run has made and that are ready, of the models that are read.
    private func versions(by deadline: Deadline) throws(ServiceFailure) -> ([MLflowModelVersion], malformed: Int) {
        var found: [String: MLflowModelVersion] = [:]
        var malformed = 0
        for model in searched {
            var token: String?
            var pages = 0
            repeat {
                let page = try client.versions(of: model, after: token, by: deadline)
                malformed += page.malformed
                for version in page.versions where isRead(version) { found[Self.place(of: version)] = version }
                pages += 1
                guard found.count <= limits.entries, malformed <= limits.entries else {
                    throw ServiceFailure(.malformed, tooMany(client.host, limits.entries))
                }
                guard page.nextToken == nil || (page.nextToken != token && pages < mostPages) else {
                    throw ServiceFailure(.malformed, endless(client.host))
                }
                token = page.nextToken
            } while token != nil
        }
        return (found.values.sorted { Self.place(of: $0) < Self.place(of: $1) }, malformed)
    }

    /// Model by model where each is named; a quotation mark in a name has no escape in MLflow's filters.
    private var searched: [String?] {
        let isListed =
            !models.isEmpty && models.allSatisfy { $0.isLiteral && !$0.text.utf8.contains(UInt8(ascii: "'")) }
        return isListed ? Set(models.map(\.text)).sorted() : [nil]
    }

    private func isRead(_ version: MLflowModelVersion) -> Bool {
        // MLflow allows no slash in a name, and a place is taken apart at its slashes.
        version.isReady && version.runID != nil && !version.name.utf8.contains(UInt8(ascii: "/"))
            && (models.isEmpty || models.contains { $0.matches(version.name) })
    }

    private var mostPages: Int { max(2, limits.names / MLflowClient.pageSize) }

    /// Each run once, and why one cannot be had. A service that fails is the failure of all.
    private func runs(
        of versions: [MLflowModelVersion], by deadline: Deadline
    ) throws(ServiceFailure) -> [String: Result<Node, ServiceFailure>] {
        let ids = Set(versions.compactMap(\.runID)).sorted()
        let results = try concurrentMap(ids) { id throws(ServiceFailure) -> Result<Node, ServiceFailure> in
            do throws(ServiceFailure) {
                return .success(try client.run(id, by: deadline))
            } catch {
                guard !ReadFailure(error).isService else { throw error }
                return .failure(error)
            }
        }
        return Dictionary(zip(ids, results), uniquingKeysWith: { first, _ in first })
    }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        guard let (model, number) = Self.parts(of: entry.place) else { throw ReadFailure(gone, isChanged: true) }
        let bytes: [UInt8]
        do throws(ServiceFailure) {
            let version = try client.version(number, of: model, by: deadline)
            guard let runID = version.runID else { throw ServiceFailure(.mismatch, gone) }
            let record = MLflowRecord(version: version, run: try client.run(runID, by: deadline))
            // INVARIANT: what was listed is what is handed on; a run that has changed is listed anew.
            guard record.digest.description == entry.version else { throw ServiceFailure(.mismatch, changed) }
            bytes = record.bytes(artifactURI: try client.artifactURI(of: version, by: deadline))
        } catch {
            throw ReadFailure(error)
        }
        guard bytes.count <= limits.entryBytes, budget.take(bytes.count) else {
            throw ReadFailure(tooMuch(limits.totalBytes))
        }
        return bytes
    }

    /// `models/iris-clf/1/run.json`: named like what is in it, so that its reader is found.
    private static func place(of version: MLflowModelVersion) -> String {
        "models/\(version.name)/\(version.version)/run.json"
    }

    private static func parts(of place: String) -> (model: String, version: String)? {
        let parts = place.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        return parts.count == 4 ? (parts[1], parts[2]) : nil
    }

    private func problem(_ place: String, _ reason: String) -> EvidenceProblem {
        EvidenceProblem(source: name, place: place, reason: reason)
    }
}

// What an operator reads.

private let changed = "it changed since it was listed"
private let gone = "it is no version with a run any more"
private func noVersions(_ count: Int) -> String { "\(count) of its model versions have no name or no number" }
private func tooMany(_ host: String, _ most: Int) -> String {
    "\(host) has more than \(most) versions of registered models; name fewer by models"
}
private func endless(_ host: String) -> String { "\(host) lists model versions without an end" }
private func tooMuch(_ most: Int) -> String { "its runs are larger than \(most >> 20) MiB together" }
