import Foundation

/// A linked image of emitted code in memories of the emulator, with a harness that feeds it.
struct EmulatedImage: Sendable {
  /// The linked file.
  let elf: URL
  /// The memories of the machine.
  let memory: EmulatedMemory
  /// The memories of the device for which they stand.
  let deviceMemory: LinkerScript
  /// Whether a clock is read after each layer.
  let isProfiled: Bool
  /// The files of images and outputs.
  let exchange: ImageExchange
  /// The kernel calls of the network.
  let layerCount: Int
  /// Asked ten times a second while the image runs.
  let shouldStop: @Sendable () -> Bool
}
