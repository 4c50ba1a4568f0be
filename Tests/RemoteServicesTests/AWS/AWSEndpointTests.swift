import Testing

@testable import RemoteServices

@Suite("Endpoints, times and encoded keys of AWS")
struct AWSEndpointTests {
    @Test("what S3 writes in a listing is read back, a space as well as a plus")
    func form() {
        #expect(S3ListPage.decode("a+b%2Bc%20d%25%C3%A9/%2F~") == "a b+c d%é//~")
        // A plus is one, whatever accent stands behind it.
        #expect(S3ListPage.decode("a+\u{301}") == "a \u{301}")
        for text in ["%", "%4", "%zz", "a%", "%FF", "%C3"] { #expect(S3ListPage.decode(text) == nil) }
    }

    @Test("every text survives", arguments: ["", "a b", "%2F", "é/日本", "~-._", "\u{0}\u{7F}", "+ +"])
    func roundTrip(text: String) {
        #expect(S3ListPage.decode(PercentEncoding.segment(text)) == text)
        #expect(S3ListPage.decode(PercentEncoding.path(text)) == text)
        #expect(!PercentEncoding.segment(text).contains("/"))
    }

    @Test(
        "the Host field is what libcurl sends: lower case, without the scheme's own port",
        arguments: [
            ("https://MinIO.corp:443/", "minio.corp", ""), ("http://minio.corp:80", "minio.corp", ""),
            ("https://minio.corp:9000/s3/", "minio.corp:9000", "/s3"), ("https://[::1]:9000", "[::1]:9000", ""),
            ("https://[::1]", "[::1]", ""),
        ])
    func endpoint(url: String, authority: String, path: String) throws {
        let endpoint = try #require(AWSEndpoint(url))
        #expect(endpoint.authority == authority)
        #expect(endpoint.basePath == path)
    }

    @Test(
        "what is no server is none",
        arguments: [
            "", "minio", "ftp://a", "https://", "https:///x", "https://u:p@a", "https://a?b", "https://a#b",
            "https://a:", "https://a:x", "https://a:123456", "https://a b", "https://é",
        ])
    func noEndpoint(url: String) { #expect(AWSEndpoint(url) == nil) }

    @Test("AWS's own hosts, with its Chinese regions")
    func hosts() {
        #expect(AWSEndpoint.aws("s3", region: "eu-central-1").origin == "https://s3.eu-central-1.amazonaws.com")
        #expect(AWSEndpoint.aws("sts", region: "cn-north-1").origin == "https://sts.cn-north-1.amazonaws.com.cn")
    }

    @Test("times are read and written as signatures need them")
    func times() throws {
        let time = try #require(UnixTime("2013-05-24T00:00:00.123Z"))
        #expect(time.seconds == 1_369_353_600)
        #expect(time.basic == "20130524T000000Z")
        #expect(time.day == "20130524")
        for text in ["", "2013-05-24", "2013-05-24T00:00:00", "2013-05-24T00:00:00+01:00", "2013-05-24T00:00:00.xZ"] {
            #expect(UnixTime(text) == nil)
        }
    }
}
