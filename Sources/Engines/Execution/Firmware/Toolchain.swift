package import Devices
package import Foundation
import Processes

/// A C compiler and linker for cores without an operating system.
package struct Toolchain: Equatable, Sendable {
  /// Whose it is.
  package enum Family: String, Codable, Sendable, CaseIterable {
    /// `clang` and `ld.lld`, as they come with Swift.
    case clang
    /// `arm-none-eabi-gcc`.
    case gcc
  }

  /// Whose it is.
  package var family: Family
  /// The compiler.
  package var compiler: URL
  /// The linker; of GCC the compiler itself.
  package var linker: URL
  /// The first line that the compiler says of its version.
  package var version: String

  /// The toolchain of this family, or of the first family that is there.
  ///
  /// - Parameter path: folders separated by colons; nil is the search path of this process.
  /// - Throws: `FirmwareError.noCompiler`.
  package static func find(_ family: Family? = nil, path: String? = nil) throws -> Toolchain {
    var searched: [String] = []
    for family in family.map({ [$0] }) ?? Family.allCases {
      let names = family == .clang ? ["clang", "ld.lld"] : ["arm-none-eabi-gcc"]
      searched.append(names.joined(separator: " with "))
      let programs = names.compactMap { ChildProcess.find($0, path: path) }
      guard programs.count == names.count, let compiler = programs.first, let linker = programs.last
      else { continue }
      return Toolchain(
        family: family, compiler: compiler, linker: linker,
        version: try ChildProcess.version(of: compiler))
    }
    throw FirmwareError.noCompiler(searched: searched)
  }

  /// What selects the instructions of a core, or nil where the compiler has no such core.
  package func flags(for core: Core) -> [String]? { Self.flags(for: core, family) }

  /// The same for a compiler of this family.
  package static func flags(for core: Core, _ family: Family) -> [String]? {
    var flags: [String]
    var triple: String
    switch core.instructions {
    case .armv6M: (flags, triple) = (["-mcpu=cortex-m0plus"], "thumbv6m-none-eabi")
    case .armv7M: (flags, triple) = (["-mcpu=cortex-m3"], "thumbv7m-none-eabi")
    case .armv7EM where core == .cortexM7:
      (flags, triple) = (["-mcpu=cortex-m7"], "thumbv7em-none-eabi")
    case .armv7EM, .armv8M: (flags, triple) = (["-mcpu=cortex-m4"], "thumbv7em-none-eabi")
    case .xtensa, .riscV, .other: return nil
    }
    flags.append("-mthumb")
    if core.hasFloatingPoint {
      triple += "hf"
      flags.append(core == .cortexM7 ? "-mfpu=fpv5-d16" : "-mfpu=fpv4-sp-d16")
    }
    flags.append("-mfloat-abi=\(core.hasFloatingPoint ? "hard" : "soft")")
    switch family {
    case .clang: return ["--target=\(triple)"] + flags
    case .gcc: return flags + ["-fno-tree-loop-distribute-patterns"]
    }
  }

  /// The arguments of ``linker`` that link `objects` by `script` into `output`.
  ///
  /// What is too large for its memory may reach into the next one, so that it can be measured.
  /// - Parameter options: others, as `ld` takes them.
  func link(
    _ objects: [String], script: String, output: String, core: Core, options: [String]
  ) -> [String] {
    let options = ["--gc-sections", "--no-check-sections"] + options
    switch family {
    case .clang: return ["-T", script, "-o", output] + options + objects
    case .gcc:
      return (flags(for: core) ?? []) + ["-nostdlib", "-T", script, "-o", output]
        + options.map { "-Wl,\($0)" } + objects + ["-lgcc"]
    }
  }
}
