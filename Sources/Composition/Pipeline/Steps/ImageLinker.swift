import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs

/// Links emitted code for devices, each network once for each core.
final class ImageLinker: Sendable {
  /// What a linked image takes.
  struct Memory: Equatable, Sendable {
    /// Flash and RAM, measured.
    var cost: Cost
    /// The flash that is no constant of the network.
    var codeBytes: Int
  }

  /// What decides an image's bytes.
  struct Image: Hashable, Sendable {
    var network: QuantizedNetwork
    var core: Core
  }

  /// Links the code in a folder for a device; nil where there is no compiler for its core.
  typealias Link =
    @Sendable (_ folder: URL, Device, _ shouldStop: @escaping @Sendable () -> Bool) throws ->
    Memory?

  private let link: Link
  private let known = Locked<[Image: Memory?]>([:])

  init(_ link: @escaping Link = ImageLinker.footprint) {
    self.link = link
  }

  /// What the image takes; nil where there is no compiler for the core.
  ///
  /// - Parameter firmware: the code, asked for where the image is not known.
  func memory(
    of image: Image, on device: Device, shouldStop: @escaping @Sendable () -> Bool,
    firmware: () throws -> Firmware
  ) throws -> Memory? {
    if let known = known.withLock({ $0[image] }) { return known }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "thimble-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: folder) }
    try firmware().write(to: folder)
    let memory = try link(folder, device, shouldStop)
    known.withLock { $0[image] = .some(memory) }
    return memory
  }

  /// The footprint of an image by the first compiler that is found.
  @Sendable private static func footprint(
    folder: URL, device: Device, shouldStop: @escaping @Sendable () -> Bool
  ) throws -> Memory? {
    guard
      let footprint = try linkedFootprint(folder: folder, device: device, shouldStop: shouldStop)
    else { return nil }
    return Memory(cost: footprint.cost, codeBytes: footprint.codeBytes)
  }
}
