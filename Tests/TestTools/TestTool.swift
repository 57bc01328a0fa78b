package import Execution
import Processes

/// A program that tests run; it is searched for as the product does, on the search path.
package enum TestTool: String, CaseIterable, CustomStringConvertible, Sendable {
  case gcc
  case gxx = "g++"
  case ar
  case clang
  case clangxx = "clang++"
  case lld = "ld.lld"
  case armGCC = "arm-none-eabi-gcc"
  case emulator = "qemu-system-arm"
  case make
  case cmake
  case ctest
  case curl
  case tar
  case gzip
  case python = "python3"
  case tcc
  case i686GCC = "i686-linux-gnu-gcc"
  case powerPCGCC = "powerpc-linux-gnu-gcc"
  case powerPCEmulator = "qemu-ppc"
  // What GCC runs, for tests with a search path of their own.
  case cc
  case assembler = "as"
  case linker = "ld"

  /// The name on the search path.
  package var description: String { rawValue }

  package var isPresent: Bool { ChildProcess.find(rawValue) != nil }

  /// What installs a tool.
  package enum Installer: String, Sendable {
    case swift = "the Swift toolchain"
    case setup = "Scripts/setup"
    /// For `make test-all`.
    case setupAll = "Scripts/setup --all"
  }

  package var installer: Installer {
    switch self {
    case .clang, .clangxx, .lld: .swift
    case .gcc, .ar, .armGCC, .emulator, .make, .curl, .tar, .gzip, .python, .cc, .assembler,
      .linker:
      .setup
    case .gxx, .cmake, .ctest, .tcc, .i686GCC, .powerPCGCC, .powerPCEmulator: .setupAll
    }
  }

  /// Of these, the tools that are present. `ToolTests` reports the others.
  package static func present(_ tools: TestTool...) -> [TestTool] { tools.filter(\.isPresent) }
}

extension Toolchain.Family {
  /// The families whose programs are present. `ToolTests` reports the others.
  package static let present = allCases.filter { (try? Toolchain.find($0)) != nil }
}
