package import Devices
import Processes

/// What the programs of this computer can do for the proof of emitted code on a core.
package struct Proof: Equatable, Sendable {
  /// The compiler, or nil where there is none for the core.
  package let toolchain: Toolchain?
  /// The machine of the emulator, or nil where the code can run on this computer only.
  package let machine: Machine?
  /// The sentence that says why there is no machine, or nil.
  package let hostOnlyReason: String?

  /// Looks for the programs.
  ///
  /// - Parameters:
  ///   - family: the compiler, or nil for the first one that is found.
  ///   - path: folders separated by colons; nil is the search path of this process.
  package init(for core: Core, toolchain family: Toolchain.Family? = nil, path: String? = nil)
    throws
  {
    var (toolchain, machine): (Toolchain?, Machine?) = (nil, nil)
    var reason: String?
    do {
      if Toolchain.flags(for: core, .clang) != nil {
        toolchain = try Toolchain.find(family, path: path)
        _ = try FirmwareRunner(path: path)
      }
      machine = Machine(for: core)
      if machine == nil { reason = "The emulator has no machine with the core \(core.name)." }
    } catch let error as FirmwareError {
      reason = error.description
    }
    self.toolchain = toolchain
    self.machine = machine
    hostOnlyReason = reason
  }

  /// Throws `FirmwareError.noHostCompiler` where there is none, without which nothing is proved.
  package static func requireHostCompiler(path: String? = nil) throws {
    guard ChildProcess.find(HostBuild.compiler, path: path) != nil else {
      throw FirmwareError.noHostCompiler(HostBuild.compiler)
    }
  }
}
