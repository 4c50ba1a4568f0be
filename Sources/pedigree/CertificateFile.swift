import KubernetesModel
import PolicyEngine
import WebhookServer

/// Certificates of a PEM file, as far as their end goes.
enum CertificateFile {
    static func read(_ file: String) throws -> [Doctor.Certificate] {
        do {
            let entries = try CertificateExpiry.read(file)
            return entries.map { entry in
                let place = entries.count == 1 ? "" : " (number \(entry.number) of \(entries.count))"
                return Doctor.Certificate(name: file + place, expires: entry.expires)
            }
        } catch {
            throw UsageError(message: printable(error.description, limit: 1024))
        }
    }
}
