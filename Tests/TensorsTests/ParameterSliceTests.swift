import Graphs
import Testing

@testable import Tensors

/// Views cut parameters out of a store and bring gradients back.
struct ParameterSliceTests {
  @Test("A slice holds the leading entries and the centre of kernels", arguments: slices)
  func values(slice: Slice) {
    let store = ParameterStore(slice.weights)
    let view = ParameterView(source: "source", shape: slice.shape)
    #expect(read(view, from: store) == slice.places.map { Float($0) })
  }

  @Test("The gradient of a slice lands in its own place only", arguments: slices)
  func gradients(slice: Slice) {
    let store = ParameterStore(slice.weights)
    let cut = ParameterSlice(ParameterView(source: "source", shape: slice.shape), in: store)
    let gradient = (0..<cut.count).map { Float($0 + 1) }
    let sums = GradientSums(of: store)
    // Twice: gradients add up.
    cut.add(gradient, from: store, to: sums.base)
    cut.add(gradient, from: store, to: sums.base)
    let found = Array(
      UnsafeBufferPointer(start: sums.base + store.offset(of: "source"), count: slice.count))
    var expected = [Float](repeating: 0, count: slice.count)
    for (place, value) in zip(slice.places, gradient) { expected[place] = 2 * value }
    #expect(found == expected)
    let all = UnsafeBufferPointer(start: sums.base, count: sums.count)
    #expect(all.reduce(0, +) == expected.reduce(0, +), "other tensors have a gradient")
  }

  @Test("Kernels are cropped and multiplied from 7 over 5 to 3")
  func transformedValues() {
    var draw = Draw(seed: 1)
    let weights = Self.transformed(&draw)
    let view = Self.view(kernels: 2)
    let found = read(view, from: ParameterStore(weights))
    let kernels = weights["source"]?.values ?? []
    let (first, second) = (weights["7to5"]?.values ?? [], weights["5to3"]?.values ?? [])
    let expected = (0..<2).flatMap { kernel -> [Float] in
      let seven = Array(kernels[kernel * 49..<kernel * 49 + 49])
      return product(second, centre(of: product(first, centre(of: seven, side: 7)), side: 5))
    }
    expectAgreement(found, expected, within: 1e-5, "kernels")
  }

  @Test("Gradients of views are slopes of the loss", arguments: Engine.Backend.allCases, Views.all)
  func slopes(backend: Engine.Backend, views: Views) throws {
    let graph = try views.graph()
    var draw = Draw(seed: 2)
    let weights = views.weights(&draw, graph)
    let check = GradientCheck(
      engine: Engine(threads: 1, backend: backend), network: Network(graph, views: views.views),
      batch: draw.batch(3, of: graph.inputValue), targets: draw.targets(3, classes: 3))
    check.run(on: weights)
  }

  @Test(
    "A network of views computes what one of cut-out weights computes",
    arguments: Engine.Backend.allCases, Views.all)
  func sameAsCutOut(backend: Engine.Backend, views: Views) throws {
    let graph = try views.graph()
    var draw = Draw(seed: 4)
    let store = ParameterStore(views.weights(&draw, graph))
    var weights = Weights()
    for parameter in graph.parameters {
      weights[parameter.name] = Tensor(
        shape: parameter.shape, values: read(views.views[parameter], from: store))
    }
    let engine = Engine(threads: 1, backend: backend)
    let batch = draw.batch(3, of: graph.inputValue)
    let found = engine.logits(of: Network(graph, views: views.views), store, on: batch)
    let expected = engine.logits(of: Network(graph), ParameterStore(weights), on: batch)
    #expect(found == expected)
  }

  @Test("Two calls of train add their gradients until they are cleared", arguments: Views.all)
  func twoCalls(views: Views) throws {
    let graph = try views.graph()
    var draw = Draw(seed: 6)
    let weights = views.weights(&draw, graph)
    let store = ParameterStore(weights)
    let batch = draw.batch(3, of: graph.inputValue)
    let targets = draw.targets(3, classes: 3)
    let network = Network(graph, views: views.views)
    let engine = Engine(threads: 1, backend: .portable)
    func train() -> [[Float]] {
      _ = engine.train(network, store, on: batch, towards: targets, statisticsMomentum: nil)
      return weights.names.map { Array(store.gradients(of: $0)) }
    }
    let once = train()
    let twice = train()
    #expect(twice == once.map { $0.map { 2 * $0 } })
    store.clearGradients()
    #expect(train() == once)
    #expect(store.weights == weights)
  }

