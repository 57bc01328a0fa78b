/// What became of emitted code on the machine of a device: does it compute the same bytes, and what does it take.
package struct Verdict: Codable, Equatable, Sendable {
  /// An output that is not the expected one.
  package struct Mismatch: Codable, Equatable, Sendable {
    /// Which image.
    package var image: Int
    /// What the network on the device gave.
    package var found: [Int8]
    /// What was expected.
    package var expected: [Int8]
  }

  /// The instructions of one kernel call.
  package struct Layer: Codable, Equatable, Sendable {
    /// The name of the layer.
    package var name: String
    /// Instructions on one image, exact to 1.
    package var instructions: Int
  }

  /// The name of the device.
  package var device: String
  /// The machine of the emulator, for example `mps2-an500`, or nil where the code ran on this computer only.
  package var machine: String?
  /// Why the code ran on this computer only, or nil.
  package var hostOnlyReason: String?
  /// How many images were compared.
  package var images: Int
  /// How many outputs were not the expected ones.
  package var mismatches: Int
  /// How many outputs of the same code on this computer were not the expected ones.
  package var hostMismatches: Int
  /// The first output that was not the expected one.
  package var firstMismatch: Mismatch?
  /// What the bytes of the linked image are for, or nil where there is no compiler for the core.
  package var footprint: Footprint?
  /// The deepest stack of a run, or nil without an emulator.
  package var stackBytes: Int?
  /// Each kernel call in order, empty without an emulator.
  package var layers: [Layer]
  /// Compilers and emulator.
  package var tools: [String]

  /// Whether every image gave the expected bytes.
  package var isExact: Bool { mismatches == 0 && hostMismatches == 0 && images > 0 }

  /// The instructions of all kernel calls on one image, or nil without an emulator.
  package var instructions: Int? {
    layers.isEmpty ? nil : layers.reduce(0) { $0 + $1.instructions }
  }

  /// Counts the outputs that differ.
  mutating func compare(_ found: [[Int8]], with expected: [[Int8]]) {
    for (index, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
      mismatches += 1
      if firstMismatch == nil {
        firstMismatch = Mismatch(image: index, found: pair.0, expected: pair.1)
      }
    }
  }
}
