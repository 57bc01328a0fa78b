// swift-tools-version: 6.2
import PackageDescription

/// A Swift module in `Sources/<area>/<name>`.
func module(_ name: String, in area: String, uses: Target.Dependency...) -> Target {
  .target(name: name, dependencies: uses, path: "Sources/\(area)/\(name)")
}

/// The tests of one module, in `Tests/<name>Tests`.
func tests(of name: String, also uses: Target.Dependency...) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport", "TestTools"] + uses,
    path: "Tests/\(name)Tests")
}

let package = Package(
  name: "thimble",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "thimble", targets: ["CommandLineTool"]),
    .library(name: "Thimble", targets: ["Thimble"]),
  ],
  traits: [
    .trait(name: "Images", description: "Read JPEG and PNG files with TurboJPEG and libspng."),
    .trait(name: "OneDNN", description: "Compute in floating point on oneDNN."),
    .default(enabledTraits: ["Images", "OneDNN"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    // Vocabulary: the values that travel between stages.
    module("Graphs", in: "Vocabulary"),
    module("Architectures", in: "Vocabulary", uses: "Graphs"),
    module("Devices", in: "Vocabulary", uses: "Graphs"),
    module("Reports", in: "Vocabulary", uses: "Devices", "Graphs"),

    // Engines: what computes, in floating point and in integers.
    module("Files", in: "Engines"),
    module("Processes", in: "Engines", uses: "Files"),
    module("Randomness", in: "Engines"),
    module(
      "Tensors", in: "Engines",
      uses: "CTensorKernels", "Files", "Graphs",
      .target(name: "COneDNN", condition: .when(traits: ["OneDNN"]))),
    module("Training", in: "Engines", uses: "Graphs", "Randomness", "Tensors"),
    module("Planning", in: "Engines", uses: "Devices", "Graphs"),
    module(
      "CostModels", in: "Engines", uses: "Architectures", "Devices", "Graphs", "Planning"),
    module(
      "Execution", in: "Engines",
      uses: "CKernels", "CVectorKernels", "Devices", "Files", "Graphs", "Planning", "Processes"),

    // Stages: each turns one value into the next; none imports another.
    module(
      "Datasets", in: "Stages",
      uses: "Files", "Graphs", "Processes", "Randomness", "Tensors",
      .target(name: "CImages", condition: .when(traits: ["Images"]))),
    module(
      "Supernets", in: "Stages",
      uses: "Architectures", "Graphs", "Randomness", "Tensors", "Training"),
    module(
      "Search", in: "Stages",
      uses: "Architectures", "CostModels", "Devices", "Graphs", "Randomness", "Tensors"),
    module("Quantization", in: "Stages", uses: "Graphs", "Planning", "Tensors"),
    module(
      "CodeGeneration", in: "Stages",
      uses: "Devices", "Execution", "Files", "Graphs", "Planning"),

    // Composition: the only place where stages meet.
    module(
      "Pipeline", in: "Composition",
      uses: "Architectures", "CodeGeneration", "CostModels", "Datasets", "Devices", "Execution",
      "Files", "Graphs", "Planning", "Quantization", "Randomness", "Reports", "Search", "Supernets",
      "Tensors",
      "Training"),
    module(
      "Thimble", in: "Composition",
      uses: "Architectures", "CodeGeneration", "CostModels", "Datasets", "Devices", "Execution",
      "Files", "Graphs", "Pipeline", "Planning", "Processes", "Quantization", "Reports", "Search",
      "Supernets", "Tensors", "Training"),
    .executableTarget(
      name: "CommandLineTool",
      dependencies: [
        "Architectures", "CodeGeneration", "Datasets", "Devices", "Execution", "Files", "Graphs",
        "Pipeline", "Planning", "Reports", "Search",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Composition/CommandLineTool"),

    // C: kernels that run here and on the microcontroller; float SIMD; the doors to oneDNN and to
    // the image formats.
    .target(name: "CKernels", path: "Sources/C/CKernels"),
    .target(name: "CTensorKernels", path: "Sources/C/CTensorKernels"),
    .target(name: "CVectorKernels", path: "Sources/C/CVectorKernels"),
    .systemLibrary(name: "CImages", path: "Sources/C/CImages"),
    .systemLibrary(name: "COneDNN", path: "Sources/C/COneDNN"),

    // Build: turns text files into Swift string literals.
    .executableTarget(name: "embed-text", path: "Sources/Build/EmbedText"),
    .plugin(
      name: "EmbedText", capability: .buildTool(), dependencies: ["embed-text"],
      path: "Plugins/EmbedText"),

    // Benchmarks: a program that times the float engine, beside the scripts that time peers.
    .executableTarget(
      name: "thimble-bench",
      dependencies: [
        "Architectures", "CostModels", "Devices", "Execution", "Graphs", "Quantization",
        "Randomness", "Reports", "Search", "Supernets", "Tensors", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/ThimbleBench"),

    // Fuzzing: the formats that are read, with damage to them, and a program for libFuzzer.
    .target(
      name: "FuzzFormats",
      dependencies: [
        "Architectures", "CostModels", "Datasets", "Devices", "Execution", "Files", "Graphs",
        "Pipeline",
        "Randomness", "Reports", "Tensors", "TestSupport", "TinyRuns",
      ],
      path: "Fuzz/Formats"),
    .executableTarget(
      name: "thimble-fuzz", dependencies: ["FuzzFormats"], path: "Fuzz/Program"),

    // Tests
    .target(
      name: "TestSupport", dependencies: ["Graphs", "Planning", "Randomness"],
      path: "Tests/TestSupport"),
    .target(name: "TestTools", dependencies: ["Execution", "Processes"], path: "Tests/TestTools"),
    .target(
      name: "SampleNetworks",
      dependencies: ["Devices", "Graphs", "Planning", "Quantization", "Randomness", "Tensors"],
      path: "Tests/SampleNetworks"),
    .target(
      name: "TinyRuns", dependencies: ["Architectures", "Devices", "Pipeline"],
      path: "Tests/TinyRuns"),
    tests(of: "Architectures", also: "Graphs", "Randomness"),
    tests(of: "CodeGeneration", also: "Files", "Graphs", "Planning"),
    tests(
      of: "CostModels",
      also: "Architectures", "CodeGeneration", "Devices", "Execution", "Graphs", "Planning",
      "Randomness"),
    tests(
      of: "Datasets",
      also: "CKernels", "Graphs", "Randomness", "Tensors",
      .target(name: "CImages", condition: .when(traits: ["Images"]))),
    tests(of: "Devices"),
    tests(of: "Execution", also: "Graphs", "Planning"),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "Architectures", "CommandLineTool", "Devices", "Graphs", "Pipeline", "Processes", "Reports",
        "TestTools", "TinyRuns",
      ],
      path: "Tests/FaultTests"),
    tests(of: "Files"),
    .testTarget(
      name: "FirmwareTests",
      dependencies: [
        "Architectures", "CodeGeneration", "CostModels", "Devices", "Execution", "Graphs",
        "Planning", "TestSupport", "TestTools",
      ],
      path: "Tests/FirmwareTests"),
    tests(of: "Graphs"),
    tests(
      of: "Pipeline",
      also: "Architectures", "CodeGeneration", "CostModels", "Datasets", "Devices", "Execution",
      "Graphs", "Planning", "Reports", "Search", "Supernets", "Tensors", "TinyRuns"),
    tests(of: "Planning", also: "Architectures", "Devices", "Graphs", "Randomness"),
    tests(of: "Processes", also: "Files"),
    tests(
      of: "Quantization",
      also: "Devices", "Execution", "Graphs", "Planning", "Randomness", "SampleNetworks", "Tensors",
      "Training"),
    tests(of: "Reports", also: "Devices"),
    tests(
      of: "Search", also: "Architectures", "CostModels", "Devices", "Graphs", "Randomness",
      "Tensors"),
    tests(of: "Supernets", also: "Architectures", "Graphs", "Randomness", "Tensors", "Training"),
    tests(of: "Tensors", also: "CTensorKernels", "Graphs", "Randomness"),
    tests(of: "Training", also: "Graphs", "Tensors"),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "Architectures", "CommandLineTool", "Datasets", "Devices", "Graphs", "Pipeline", "Planning",
        "TinyRuns",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/CommandLineTests"),
    .testTarget(
      name: "StoredBytesTests",
      dependencies: [
        "Architectures", "CodeGeneration", "CostModels", "Devices", "Graphs", "Pipeline",
        "Planning", "Quantization", "SampleNetworks", "TestSupport",
      ],
      path: "Tests/StoredBytesTests", exclude: ["Stored"]),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzFormats", "TestTools"], path: "Tests/FuzzTests"),
    .testTarget(name: "ToolTests", dependencies: ["TestTools"], path: "Tests/ToolTests"),
    // A client's view: without the declarations that only this package sees.
    .testTarget(
      name: "ThimbleTests", dependencies: ["Thimble"], path: "Tests/ThimbleTests",
      packageAccess: false),
    .testTarget(name: "ArchitectureTests", path: "Tests/ArchitectureTests"),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c99
)

for target in package.targets where target.type != .system && target.type != .plugin {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
  if ["CodeGeneration", "Devices", "Execution"].contains(target.name) {
    target.plugins = [.plugin(name: "EmbedText")]
  }
  if target.name == "Pipeline" { target.resources = [.copy("Pretrained")] }
}
