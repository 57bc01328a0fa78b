import Architectures
import Graphs
import Randomness
import Supernets
import Tensors
import Testing

struct ChannelSortingTests {
  private static let space = SupernetEngineTests.space

  /// The space with these expand ratios alone.
  private static func space(_ ratios: [Int]) -> SearchSpace {
    var space = space
    space.units[0].expandRatios = ratios
    return space
  }

  /// What the projection of a block reads of each middle channel.
  private static func importance(_ block: String, _ weights: Weights) throws -> [Float] {
    let tensor = try #require(weights["\(block).project.weight"])
    return (0..<tensor.shape[1]).map { channel in
      (0..<tensor.shape[0]).reduce(0) { $0 + abs(tensor.values[$1 * tensor.shape[1] + channel]) }
    }
  }

  @Test func `Sorting keeps what the largest network computes and orders the importance`() throws {
    let supernet = try Supernet(Self.space)
    let weights = try SupernetEngineTests.weights(of: supernet)
    let sorted = try supernet.channelsSorted(weights, keeping: Self.space([3]))
    #expect(sorted.names == weights.names)
    let engine = Engine(threads: 1)
    let batch = SupernetEngineTests.batch(seed: 4)
    let network = try supernet.network(for: Self.space.largest)
    let (before, after) = (
      engine.logits(of: network, ParameterStore(weights), on: batch),
      engine.logits(of: network, ParameterStore(sorted), on: batch)
    )
    for (old, new) in zip(before, after) { #expect(abs(old - new) < 1e-3 * (1 + abs(old))) }
    for block in ["u1.b0", "u1.b1"] {
      let order = try Self.importance(block, sorted)
      #expect(order == order.sorted(by: >))
      #expect(try Self.importance(block, weights) != order)
    }
    // Nothing else moves.
    for name in weights.names where !name.contains("u1.") || name.contains("transform") {
      #expect(sorted[name] == weights[name])
    }
    // Smaller kernels of the full width are kept, too, as the transforms are the same for all.
    var smaller = Self.space.largest
    smaller.units[0][0].kernel = 3
    let part = try supernet.network(for: smaller)
    let logits = zip(
      engine.logits(of: part, ParameterStore(weights), on: batch),
      engine.logits(of: part, ParameterStore(sorted), on: batch))
    for (old, new) in logits { #expect(abs(old - new) < 1e-3 * (1 + abs(old))) }
  }

  @Test func `Boundaries that are in use already are not crossed`() throws {
    let supernet = try Supernet(Self.space)
    let weights = try SupernetEngineTests.weights(of: supernet)
    let sorted = try supernet.channelsSorted(weights, keeping: Self.space([2, 3]))
    for (block, boundary) in [("u1.b0", 8), ("u1.b1", 12)] {
      let (before, after) = (
        try Self.importance(block, weights), try Self.importance(block, sorted)
      )
      #expect(Set(before[..<boundary]) == Set(after[..<boundary]))
      #expect(after[..<boundary].sorted(by: >) == Array(after[..<boundary]))
      #expect(after[boundary...].sorted(by: >) == Array(after[boundary...]))
    }
    // So a network of the boundary's width computes what it did.
    let engine = Engine(threads: 1)
    let batch = SupernetEngineTests.batch(seed: 4)
    let network = try supernet.network(for: Self.space([2]).largest)
    let logits = zip(
      engine.logits(of: network, ParameterStore(weights), on: batch),
      engine.logits(of: network, ParameterStore(sorted), on: batch))
    for (old, new) in logits { #expect(abs(old - new) < 1e-3 * (1 + abs(old))) }
  }

  @Test func `Channels that a block without expansion shares with its input stay in place`() throws
  {
    let supernet = try Supernet(Self.space)
    let weights = try SupernetEngineTests.weights(of: supernet)
    let sorted = try supernet.channelsSorted(weights, keeping: Self.space)
    for (block, channels) in [("u1.b0", 4), ("u1.b1", 6)] {
      #expect(
        try Self.importance(block, weights)[..<channels]
          == Self.importance(block, sorted)[..<channels])
    }
    #expect(sorted != weights)
    let flat = try Supernet(Self.space([1]))
    let first = try flat.initialWeights(seed: 1)
    #expect(try flat.channelsSorted(first, keeping: Self.space([1])) == first)
  }

  @Test func `Squeeze-and-excite moves with its channels, and its hidden units are ordered`() throws
  {
    let space = SearchSpace(
      name: "squeezing", resolutions: [12], imageChannels: 1, stemChannels: 6,
      units: [
        SearchSpace.Unit(
          channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1], squeezes: true),
        SearchSpace.Unit(
          channels: 10, stride: 2, depths: [2], kernels: [3, 5], expandRatios: [3, 6],
          activation: .hSwish, squeezes: true),
      ],
      headChannels: 12, featureChannels: 16, classes: 4)
    let supernet = try Supernet(space)
    let weights = try SupernetEngineTests.weights(of: supernet)
    let sorted = try supernet.channelsSorted(weights, keeping: space.largestWidths)
    let units = try #require(sorted["u2.b1.squeeze.expand.weight"])
    let importance = (0..<units.shape[1]).map { unit in
      (0..<units.shape[0]).reduce(Float(0)) { $0 + abs(units.values[$1 * units.shape[1] + unit]) }
    }
    #expect(importance == importance.sorted(by: >))
    for name in ["reduce.weight", "reduce.bias", "expand.weight", "expand.bias"] {
      #expect(sorted["u2.b1.squeeze.\(name)"] != weights["u2.b1.squeeze.\(name)"])
    }
    // The first block has no expansion.
    for name in weights.names where name.hasPrefix("u1.b0.") {
      #expect(sorted[name] == weights[name])
    }
    let network = try supernet.network(for: space.largest)
    let image = SupernetEngineTests.batch(seed: 3, side: 12)
    let engine = Engine(threads: 1)
    let logits = zip(
      engine.logits(of: network, ParameterStore(weights), on: image),
      engine.logits(of: network, ParameterStore(sorted), on: image))
    for (old, new) in logits { #expect(abs(old - new) < 1e-3 * (1 + abs(old))) }
  }
}

extension SearchSpace {
  /// The networks with the largest expand ratios.
  fileprivate var largestWidths: SearchSpace {
    var space = self
    for index in units.indices {
      space.units[index].expandRatios = units[index].expandRatios.suffix(1)
    }
    return space
  }
}
