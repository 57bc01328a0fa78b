import Graphs
import Planning
import TestSupport
import Testing

struct KernelForecastTests {
  /// Dense, depthwise and grouped convolutions on maps of many pixels and of one.
  private func network() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "net")
    let stem = try builder.input(Shape(height: 9, width: 8, channels: 3))
      .convolution("stem", 7, kernel: 3, stride: 2).batchNorm("stem.bn").activation(.relu)
    let x = try stem.depthwise("depthwise", kernel: 5)
      .convolution("project", 7, kernel: 1).add(stem, named: "sum")
      .convolution("wide", 12, kernel: 1)
      .convolution("grouped", 6, kernel: 3, stride: 2, groups: 3)
      .globalAveragePool(named: "pool").convolution("dense", 5, kernel: 1)
    return builder.graph(output: try x.flatten().dense("logits", 3))
  }

  @Test(
    "A forecast is the kernel that the integer network gets, with as many constants and scratch",
    arguments: [false, true])
  func agrees(hasExponents: Bool) throws {
    let float = try network()
    let rounded = try quantizedTwin(of: float, seed: 4)
    let graph = hasExponents ? rounded.floored : rounded
    let calls = try kernelCalls(for: graph, plan: try ExecutionPlan(kernelsOf: graph))
    let forecasts = float.nodes.indices.compactMap { index in
      kernelForecast(float, index, hasExponents: hasExponents).map {
        (float.nodes[index].name, $0)
      }
    }
    #expect(forecasts.map(\.0) == calls.map(\.name))
    for (call, (name, forecast)) in zip(calls, forecasts) {
      let leaves = call.kernel.fields.flatMap(\.leaves)
      #expect(forecast.function == call.kernel.symbol, "\(name)")
      #expect(forecast.scratchBytes == call.kernel.scratchBytes, "\(name)")
      #expect(forecast.function.layerBytes == 4 * leaves.count, "\(name)")
      let constants = leaves.compactMap { leaf in
        if case .constant(let constant) = leaf { constant.byteCount } else { nil }
      }
      #expect(forecast.constants == constants, "\(name)")
    }
    #expect(Set(calls.map(\.kernel.symbol)).count == 6)
  }
}

extension Graph where Op == IntegerOp {
  /// The same network with exponents in its convolutions and dense layers.
  fileprivate var floored: IntegerGraph {
    func multipliers(_ count: Int) -> Requantization {
      .floor(from: [Double](repeating: 0.01, count: count))
    }
    let nodes = nodes.map { node in
      var node = node
      if case .convolution(var op) = node.op {
        op.requantization = multipliers(op.bias.count)
        node.op = .convolution(op)
      } else if case .dense(var op) = node.op {
        op.requantization = multipliers(op.bias.count)
        node.op = .dense(op)
      }
      return node
    }
    return IntegerGraph(name: name, nodes: nodes, output: output)
  }
}

extension KernelField {
  /// The values that are no structures.
  fileprivate var leaves: [Value] {
    if case .structure(let members) = value { members.flatMap(\.leaves) } else { [value] }
  }
}
