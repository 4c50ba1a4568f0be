import COpenSSL

/// What OpenSSL put down in this thread since it was last asked.
enum OpenSSLErrors {
    /// Takes every reason out of the queue, the first cause first: `bad decrypt; unsupported`.
    static func drain() -> String {
        var reasons: [String] = []
        // Bounded: the queue itself holds 16.
        for _ in 0..<32 {
            let code = ERR_get_error()
            guard code != 0 else { break }
            guard let text = ERR_reason_error_string(code) else { continue }
            let reason = String(cString: text)
            if reasons.last != reason { reasons.append(reason) }
        }
        return reasons.isEmpty ? noReason : reasons.joined(separator: "; ")
    }

    static func clear() { ERR_clear_error() }
}

// MARK: - What the user reads

private let noReason = "OpenSSL gives no reason"