  private func read(_ view: ParameterView, from store: ParameterStore) -> [Float] {
    let slice = ParameterSlice(view, in: store)
    return [Float](unsafeUninitializedCapacity: slice.count) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      slice.read(from: store, into: base)
      count = slice.count
    }
  }

  // MARK: Slices

  /// A view of a tensor that holds the numbers 0, 1, 2, … and where its values must come from.
  struct Slice: Sendable, CustomTestStringConvertible {
    let stored: [Int]
    let shape: [Int]
    var testDescription: String { "\(shape) of \(stored)" }

    var count: Int { stored.reduce(1, *) }

    /// The tensor between two others.
    var weights: Weights {
      var weights = Weights()
      weights["before"] = Tensor(shape: [3], repeating: -1)
      weights["source"] = Tensor(shape: stored, values: (0..<count).map { Float($0) })
      weights["after"] = Tensor(shape: [5], repeating: -1)
      return weights
    }

    /// The place of each value of the view in the stored tensor.
    var places: [Int] {
      var places = [0]
      for axis in shape.indices {
        let margin = shape.count == 4 && axis >= 2 ? (stored[axis] - shape[axis]) / 2 : 0
        places = places.flatMap { place in
          (0..<shape[axis]).map { place * stored[axis] + margin + $0 }
        }
      }
      return places
    }
  }

  static let slices = [
    Slice(stored: [7], shape: [7]), Slice(stored: [7], shape: [4]),
    Slice(stored: [5, 6], shape: [5, 6]), Slice(stored: [5, 6], shape: [5, 4]),
    Slice(stored: [5, 6], shape: [3, 6]), Slice(stored: [5, 6], shape: [1, 1]),
    Slice(stored: [4, 3, 3, 3], shape: [4, 3, 3, 3]),
    Slice(stored: [4, 3, 3, 3], shape: [2, 2, 3, 3]),
    Slice(stored: [4, 3, 5, 5], shape: [3, 2, 3, 3]),
    Slice(stored: [4, 1, 7, 7], shape: [2, 1, 3, 3]),
    Slice(stored: [4, 1, 7, 7], shape: [4, 1, 1, 1]),
    Slice(stored: [2, 2, 5, 7], shape: [1, 2, 5, 3]),
  ]

  // MARK: Kernel transforms

  private static func view(kernels: Int, last: Int = 3) -> ParameterView {
    let chain = [("7to5", 5), ("5to3", 3)].filter { $0.1 >= last }
    return ParameterView(
      source: "source", shape: [kernels, 1, last, last],
      transforms: chain.map { ParameterView.KernelTransform(matrix: $0.0, side: $0.1) })
  }

  /// Three kernels of 7 and the matrices near the identity.
  private static func transformed(_ draw: inout Draw) -> Weights {
    var weights = Weights()
    weights["source"] = Tensor(shape: [3, 1, 7, 7], values: draw.values(3 * 49, -0.4...0.4))
    for (name, side) in [("7to5", 5), ("5to3", 3)] {
      let size = side * side
      let noise = draw.values(size * size, -0.2...0.2)
      weights[name] = Tensor(
        shape: [size, size],
        values: noise.enumerated().map { $0.offset % (size + 1) == 0 ? 1 + $0.element : $0.element }
      )
    }
    return weights
  }

  private func centre(of kernel: [Float], side: Int) -> [Float] {
    (1..<side - 1).flatMap { row in (1..<side - 1).map { kernel[row * side + $0] } }
  }

  private func product(_ matrix: [Float], _ vector: [Float]) -> [Float] {
    vector.indices.map { row in
      vector.indices.reduce(0) { $0 + matrix[row * vector.count + $1] * vector[$1] }
    }
  }

  // MARK: Networks of views

  /// How the depthwise convolution and its neighbours come out of larger tensors.
  struct Views: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kernel: Int
    let depthwise: ParameterView

    static let all = [
      Views(
        testDescription: "centre crop", kernel: 3,
        depthwise: ParameterView(source: "source", shape: [2, 1, 3, 3])),
      Views(testDescription: "7 to 5", kernel: 5, depthwise: view(kernels: 2, last: 5)),
      Views(testDescription: "7 to 5 to 3", kernel: 3, depthwise: view(kernels: 2)),
    ]

    func graph() throws -> FloatGraph {
      try TestNetwork(
        testDescription, image: Shape(height: 4, width: 4, channels: 2)
      ) {
        try $0.convolution("front", 2, kernel: 1, bias: true)
          .depthwise("op", kernel: kernel).batchNorm("bn").activation(.hSwish)
          .flatten().dense("head", 3)
      }.graph()
    }

    var views: ParameterViews {
      var views = ParameterViews()
      views.set("op.weight", to: depthwise)
      views.set("front.weight", to: ParameterView(source: "wide.weight", shape: [2, 2, 1, 1]))
      views.set("front.bias", to: ParameterView(source: "wide.bias", shape: [2]))
      return views
    }

    /// What the graph needs of its own, and the tensors that are larger than it needs.
    func weights(_ draw: inout Draw, _ graph: FloatGraph) -> Weights {
      let own = graph.parameters.filter { views[$0].source == $0.name }
      var weights = draw.weights(own)
      weights["wide.weight"] = Tensor(shape: [5, 3, 1, 1], values: draw.values(15))
      weights["wide.bias"] = Tensor(shape: [4], values: draw.values(4))
      let kernels = transformed(&draw)
      for name in kernels.names { weights[name] = kernels[name] }
      return weights
    }
  }
}
