import Foundation
import Processes

/// Runs a linked image in the emulator, all images in one run.
struct FirmwareRunner: Sendable {
  /// The emulator.
  let emulator: URL
  /// The time limit of one run.
  let seconds: Double

  /// What a run gives back.
  struct Outcome: Equatable, Sendable {
    /// One output per image.
    var outputs: [[Int8]]
    /// The deepest stack of a run of the network, to 4 bytes.
    var stackBytes: Int
    /// The instructions of each kernel call on the last image, empty where the image is not profiled.
    var layerInstructions: [Int]
  }

  /// A runner.
  ///
  /// - Throws: `FirmwareError.noEmulator`.
  init(seconds: Double = 120, path: String? = nil) throws {
    self.seconds = seconds
    let name = "qemu-system-arm"
    guard let emulator = ChildProcess.find(name, path: path) else {
      throw FirmwareError.noEmulator(name)
    }
    self.emulator = emulator
  }

  /// The emulator's version.
  func version() throws -> String {
    try ChildProcess.version(of: emulator)
  }

  /// Runs the network on every image.
  ///
  /// - Parameter images: stored values, as many as the network takes.
  func run(_ image: EmulatedImage, on images: [[Int8]]) throws -> Outcome {
    let exchange = image.exchange
    try exchange.write(images)
    var arguments = [
      "-M", image.memory.machine.name, "-nographic", "-monitor", "none",
      "-serial", "none", "-semihosting-config", "enable=on,target=native",
      "-kernel", image.elf.lastPathComponent,
    ]
    // One instruction then takes 2^6 ns of the machine's time.
    if image.isProfiled { arguments += ["-icount", "shift=6"] }
    let outcome = try ChildProcess(emulator, arguments, in: exchange.directory, seconds: seconds)
      .finish(shouldStop: image.shouldStop)
    if outcome.status == 99 { throw fault(outcome.text, of: image) }
    guard outcome.status == 0 else {
      throw FirmwareError.failed(status: outcome.status, output: outcome.text)
    }
    let report = try exchange.words(in: "report.bin")
    guard report.count == 2 + image.layerCount else {
      throw FirmwareError.outputSize(expected: 4 * (2 + image.layerCount), found: 4 * report.count)
    }
    // The timer ticks every 40 ns, an instruction takes 64.
    let layers = report.dropFirst(2).map { (max(0, Int($0) - Int(report[1])) * 40 + 32) / 64 }
    return Outcome(
      outputs: try exchange.outputs(count: images.count), stackBytes: Int(report[0]),
      layerInstructions: image.isProfiled ? layers : [])
  }

  /// `fault status 00000082 address 20080000 ` as an error, with the address of the device.
  private func fault(_ text: String, of image: EmulatedImage) -> FirmwareError {
    let words = text.split(whereSeparator: \.isWhitespace)
    func number(after word: Substring) -> UInt32? {
      words.firstIndex(of: word).flatMap {
        words.indices.contains($0 + 1) ? UInt32(words[$0 + 1], radix: 16) : nil
      }
    }
    return .fault(
      address: number(after: "address").map { image.memory.address($0, in: image.deviceMemory) },
      status: number(after: "status") ?? 0)
  }
}
