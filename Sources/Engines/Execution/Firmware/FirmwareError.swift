public import Devices

/// Emitted code that could not be built or did not run to its end.
public enum FirmwareError: Error, Equatable, CustomStringConvertible {
  /// No compiler for the core was found.
  case noCompiler(searched: [String])
  /// No compiler for this computer was found.
  case noHostCompiler(String)
  /// The emulator was not found.
  case noEmulator(String)
  /// The folder lacks a file that emitted code has.
  case missing(file: String, folder: String)
  /// The folder holds other than one network.
  case networks(folder: String, found: [String])
  /// No compiler here makes code for the core.
  case unknownCore(String)
  /// A compiler or linker failed.
  case build(tool: String, output: String)
  /// The image is larger than the budget, or than the memory of the device.
  case tooLarge(device: String, violations: [Violation])
  /// The linked file is not a 32-bit little-endian ELF file.
  case notELF(file: String, reason: String)
  /// The network read, wrote or jumped outside of the device's memory; the address where it is known.
  case fault(address: UInt32?, status: UInt32)
  /// A compiler or a run did not end in time.
  case timeout(program: String, seconds: Double)
  /// The run ended with another status than 0.
  case failed(status: Int32, output: String)
  /// An image has another number of bytes than the network's input.
  case imageSize(image: Int, expected: Int, found: Int)
  /// The run returned another number of bytes than images times outputs.
  case outputSize(expected: Int, found: Int)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .noCompiler(let searched):
      "Found no compiler for the core on PATH; looked for \(searched.joined(separator: ", ")). Install gcc-arm-none-eabi, or put the clang and ld.lld of the Swift toolchain on PATH."
    case .noHostCompiler(let name):
      "Found no \(name) on PATH, which builds the emitted code for this computer. Install a C compiler (package gcc)."
    case .noEmulator(let name):
      "Found no \(name) on PATH. Install QEMU for Arm (package qemu-system-arm)."
    case .missing(let file, let folder):
      "\(folder) holds no \(file); give a folder that Thimble has emitted."
    case .networks(let folder, let found):
      found.isEmpty
        ? "\(folder) holds no network; give a folder that Thimble has emitted."
        : "\(folder) holds several networks (\(found.joined(separator: ", "))); give a folder with one."
    case .unknownCore(let name):
      "No compiler that Thimble knows makes code for the core \(name)."
    case .build(let tool, let output):
      "\(tool) failed:\n\(output)"
    case .tooLarge(let device, let violations):
      "The linked image does not fit \(device): \(violations.map(\.description).joined(separator: ", "))."
    case .notELF(let file, let reason):
      "\(file) is not a 32-bit little-endian ELF file: \(reason)."
    case .fault(let address, let status):
      "The network left the memory of the device\(address.map { " at 0x" + String($0, radix: 16) } ?? "") (fault status 0x\(String(status, radix: 16))): an access out of bounds, or a stack that is too small."
    case .timeout(let program, let seconds):
      "'\(program)' did not end within \(seconds) seconds. Repeat the command when this computer has less to do."
    case .failed(let status, let output):
      "The run ended with status \(status):\n\(output)"
    case .imageSize(let image, let expected, let found):
      "Image \(image) has \(found) bytes; the network takes \(expected)."
    case .outputSize(let expected, let found):
      "The run returned \(found) bytes instead of \(expected)."
    }
  }
}
