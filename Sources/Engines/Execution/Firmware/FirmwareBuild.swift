package import Devices
import Files
package import Foundation
import Processes

/// A linked image of emitted code for the memory of a device, with a harness beside it that feeds it.
package struct FirmwareBuild: Sendable {
  /// How to build.
  package struct Options: Equatable, Sendable {
    /// The flag of the compiler.
    package var optimization: String
    /// The bytes of RAM that the stack gets.
    package var stackBytes: Int

    package init(optimization: String = "-O2", stackBytes: Int = 2048) {
      self.optimization = optimization
      self.stackBytes = stackBytes
    }
  }

  /// The device whose memory the image has.
  package let device: Device
  /// The compiler and linker.
  package let toolchain: Toolchain
  /// The linked file.
  package private(set) var elf: URL
  /// Whether a clock is read after each layer.
  package private(set) var isProfiled = false
  /// The bytes of one image.
  package let inputBytes: Int
  /// The bytes of one output.
  package let outputBytes: Int
  /// The kernel calls of the network.
  package let layerCount: Int

  /// Asked ten times a second while the image is built or run.
  let shouldStop: @Sendable () -> Bool

  private let sources: EmittedSources
  private let directory: URL
  private let optimization: String
  private var objects: [String] = []

  /// The time limit of a compiler or linker.
  static let seconds = 120.0

  private static let script = "image.ld"

  /// Compiles the emitted `folder` and links it in `directory`.
  ///
  /// - Throws: `FirmwareError`; `tooLarge` where the image exceeds flash or RAM of the device.
  package init(
    folder: URL, device: Device, toolchain: Toolchain, options: Options = Options(),
    in directory: URL, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.shouldStop = shouldStop
    self.device = device
    self.toolchain = toolchain
    self.directory = directory
    optimization = options.optimization
    sources = try EmittedSources(folder: folder)
    inputBytes = try sources.constant("MODEL_INPUT_BYTES")
    outputBytes = try sources.constant("MODEL_OUTPUT_BYTES")
    layerCount = try sources.constant("MODEL_LAYER_COUNT")
    elf = directory.appending(path: "image.elf")

    let map = try MemoryMap(device: device)
    let runtime = directory.appending(path: "runtime")
    try FileManager.default.makeFolder(runtime)
    for (name, text) in EmbeddedText.firmware {
      try Data(text.utf8).writeInPlace(to: runtime.appending(path: name))
    }
    try Data(map.header.utf8).writeInPlace(to: runtime.appending(path: "board.h"))
    try Data(map.linkerScript(stackBytes: options.stackBytes).utf8)
      .writeInPlace(to: directory.appending(path: Self.script))

    for file in sources.files {
      try compile(folder.appending(path: file.path), into: file.object)
    }
    for name in ["startup", "harness", "memory"] {
      try compile(runtime.appending(path: "\(name).c"), into: "\(name).o")
    }
    try link()
  }

  /// The same image with a clock that is read after each layer.
  package func profiled() throws -> FirmwareBuild {
    var build = self
    build.isProfiled = true
    build.elf = directory.appending(path: "profiled.elf")
    build.objects.removeAll { $0 == EmittedSources.modelObject }
    try build.compile(
      sources.folder.appending(path: "model.c"), into: EmittedSources.profiledModelObject,
      flags: ["-DMODEL_PROFILE"])
    try build.link()
    return build
  }

  /// Where the bytes of the image lie.
  package func footprint() throws -> Footprint {
    Footprint(try ELFSections(contentsOf: elf))
  }

  private mutating func compile(_ source: URL, into object: String, flags: [String] = []) throws {
    let folder = sources.folder
    let all =
      toolchain.flags(for: device.core) + [
        optimization, "-std=c99", "-ffreestanding", "-fno-builtin", "-ffunction-sections",
        "-fdata-sections", "-fno-unwind-tables", "-fno-asynchronous-unwind-tables",
        "-I", folder.path, "-I", folder.appending(path: "kernels").path,
        "-isystem", directory.appending(path: "runtime").path,
      ] + flags + ["-c", source.path, "-o", object]
    let outcome = try ChildProcess(
      toolchain.compiler, all, in: directory, seconds: Self.seconds
    ).finish(shouldStop: shouldStop)
    guard outcome.status == 0 else {
      throw FirmwareError.build(tool: toolchain.compiler.lastPathComponent, output: outcome.text)
    }
    objects.append(object)
  }

  private func link() throws {
    let outcome = try ChildProcess(
      toolchain.linker,
      toolchain.link(
        objects, script: Self.script, output: elf.lastPathComponent, core: device.core),
      in: directory, seconds: Self.seconds
    ).finish(shouldStop: shouldStop)
    guard outcome.status == 0 else {
      // ld.lld: "will not fit in region 'RAM': overflowed by"; ld: "region `RAM' overflowed by".
      throw outcome.text.contains("overflowed by")
        ? FirmwareError.tooLarge(device: device.name, output: outcome.text)
        : FirmwareError.build(tool: toolchain.linker.lastPathComponent, output: outcome.text)
    }
  }
}
