package import Devices
package import Foundation

/// A linked image of emitted code for the memory of a device, with a harness beside it that feeds it.
package struct FirmwareBuild: Sendable {
  /// How to build.
  package struct Options: Equatable, Sendable {
    /// The flag of the compiler.
    package var optimization = "-O2"
    /// The bytes of RAM that the stack gets.
    package var stackBytes = 2048
    /// Whether a clock is read after each layer.
    package var isProfiled = false

    package init() {}
  }

  /// The device whose memory the image has.
  package var device: Device
  /// The linked file.
  package var elf: URL
  /// The bytes of one image.
  package var inputBytes: Int
  /// The bytes of one output.
  package var outputBytes: Int
  /// The kernel calls of the network.
  package var layerCount: Int

  /// Compiles the emitted `folder` and links it in `directory`.
  ///
  /// - Throws: `FirmwareError`; `tooLarge` where the image exceeds flash or RAM of the device.
  package init(
    folder: URL, device: Device, toolchain: Toolchain, options: Options = Options(),
    in directory: URL
  ) throws {
    self.device = device
    let sources = try EmittedSources(folder: folder)
    inputBytes = try sources.constant("MODEL_INPUT_BYTES")
    outputBytes = try sources.constant("MODEL_OUTPUT_BYTES")
    layerCount = try sources.constant("MODEL_LAYER_COUNT")
    let map = try MemoryMap(device: device)
    let manager = FileManager.default
    try manager.createDirectory(at: directory, withIntermediateDirectories: true)
    let runtime = directory.appending(path: "runtime")
    try manager.createDirectory(at: runtime, withIntermediateDirectories: true)
    for (name, text) in EmbeddedText.firmware {
      try Data(text.utf8).write(to: runtime.appending(path: name))
    }
    try Data(map.header.utf8).write(to: runtime.appending(path: "board.h"))
    let script = "image.ld"
    try Data(map.linkerScript(stackBytes: options.stackBytes).utf8)
      .write(to: directory.appending(path: script))

    var flags = toolchain.flags(for: device.core)
    flags += [
      options.optimization, "-std=c99", "-ffreestanding", "-fno-builtin", "-ffunction-sections",
      "-fdata-sections", "-fno-unwind-tables", "-fno-asynchronous-unwind-tables",
      "-I", folder.path, "-I", folder.appending(path: "kernels").path, "-isystem", runtime.path,
    ]
    if options.isProfiled { flags.append("-DMODEL_PROFILE") }
    var objects: [String] = []
    let parts =
      sources.files.map { (folder.appending(path: $0.path), $0.object) }
      + ["startup", "harness", "memory"].map {
        (runtime.appending(path: "\($0).c"), "\($0).o")
      }
    for (source, object) in parts {
      objects.append(object)
      let outcome = try Command(
        executable: toolchain.compiler, arguments: flags + ["-c", source.path, "-o", object],
        directory: directory
      ).run()
      guard outcome.status == 0 else {
        throw FirmwareError.build(
          tool: toolchain.compiler.lastPathComponent, output: outcome.text)
      }
    }
    elf = directory.appending(path: "image.elf")
    let outcome = try Command(
      executable: toolchain.linker,
      arguments: toolchain.link(
        objects, script: script, output: elf.lastPathComponent, core: device.core),
      directory: directory
    ).run()
    guard outcome.status == 0 else {
      throw outcome.text.contains("overflowed by")
        ? FirmwareError.tooLarge(device: device.name, output: outcome.text)
        : FirmwareError.build(tool: toolchain.linker.lastPathComponent, output: outcome.text)
    }
  }

  /// Where the bytes of the image lie.
  package func footprint() throws -> Footprint {
    Footprint(try ELFSections(contentsOf: elf))
  }
}
