import Foundation
import Testing

@testable import RemoteServices

@Suite("Credentials as docker login writes them")
struct DockerConfigTests {
    private func credential(_ json: String, _ repository: String) throws -> RegistryCredential? {
        let config = try #require(DockerConfig(Array(json.utf8)))
        return config.credential(for: try #require(OCIRepository(repository)))
    }

    private let alice = RegistryCredential.password(user: "alice", password: "pw:1")
    // base64 of "alice:pw:1"
    private let auth = #"{"auth": "YWxpY2U6cHc6MQ=="}"#

    @Test(
        "a registry's entry is found by its host, with or without scheme and version",
        arguments: [
            "registry.example:5000", "https://registry.example:5000", "https://registry.example:5000/v2/",
            "http://Registry.example:5000/v1/",
        ])
    func host(key: String) throws {
        #expect(try credential(#"{"auths": {"\#(key)": \#(auth)}}"#, "registry.example:5000/ml/a") == alice)
    }

    @Test(
        "another host's entry is never used, however alike its name",
        arguments: [
            "registry.example.attacker.example", "registry.example:5001", "egistry.example",
            "https://registry.example@evil.example",
            "evil.example/registry.example", "registry.example/other", "registry.example/m", "registry.example/ml/ab",
            "https://registry.example/path", "",
        ])
    func otherHost(key: String) throws {
        #expect(
            try credential(#"{"auths": {"\#(key)": \#(auth)}}"#, "registry.example/ml/a") == RegistryCredential.none)
    }

    @Test("Docker's registry has its credentials under Docker's own key")
    func docker() throws {
        for key in ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"] {
            #expect(try credential(#"{"auths": {"\#(key)": \#(auth)}}"#, "docker.io/busybox") == alice, "\(key)")
        }
        #expect(
            try credential(#"{"auths": {"https://index.docker.io/v1/": \#(auth)}}"#, "ghcr.io/a")
                == RegistryCredential.none)
    }

    @Test("the most specific entry counts, as containers-auth.json has it")
    func specific() throws {
        let config = #"""
            {"auths": {"r.example": {"username": "host", "password": "1"}, "r.example/ml": {"username": "org", "password": "2"},
                       "r.example/ml/fraud": {"username": "name", "password": "3"}}}
            """#
        #expect(try credential(config, "r.example/ml/fraud") == .password(user: "name", password: "3"))
        #expect(try credential(config, "r.example/ml/other") == .password(user: "org", password: "2"))
        #expect(try credential(config, "r.example/mlops") == .password(user: "host", password: "1"))
    }

    @Test("tokens count before passwords, and NULs at the end of a password do not")
    func forms() throws {
        func one(_ entry: String) throws -> RegistryCredential? {
            try credential(#"{"auths": {"r.example": \#(entry)}}"#, "r.example/a")
        }
        #expect(try one(#"{"auth": "PHRva2VuPjo=", "identitytoken": "refresh"}"#) == .identityToken("refresh"))
        #expect(try one(#"{"registrytoken": "bearer"}"#) == .registryToken("bearer"))
        // "alice:pw:1\0\0"
        #expect(try one(#"{"auth": "YWxpY2U6cHc6MQAA"}"#) == alice)
        #expect(try one("{}") == RegistryCredential.none)
        // No colon, no base64, no user.
        for bad in ["YWxpY2U=", "***", "OnB3"] { #expect(try one(#"{"auth": "\#(bad)"}"#) == nil, "\(bad)") }
    }

    @Test("a helper is named where it alone would know, and never run")
    func helpers() throws {
        #expect(
            try credential(#"{"auths": {"r.example": {}}, "credsStore": "desktop"}"#, "r.example/a")
                == .helper("desktop"))
        #expect(
            try credential(#"{"credHelpers": {"r.example": "ecr-login"}, "credsStore": "desktop"}"#, "r.example/a")
                == .helper("ecr-login"))
        #expect(
            try credential(#"{"auths": {"r.example": \#(auth)}, "credsStore": "desktop"}"#, "r.example/a") == alice)
    }

    @Test("what is no such file is none", arguments: ["", "[]", "auths:", #"{"auths": {}, "auths": {}}"#])
    func malformed(text: String) {
        #expect(DockerConfig(Array(text.utf8)) == nil)
    }
}

@Suite("Where registries' credentials stand")
struct RegistryCredentialsTests {
    private let repository = OCIRepository("r.example/ml/a")

    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "pedigree-docker-\(UUID().uuidString).json"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("a file is read anew at each use, so that what was rotated counts at once")
    func rotation() throws {
        let repository = try #require(repository)
        let path = try file(#"{"auths": {"r.example": {"username": "a", "password": "one"}}}"#)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let credentials = RegistryCredentials(file: path)
        #expect(try credentials.credential(for: repository) == .password(user: "a", password: "one"))
        try #"{"auths": {"r.example": {"username": "a", "password": "two"}}}"#.write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(try credentials.credential(for: repository) == .password(user: "a", password: "two"))
    }

    @Test("words name the file, the host and the helper, and never a secret")
    func words() throws {
        let repository = try #require(repository)
        for (text, words) in [
            (#"{"auths": {"r.example": {"username": "a", "password": "s3cret"}}}"#, "are not accepted"),
            (
                #"{"auths": {"other.example": {"username": "a", "password": "s3cret"}}}"#,
                "has no credentials for r.example"
            ),
            (#"{"credHelpers": {"r.example": "ecr-login"}}"#, "docker-credential-ecr-login, which is not run"),
        ] {
            let path = try file(text)
            defer { try? FileManager.default.removeItem(atPath: path) }
            let advice = RegistryCredentials(file: path).advice(about: repository)
            #expect(advice.contains(words) && advice.contains(path), "\(advice)")
            #expect(!advice.contains("s3cret"))
        }
    }

    @Test(
        "a file that is named and cannot be used is a failure, which does not show what stands in it",
        arguments: ["s3cret", #"{"auths": {"r.example": {"auth": "s3cret"}}}"#])
    func unusable(text: String) throws {
        let repository = try #require(repository)
        let path = try file(text)
        let failure = #expect(throws: ServiceFailure.self) {
            try RegistryCredentials(file: path).credential(for: repository)
        }
        #expect(failure?.kind == .credentials)
        #expect(failure?.reason.contains("s3cret") == false)
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: ServiceFailure.self) { try RegistryCredentials(file: path).credential(for: repository) }
    }
}
