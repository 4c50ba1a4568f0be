import HTTPTransport
import PolicyEngine
import RemoteServices

extension RemoteAccess {
    package var httpSettings: HTTPSettings {
        HTTPSettings(
            caFile: caFile, networks: networks, allowsPlainHTTP: allowsPlainHTTP, proxy: proxy,
            connectTime: .seconds(min(timeout, 5)), requestTime: .seconds(timeout))
    }

    package var plan: RemotePlan { RemotePlan(refresh: .seconds(refresh)) }
}

extension RemoteCredentials {
    /// What is sent to web servers and tracking servers.
    package var authorization: HTTPAuthorization {
        if let tokenFile { return .bearer(.file(tokenFile)) }
        if let tokenEnv { return .bearer(.environment(tokenEnv)) }
        if let basicFile { return .basic(.file(basicFile)) }
        if let basicEnv { return .basic(.environment(basicEnv)) }
        return .none
    }
}

extension StoreFailure {
    package init(_ failure: ServiceFailure) { self.init(failure.reason, retryAfter: failure.retryAfter) }
}
