import Architectures
import Graphs
import Randomness
import Supernets
import Tensors
import Testing

struct SupernetTests {
  private static let space = SearchSpace(
    name: "small", resolutions: [8, 12], stemChannels: 4,
    units: [
      SearchSpace.Unit(
        channels: 6, stride: 2, depths: [1, 2], kernels: [3, 5, 7], expandRatios: [1, 2, 3]),
      SearchSpace.Unit(
        channels: 8, stride: 1, depths: [1], kernels: [3, 7], expandRatios: [2, 4]),
    ],
    headChannels: 16, classes: 5)

  @Test func `Every part of the space is cut out of the first weights`() throws {
    for space in [Self.space, SearchSpace.mobile32()] {
      let supernet = try Supernet(space)
      let weights = try supernet.initialWeights(seed: 1)
      var generator = SeededGenerator(seed: 2)
      for _ in 0..<8 {
        let architecture = space.random(using: &generator)
        let graph = try architecture.graph(in: space)
        let extracted = try supernet.extracted(architecture, from: weights)
        #expect(extracted.names == graph.parameters.map(\.name))
        for parameter in graph.parameters {
          #expect(extracted[parameter.name]?.shape == parameter.shape)
        }
      }
    }
  }

  @Test func `The largest network is the weights themselves`() throws {
    let supernet = try Supernet(Self.space)
    let weights = try supernet.initialWeights(seed: 1)
    let largest = try supernet.extracted(Self.space.largest, from: weights)
    for name in largest.names { #expect(largest[name] == weights[name]) }
    #expect(
      Set(weights.names).subtracting(largest.names) == supernet.kernelTransformNames)
  }

  @Test func `Smaller kernels pass through the matrices from large to small`() throws {
    let supernet = try Supernet(Self.space)
    #expect(
      supernet.kernelTransformNames == [
        "u1.b0.depthwise.transform.7to5", "u1.b0.depthwise.transform.5to3",
        "u1.b1.depthwise.transform.7to5", "u1.b1.depthwise.transform.5to3",
        "u2.b0.depthwise.transform.7to3",
      ])
    let network = try supernet.network(for: Self.space.smallest)
    let parameter = Parameter(node: "u1.b0.depthwise", role: .weight, shape: [4, 1, 3, 3])
    #expect(
      network.views[parameter]
        == ParameterView(
          source: "u1.b0.depthwise.weight", shape: [4, 1, 3, 3],
          transforms: [
            ParameterView.KernelTransform(matrix: "u1.b0.depthwise.transform.7to5", side: 5),
            ParameterView.KernelTransform(matrix: "u1.b0.depthwise.transform.5to3", side: 3),
          ]))

    var weights = try supernet.initialWeights(seed: 1)
    let kernel = try #require(weights["u1.b0.depthwise.weight"])
    let centre = try supernet.extracted(Self.space.smallest, from: weights)
    #expect(centre["u1.b0.depthwise.weight"]?.values.first == kernel.values[2 * 7 + 2])
    weights["u1.b0.depthwise.transform.5to3"]?.values[0] = 3
    let scaled = try supernet.extracted(Self.space.smallest, from: weights)
    #expect(scaled["u1.b0.depthwise.weight"]?.values.first == 3 * kernel.values[2 * 7 + 2])
  }

  @Test func `First weights depend on the seed and have the variance that is wanted`() throws {
    let supernet = try Supernet(SearchSpace.mobile32())
    let weights = try supernet.initialWeights(seed: 3)
    #expect(try supernet.initialWeights(seed: 3) == weights)
    #expect(try supernet.initialWeights(seed: 4) != weights)
    for (name, fanOut) in [("u3.b1.expand.weight", 384.0), ("u3.b1.depthwise.weight", 9600)] {
      let values = try #require(weights[name]).values.map(Double.init)
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(abs(variance * fanOut / 2 - 1) < 0.05)
      #expect(abs(values.reduce(0, +) / Double(values.count)) < 0.02)
    }
    #expect(weights["u1.b1.project.bn.weight"]?.values.allSatisfy { $0 == 1 } == true)
    #expect(weights["classifier.bias"]?.values.allSatisfy { $0 == 0 } == true)
    #expect(weights["stem.bn.running_var"]?.values.allSatisfy { $0 == 1 } == true)
  }

  @Test func `The students of a step depend on seed and step alone`() throws {
    let space = SearchSpace.mobile32()
    let rule = SandwichRule(seed: 5, randomNetworks: 3)
    let steps = (0..<50).map { rule.students(at: $0, in: space) }
    #expect(rule.students(at: 17, in: space) == steps[17])
    #expect(steps.allSatisfy { $0.count == 4 && $0[0] == space.smallest })
    #expect(Set(steps.flatMap { $0.dropFirst() }).count > 145)
    #expect(SandwichRule(seed: 6, randomNetworks: 3).students(at: 17, in: space) != steps[17])
    #expect(SandwichRule(seed: 5, randomNetworks: 0).students(at: 1, in: space) == [space.smallest])
  }

  @Test func `A space or an architecture that makes no sense is refused`() throws {
    var broken = Self.space
    broken.units[0].kernels = [4]
    #expect(throws: ArchitectureError.self) { try Supernet(broken) }
    var foreign = Self.space.smallest
    foreign.units[1][0].kernel = 5
    let supernet = try Supernet(Self.space)
    #expect(throws: ArchitectureError.self) { try supernet.network(for: foreign) }
  }
}
