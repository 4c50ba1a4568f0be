// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "pedigree",
    products: [.executable(name: "pedigree", targets: ["pedigree"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // C: one system library each, behind one small owning Swift type.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        // Core: pure. No disk, network, clock, environment or logger.
        .target(
            name: "KubernetesModel",
            dependencies: ["CYAML", .product(name: "NIOConcurrencyHelpers", package: "swift-nio")],
            swiftSettings: strict),
        .target(name: "ModelReferences", dependencies: ["KubernetesModel"], swiftSettings: strict),
        .target(name: "Attestation", dependencies: ["COpenSSL", "KubernetesModel"], swiftSettings: strict),
        .target(
            name: "PolicyEngine", dependencies: ["Attestation", "KubernetesModel", "ModelReferences"],
            swiftSettings: strict),

        // Adapters: the only targets that touch disk or network.
        .target(
            name: "HTTPTransport",
            dependencies: [
                "CCurl", "KubernetesModel", .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "RemoteServices",
            dependencies: [
                "Attestation", "CExpat", "HTTPTransport", "KubernetesModel",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "PolicyFiles",
            dependencies: [
                "KubernetesModel", "ModelReferences", "PolicyEngine",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),

        .target(
            name: "EvidenceStores",
            dependencies: [
                "Attestation", "HTTPTransport", "KubernetesModel", "PolicyEngine", "RemoteServices",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),

        .target(
            name: "DecisionLog",
            dependencies: [
                "Attestation", "CPostgres", "KubernetesModel", "ModelReferences", "PolicyEngine",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "ClusterAPI",
            dependencies: [
                "Attestation", "HTTPTransport", "KubernetesModel", "ModelReferences", "PolicyEngine", "RemoteServices",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // Path: one object in, one Review out.
        .target(
            name: "Reviewer", dependencies: ["KubernetesModel", "ModelReferences", "PolicyEngine"],
            swiftSettings: strict),

        // Faces.
        .target(
            name: "WebhookServer",
            dependencies: [
                "Attestation", "ClusterAPI", "DecisionLog", "EvidenceStores", "HTTPTransport", "KubernetesModel",
                "ModelReferences", "PolicyEngine", "PolicyFiles", "Reviewer",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
            ],
            swiftSettings: strict),
        .target(
            name: "CheckCommand",
            dependencies: [
                "Attestation", "EvidenceStores", "KubernetesModel", "ModelReferences", "PolicyEngine", "PolicyFiles",
                "Reviewer",
            ],
            swiftSettings: strict),
        .target(
            name: "AttestCommand",
            dependencies: [
                "Attestation", "EvidenceStores", "KubernetesModel", "ModelReferences", "PolicyEngine", "PolicyFiles",
                "RemoteServices",
            ],
            swiftSettings: strict),
        .target(
            name: "PinCommand",
            dependencies: ["HTTPTransport", "KubernetesModel", "ModelReferences", "RemoteServices"],
            swiftSettings: strict),

        .target(
            name: "LogCommand",
            dependencies: [
                "Attestation", "DecisionLog", "KubernetesModel", "ModelReferences", "PolicyEngine",
            ],
            swiftSettings: strict),

        .target(
            name: "AuditReport",
            dependencies: [
                "Attestation", "CheckCommand", "ClusterAPI", "DecisionLog", "EvidenceStores", "HTTPTransport",
                "KubernetesModel", "ModelReferences", "PinCommand", "PolicyEngine", "PolicyFiles",
                "RemoteServices", "Reviewer", .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // Executable.
        .executableTarget(
            name: "pedigree",
            dependencies: [
                "Attestation", "ClusterAPI", "DecisionLog", "EvidenceStores", "HTTPTransport", "KubernetesModel",
                "ModelReferences", "PolicyEngine", "PolicyFiles", "RemoteServices", "Reviewer", "WebhookServer",
                "CheckCommand", "AttestCommand", "PinCommand", "LogCommand", "AuditReport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // Not in the product: the ceiling of bench/serve.py.
        .executableTarget(
            name: "bench-constant-server",
            dependencies: [
                "WebhookServer",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "bench/constant-server", swiftSettings: strict),
        // Not in the product: the log beside bare SQLite.
        .executableTarget(
            name: "bench-log",
            dependencies: [
                "DecisionLog", "KubernetesModel", "ModelReferences", "PolicyEngine",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "bench/log", swiftSettings: strict),
        // Not in the product: one decision after the other, for profilers.
        .executableTarget(
            name: "bench-decide",
            dependencies: [
                "KubernetesModel", "PolicyFiles", "Reviewer", "WebhookServer",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "bench/decide", swiftSettings: strict),

        // Tests: each at the path of what it tests.
        .testTarget(
            name: "KubernetesModelTests", dependencies: ["KubernetesModel"], swiftSettings: strict),
        .testTarget(
            name: "ModelReferencesTests", dependencies: ["KubernetesModel", "ModelReferences"], swiftSettings: strict),
        .testTarget(
            name: "AttestationTests", dependencies: ["Attestation", "KubernetesModel"], swiftSettings: strict),
        .testTarget(
            name: "PolicyEngineTests",
            dependencies: ["Attestation", "EvidenceTesting", "KubernetesModel", "ModelReferences", "PolicyEngine"],
            swiftSettings: strict),
        .target(
            name: "EvidenceTesting",
            dependencies: [
                "Attestation", "EvidenceStores", "HTTPTransport", "KubernetesModel", "ModelReferences", "PolicyEngine",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            path: "Tests/EvidenceTesting", swiftSettings: strict),
        .testTarget(
            name: "PolicyFilesTests",
            dependencies: ["Attestation", "KubernetesModel", "ModelReferences", "PolicyEngine", "PolicyFiles"],
            swiftSettings: strict),
        .testTarget(
            name: "HTTPTransportTests", dependencies: ["EvidenceTesting", "HTTPTransport", "KubernetesModel"],
            swiftSettings: strict),
        .testTarget(
            name: "RemoteServicesTests",
            dependencies: ["Attestation", "EvidenceTesting", "HTTPTransport", "KubernetesModel", "RemoteServices"],
            swiftSettings: strict),
        .testTarget(
            name: "EvidenceStoresTests",
            dependencies: [
                "Attestation", "EvidenceStores", "EvidenceTesting", "HTTPTransport", "KubernetesModel", "PolicyEngine",
                "RemoteServices",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        // Not in the product: what tests kill.
        .executableTarget(
            name: "decision-log-process", dependencies: ["Attestation", "DecisionLog", "PolicyEngine"],
            path: "Tests/DecisionLogProcess", swiftSettings: strict),
        .testTarget(
            name: "AuditReportTests",
            dependencies: [
                "Attestation", "AuditReport", "CheckCommand", "ClusterAPI", "DecisionLog", "EvidenceStores",
                "EvidenceTesting", "HTTPTransport", "KubernetesModel", "ModelReferences", "PinCommand",
                "PolicyEngine", "RemoteServices", "Reviewer",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LogCommandTests",
            dependencies: ["Attestation", "DecisionLog", "LogCommand", "ModelReferences", "PolicyEngine"],
            swiftSettings: strict),
        .testTarget(
            name: "DecisionLogTests",
            dependencies: [
                "decision-log-process",
                "Attestation", "DecisionLog", "EvidenceTesting", "KubernetesModel", "ModelReferences", "PolicyEngine",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ClusterAPITests",
            dependencies: [
                "ClusterAPI", "EvidenceTesting", "HTTPTransport", "KubernetesModel", "ModelReferences", "PolicyEngine",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AttestCommandTests",
            dependencies: [
                "Attestation", "AttestCommand", "EvidenceStores", "KubernetesModel", "ModelReferences", "PolicyEngine",
                "PolicyFiles",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PinCommandTests",
            dependencies: ["HTTPTransport", "KubernetesModel", "ModelReferences", "PinCommand", "RemoteServices"],
            swiftSettings: strict),
        .testTarget(
            name: "ReviewerTests",
            dependencies: [
                "Attestation", "EvidenceTesting", "KubernetesModel", "ModelReferences", "PolicyEngine", "PolicyFiles",
                "Reviewer",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebhookServerTests",
            dependencies: [
                "Attestation", "ClusterAPI", "DecisionLog", "EvidenceStores", "EvidenceTesting", "HTTPTransport",
                "KubernetesModel", "ModelReferences", "PolicyEngine", "PolicyFiles", "Reviewer", "WebhookServer",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CheckCommandTests",
            dependencies: [
                "Attestation", "EvidenceStores", "EvidenceTesting", "KubernetesModel", "ModelReferences",
                "PolicyEngine", "PolicyFiles",
                "Reviewer", "CheckCommand",
            ],
            swiftSettings: strict),
    ]
)
