import Architectures
import Foundation
import Graphs
import Randomness
import TestSupport
import Testing

/// What a seed draws from a space, and how points and spaces are written: stored weights, measured
/// candidates and trained predictors depend on it.
struct StoredPointsTests {
  private static let spaces: [SearchSpace] = [.mobile32(), .ofaMobileNetV3(), mixed]

  /// A fixed first unit, units of one kernel and of one expand ratio, and squeeze-and-excite.
  private static let mixed = SearchSpace(
    name: "mixed", resolutions: [8, 16, 24], imageChannels: 1, stemChannels: 6,
    units: [
      SearchSpace.Unit(channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1]),
      SearchSpace.Unit(
        channels: 8, stride: 2, depths: [1, 3], kernels: [3, 5], expandRatios: [2],
        activation: .hSwish, squeezes: true),
      SearchSpace.Unit(
        channels: 8, stride: 1, depths: [1, 2], kernels: [5], expandRatios: [1, 3, 6]),
    ],
    headChannels: 0, featureChannels: 12, classes: 2, channelMultiple: 4)

  private static func points(of space: SearchSpace, count: Int = 20) -> [Architecture] {
    var generator = SeededGenerator(seed: 11)
    return (0..<count).map { _ in space.random(using: &generator) }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test(arguments: zip(spaces, ["2b318ae11e9d95bb", "7b1fe73d32ad51a5", "7e22f8f28ff86e69"]))
  func `A seed draws the same points`(space: SearchSpace, stored: String) {
    #expect(fingerprint(Self.points(of: space).map(\.description)) == stored)
  }

  @Test func `The first points are these`() {
    #expect(
      Self.points(of: .mobile32(), count: 3).map(\.description) == [
        "r16 k5e3 k5e2 k3e4,k3e2,k5e4", "r32 k5e3 k7e2,k7e4,k5e3 k5e4,k3e4,k5e2",
        "r24 k3e3,k3e2 k3e3,k3e4 k5e3,k5e4,k5e2",
      ])
    #expect(
      Self.points(of: Self.mixed, count: 3).map(\.description) == [
        "r8 k3e1 k5e2 k5e6,k5e1", "r24 k3e1 k5e2,k5e2,k5e2 k5e6", "r24 k3e1 k3e2,k5e2,k5e2 k5e1",
      ])
  }

  @Test(arguments: zip(spaces, ["5ae457123ffa9b2c", "9d3f83932f632cef", "fe90bdf4a5fb54c3"]))
  func `Genomes and features of the same points are the same`(space: SearchSpace, stored: String) {
    let (layout, encoding) = (GenomeLayout(space), ArchitectureEncoding(space))
    let lines = Self.points(of: space).map {
      "\(layout.genome(of: $0)) \(encoding.features(of: $0))"
    }
    #expect(fingerprint(lines + ["\(layout.choiceCounts)", "\(encoding.featureCount)"]) == stored)
  }

  @Test(arguments: zip(spaces, ["654439ca69078d94", "50fba246708637fa", "b037c8bca918c89e"]))
  func `Spaces and points are written the same way`(space: SearchSpace, stored: String) throws {
    let lines = [try Self.json(space)] + (try Self.points(of: space).map(Self.json))
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["5a9884ac511572b6", "be8b62afe968b76c", "e8a28960f8bceacc"]))
  func `Graphs have the same nodes of the same names`(space: SearchSpace, stored: String) throws {
    let points = [space.largest, space.smallest] + Self.points(of: space, count: 8)
    let lines = try points.map { try Self.json($0.graph(in: space)) }
    #expect(fingerprint(lines) == stored)
  }
}
