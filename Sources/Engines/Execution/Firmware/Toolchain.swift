import Devices
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

  /// What selects the instructions of a core.
  func flags(for core: Core) -> [String] {
    let flags: [String]
    let triple: String
    switch core {
    case .cortexM0Plus:
      flags = ["-mcpu=cortex-m0plus", "-mthumb", "-mfloat-abi=soft"]
      triple = "thumbv6m-none-eabi"
    case .cortexM4F, .cortexM33:
      flags = ["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"]
      triple = "thumbv7em-none-eabihf"
    case .cortexM7:
      flags = ["-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-d16", "-mfloat-abi=hard"]
      triple = "thumbv7em-none-eabihf"
    }
    switch family {
    case .clang: return ["--target=\(triple)"] + flags
    case .gcc: return flags + ["-fno-tree-loop-distribute-patterns"]
    }
  }

  /// The program and arguments that link `objects` by `script` into `output`.
  func link(_ objects: [String], script: String, output: String, core: Core) -> [String] {
    switch family {
    case .clang:
      ["-T", script, "--gc-sections", "-o", output] + objects
    case .gcc:
      flags(for: core) + ["-nostdlib", "-T", script, "-Wl,--gc-sections", "-o", output] + objects
        + ["-lgcc"]
    }
  }
}
