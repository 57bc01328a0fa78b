import Testing
import Thimble

/// Graphs that a client makes, and the errors that it can catch.
@Suite struct GraphTests {
  private static let shape = Shape(height: 4, width: 4, channels: 2)

  @Test func `nodes from elsewhere are checked`() throws {
    let image = Node<FloatOp>(name: "image", op: .input(Self.shape), inputs: [], value: Self.shape)
    let sum = Node<FloatOp>(name: "sum", op: .add, inputs: [0, 0], value: Self.shape)
    let graph = try FloatGraph(name: "twice", checking: [image, sum], output: 1)
    #expect(graph.outputValue == Self.shape)

    #expect(throws: GraphError.arity(node: "sum", op: "add", expected: 2...2, found: 1)) {
      var sum = sum
      sum.inputs = [0]
      _ = try FloatGraph(name: "once", checking: [image, sum], output: 1)
    }
    #expect(throws: GraphError.structure("The output of graph 'twice' is node 2 of 2.")) {
      try FloatGraph(name: "twice", checking: [image, sum], output: 2)
    }
  }

  @Test func `a builder throws the rule that a layer breaks`() throws {
    let builder = GraphBuilder<FloatOp>(name: "map")
    let image = try builder.input(Self.shape)
    #expect(throws: GraphError.self) { try image.dense("classifier", 2) }
    #expect(throws: GraphError.duplicateName("image")) { try builder.input(Self.shape) }
  }

  @Test func `parameters have the names and shapes of PyTorch`() throws {
    let builder = GraphBuilder<FloatOp>(name: "net")
    let graph = builder.graph(
      output: try builder.input(Self.shape).convolution("stem", 8, kernel: 3).batchNorm("bn"))
    #expect(
      graph.parameters.map(\.name) == [
        "stem.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var",
      ])
    #expect(graph.parameters[0].shape == [8, 2, 3, 3])
  }

  @Test func `the error of a search is caught by its values`() {
    let error: any Error = SearchError.nothingFits(
      device: "stm32g431", nearest: SearchSpace.mobile32().smallest,
      cost: [.flash: Quantity(2048, .estimated), .ram: Quantity(1024, .estimated)],
      violations: [Violation(.flash, needed: 2048, allowed: 1024)])
    guard case SearchError.nothingFits("stm32g431", _, let cost, let violations) = error else {
      Issue.record("\(error) is no search error")
      return
    }
    #expect(cost.value(of: .flash) == 2048)
    #expect(violations.map(\.resource) == [.flash])
  }
}
