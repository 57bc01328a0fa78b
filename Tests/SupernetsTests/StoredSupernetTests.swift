import Architectures
import Graphs
import Randomness
import Supernets
import Tensors
import TestSupport
import Testing

/// Which networks learn in a step, and which tensors they are made of: trainings that are resumed and
/// weights that are stored depend on it.
struct StoredSupernetTests {
  private static let squeezing = SearchSpace(
    name: "squeezing", resolutions: [8, 10], imageChannels: 1, stemChannels: 6,
    units: [
      SearchSpace.Unit(channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1]),
      SearchSpace.Unit(
        channels: 10, stride: 2, depths: [1, 2], kernels: [3, 5, 7], expandRatios: [1, 3, 5],
        squeezes: true),
    ],
    headChannels: 12, featureChannels: 16, classes: 4, activation: .hSwish, channelMultiple: 4)

  private static let spaces: [SearchSpace] = [.mobile32(), .ofaMobileNetV3(), squeezing]

  /// Drawn values without the functions of a mathematics library, which differ between systems.
  private static func weights(of space: SearchSpace, seed: UInt64) throws -> Weights {
    var weights = try Supernet(space).initialWeights(seed: 0)
    var generator = SeededGenerator(seed: seed)
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      let values = tensor.values.map { _ in Float.random(in: -1..<1, using: &generator) }
      weights[name] = Tensor(shape: tensor.shape, values: values)
    }
    return weights
  }

  private static func line(_ name: String, _ tensor: Tensor?) -> String {
    "\(name) \(tensor?.shape ?? []) \(fingerprint((tensor?.values ?? []).map { "\($0.bitPattern)" }))"
  }

  @Test(arguments: zip(spaces, ["7c86879dc828a634", "69858d2080b109f8", "91fd637bacba89b5"]))
  func `The same networks learn in a step of the sandwich rule`(
    space: SearchSpace, stored: String
  ) {
    let rule = SandwichRule(seed: 6, randomNetworks: 3)
    let lines = (0..<10).flatMap { rule.students(at: $0, in: space).map(\.description) }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["c59833ef50b1f1e8", "7a83b6c726cae1f6", "f5a26150a26ef22f"]))
  func `The same networks learn in a step of progressive shrinking`(
    space: SearchSpace, stored: String
  ) {
    let phases = ProgressiveShrinking.standard.phases(of: space, steps: 500, peakLearningRate: 0.1)
    let lines = phases.flatMap { phase in
      ["\(phase.name) \(phase.steps) \(phase.sortsChannels)"]
        + (0..<5).flatMap { phase.networks(at: $0, seed: 7).map(\.description) }
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["342294ef215275a0", "1d59fff801c81daa", "6da0afe6a5d73bcb"]))
  func `Networks read the same tensors by the same views`(
    space: SearchSpace, stored: String
  ) throws {
    let supernet = try Supernet(space)
    var generator = SeededGenerator(seed: 8)
    var lines = supernet.shapes().sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    lines += supernet.kernelTransformNames.sorted()
    for _ in 0..<5 {
      let architecture = space.random(using: &generator)
      let network = try supernet.network(for: architecture)
      lines += network.graph.parameters.map { "\(network.views[$0])" }
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test func `Channels are sorted into the same order`() throws {
    let space = Self.squeezing
    let supernet = try Supernet(space)
    let weights = try Self.weights(of: space, seed: 9)
    var used = space
    used.units[1].expandRatios = [3, 5]
    let lines = try [used, space].flatMap { used in
      let sorted = try supernet.channelsSorted(weights, keeping: used)
      return sorted.names.map { Self.line($0, sorted[$0]) }
    }
    #expect(fingerprint(lines) == "9d19f2e47ffbda4c")
  }

  @Test func `Weights are transferred to the same places`() throws {
    var lines: [String] = []
    var wider = Self.squeezing
    wider.units.insert(
      SearchSpace.Unit(channels: 6, stride: 1, depths: [1], kernels: [5], expandRatios: [2]), at: 1)
    wider.units[2].kernels = [5, 7, 9]
    wider.units[2].depths = [2, 3]
    wider.imageChannels = 3
    for (target, source) in [(Self.squeezing, wider), (wider, Self.squeezing)] {
      let transfer = try WeightTransfer(
        into: try Self.weights(of: target, seed: 1), of: target,
        from: try Self.weights(of: source, seed: 2), of: source)
      lines += transfer.drawnLayers + ["\(transfer.tensors) \(transfer.values)"]
      lines += transfer.weights.names.map { Self.line($0, transfer.weights[$0]) }
    }
    #expect(fingerprint(lines) == "df56a739b79c5172")
  }
}
