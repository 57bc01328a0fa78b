package import Devices
import Files
package import Foundation
import Graphs
import Processes

/// Emitted code as objects for a device's core, linked for the device's own memory map.
///
/// That image is measured and compared with a budget; it is never run. The same objects, linked once
/// more beside a harness, are what the emulator runs (``EmulatedImage``).
package struct FirmwareBuild: Sendable {
  /// How to build.
  package struct Options: Equatable, Sendable {
    /// The flag of the compiler.
    package var optimization: String
    /// The bytes of RAM that the stack gets.
    package var stackBytes: Int

    package init(optimization: String = "-O2", stackBytes: Int = Microcontroller.stackBytes) {
      self.optimization = optimization
      self.stackBytes = stackBytes
    }
  }

  /// The device whose memory map the image has.
  package let device: Device
  /// The compiler and linker.
  package let toolchain: Toolchain
  /// The linked file.
  package let elf: URL

  /// Asked ten times a second while the image is built or run.
  let shouldStop: @Sendable () -> Bool

  private let sources: EmittedSources
  private let directory: URL
  private let options: Options
  private let script: LinkerScript
  private var objects: [String] = []

  /// The time limit of a compiler or linker.
  static let seconds = 120.0

  /// Compiles the emitted `folder` and links it in `directory`, whatever its size.
  ///
  /// - Throws: `FirmwareError`; `unknownCore` where the compiler has no such core.
  package init(
    folder: URL, device: Device, toolchain: Toolchain, options: Options = Options(),
    in directory: URL, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.shouldStop = shouldStop
    self.device = device
    self.toolchain = toolchain
    self.directory = directory
    self.options = options
    script = LinkerScript(for: device, stackBytes: options.stackBytes)
    sources = try EmittedSources(folder: folder)
    elf = directory.appending(path: "device.elf")

    let runtime = directory.appending(path: "runtime")
    try FileManager.default.makeFolder(runtime)
    for (name, text) in EmbeddedText.firmware {
      try Data(text.utf8).writeInPlace(to: runtime.appending(path: name))
    }
    try Data(sources.adapter.utf8).writeInPlace(to: runtime.appending(path: "network.h"))
    let build = self
    objects = try sources.files.concurrentMap {
      try build.compile(folder.appending(path: $0.path), into: $0.object)
    }
    objects += try compileRuntime(["startup", "memory"])
    // The application is not Thimble's: the start-up calls nothing, and the network is kept for it.
    try link(
      objects, script.unlimited, into: elf,
      options: ["--defsym=main=reset"] + sources.entryPoints.map { "--undefined=\($0)" })
  }

  /// Where the bytes of the image lie.
  package func footprint() throws -> Footprint {
    Footprint(
      try ELFSections(contentsOf: elf), flashOrigin: script.flash.origin,
      ramOrigin: script.ram.origin)
  }

  /// Links the same objects for a machine of the emulator, with a harness beside them.
  ///
  /// - Parameters:
  ///   - limits: flash and RAM, both given; the image fits them.
  ///   - isProfiled: whether a clock is read after each layer. Such an image begins where its memories
  ///     begin, and may take more flash than the budget for the calls of the clock; all others end
  ///     where their memories end. So both ends are fenced to the byte, whatever the sizes.
  /// - Returns: nil where the machine has no room for the image.
  func emulated(
    on machine: Machine, within limits: Budget, isProfiled: Bool = false
  ) throws -> EmulatedImage? {
    let used = try footprint().cost
    let clock = isProfiled ? Self.clockBytes : 0
    func limit(_ memory: Resource) -> Int {
      limits.bytes(of: memory) ?? device.bytes(of: memory) ?? 0
    }
    guard
      let memory = EmulatedMemory(
        machine, budget: (limit(.flash) + clock, limit(.ram)),
        used: (Int(used.value(of: .flash)) + clock, Int(used.value(of: .ram))),
        isAtEnd: !isProfiled)
    else { return nil }
    var objects = objects + (try compileRuntime(["boot", "harness"]))
    if isProfiled {
      objects.removeAll { $0 == EmittedSources.modelObject }
      objects.append(
        try compile(
          sources.folder.appending(path: "\(sources.name).c"),
          into: EmittedSources.profiledModelObject, flags: ["-D\(sources.macro)_PROFILE"]))
    }
    let elf = directory.appending(path: isProfiled ? "profiled.elf" : "emulated.elf")
    try link(objects, memory.linkerScript(stackBytes: options.stackBytes), into: elf)
    return EmulatedImage(
      elf: elf, memory: memory, deviceMemory: script, isProfiled: isProfiled,
      exchange: try ImageExchange(sources, in: directory),
      layerCount: try sources.constant("LAYER_COUNT"), shouldStop: shouldStop)
  }

  /// More than the calls of the clock take after 4,096 layers.
  private static let clockBytes = 64 << 10

  private func compileRuntime(_ names: [String]) throws -> [String] {
    try names.map {
      try compile(directory.appending(path: "runtime/\($0).c"), into: "\($0).o")
    }
  }

  /// Compiles a source, and returns the name of the object.
  private func compile(_ source: URL, into object: String, flags: [String] = []) throws -> String {
    let folder = sources.folder
    guard let core = toolchain.flags(for: device.microcontroller.core) else {
      throw FirmwareError.unknownCore(device.microcontroller.core.name)
    }
    let all =
      core + [
        options.optimization, "-std=c99", "-ffreestanding", "-fno-builtin", "-ffunction-sections",
        "-fdata-sections", "-fno-unwind-tables", "-fno-asynchronous-unwind-tables",
        "-I", folder.path, "-I", folder.appending(path: "kernels").path,
        "-isystem", directory.appending(path: "runtime").path,
      ] + flags + ["-c", source.path, "-o", object]
    try run(toolchain.compiler, all)
    return object
  }

  private func link(
    _ objects: [String], _ script: LinkerScript, into elf: URL, options: [String] = []
  ) throws {
    let name = elf.deletingPathExtension().lastPathComponent + ".ld"
    try Data(script.text.utf8).writeInPlace(to: directory.appending(path: name))
    try run(
      toolchain.linker,
      toolchain.link(
        objects, script: name, output: elf.lastPathComponent, core: device.microcontroller.core,
        options: options))
  }

  private func run(_ tool: URL, _ arguments: [String]) throws {
    let outcome = try ChildProcess(tool, arguments, in: directory, seconds: Self.seconds)
      .finish(shouldStop: shouldStop)
    guard outcome.status == 0 else {
      throw FirmwareError.build(tool: tool.lastPathComponent, output: outcome.text)
    }
  }
}

/// The sizes of emitted code as it is linked for the memory map of a device, without running it.
///
/// The image may be larger than the device.
/// - Parameters:
///   - folder: what `emit` has written.
///   - toolchain: the compiler, or nil for the first one that is found.
///   - shouldStop: asked ten times a second.
/// - Returns: nil where there is no compiler for the core.
/// - Throws: `FirmwareError` where the code does not build; `CancellationError` where it was to stop.
package func linkedFootprint(
  folder: URL, device: Device, toolchain: Toolchain.Family? = nil,
  stackBytes: Int = Microcontroller.stackBytes,
  shouldStop: @escaping @Sendable () -> Bool = { false }
) throws -> Footprint? {
  guard let toolchain = try? Toolchain.find(toolchain),
    toolchain.flags(for: device.microcontroller.core) != nil
  else { return nil }
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "thimble-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: directory) }
  return try FirmwareBuild(
    folder: folder, device: device, toolchain: toolchain,
    options: FirmwareBuild.Options(stackBytes: stackBytes), in: directory, shouldStop: shouldStop
  ).footprint()
}
