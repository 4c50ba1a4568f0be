import CCurl

/// A list of texts as libcurl takes it.
final class CurlList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// nil where memory ends.
    init?(_ lines: [String]) {
        for line in lines {
            guard let longer = curl_slist_append(first, line) else {
                curl_slist_free_all(first)
                return nil
            }
            first = longer
        }
    }

    deinit { curl_slist_free_all(first) }
}
