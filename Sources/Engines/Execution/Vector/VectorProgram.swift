import CVectorKernels
import Graphs
import Planning

/// An integer network as calls of vector kernels: weights packed once, a place for each value.
struct VectorProgram: @unchecked Sendable {
  // C structures point to `constants`, which nobody writes once the program is built.

  /// One call.
  struct Step {
    enum Operation {
      case convolution(vector_layer)
      case depthwise(vector_layer)
      case add(vector_pointwise)
      case multiply(vector_pointwise)
      case lookup(vector_pointwise)
      case copy(vector_pointwise)
      case maximum(vector_maximum)
    }

    /// The node whose value it computes, or a part of it.
    var node: Int
    /// What is called.
    var operation: Operation
    /// The first elements of the inputs in the arena.
    var inputs: [Int]
    /// The first element of the result in the arena.
    var output: Int
  }

  let graph: IntegerGraph
  let kernels: IntegerVectorKernels
  /// For each node where its value lies.
  let maps: [VectorMap]
  /// The elements of the arena, with what kernels read behind a map.
  let elements: Int
  /// The calls in order.
  let steps: [Step]
  private let constants: VectorConstants

  /// The elements that borders and weights may take: 512 MiB of 16 bits.
  private static let mostElements = 1 << 28

  /// - Returns: nil where borders or weights would take more than ``mostElements`` and 16 times what the
  ///   network takes.
  init?(_ graph: IntegerGraph, _ instructions: VectorInstructions) {
    let kernels = IntegerVectorKernels(instructions)
    let layout = VectorLayout(graph, kernels)
    let largestWindow =
      graph.nodes.map { node in
        if case .averagePool(let op) = node.op { op.window.kernel.area } else { 0 }
      }.max() ?? 0
    let own = 16 * graph.nodes.reduce(0) { $0 + $1.value.shape.count }
    guard max(layout.elements, 2 * kernels.block * largestWindow) <= max(Self.mostElements, own)
    else { return nil }
    let packer = VectorStepBuilder(graph, layout.maps, kernels)
    self.graph = graph
    self.kernels = kernels
    maps = layout.maps
    elements = layout.elements
    steps = graph.nodes.indices.filter { !layout.isAlias[$0] }.flatMap(packer.steps)
    constants = packer.constants
  }

  /// Calls the kernel of a step.
  func perform(_ step: Step, in arena: UnsafeMutableRawPointer) {
    func at(_ element: Int) -> UnsafeMutableRawPointer { arena + element * kernels.elementBytes }
    let (table, x, y) = (kernels.table, at(step.inputs[0]), at(step.output))
    switch step.operation {
    case .convolution(var layer): table.convolution(&layer, x, y)
    case .depthwise(var layer): table.depthwise(&layer, x, y)
    case .add(var layer): table.add(&layer, x, at(step.inputs[1]), y)
    case .multiply(var layer): table.multiply(&layer, x, at(step.inputs[1]), y)
    case .lookup(var layer): table.lookup(&layer, x, y)
    case .copy(var layer): table.copy(&layer, x, y)
    case .maximum(var layer): table.maximum(&layer, x, y)
    }
  }
}

/// Gives every value of a network its place.
private struct VectorLayout {
  var maps: [VectorMap]
  var isAlias: [Bool]
  var elements: Int

  init(_ graph: IntegerGraph, _ kernels: IntegerVectorKernels) {
    maps = graph.nodes.map {
      VectorMap(shape: $0.value.shape, zeroPoint: $0.value.zeroPoint, border: Padding(0))
    }
    for node in graph.nodes {
      guard case .convolution(let op) = node.op else { continue }
      let input = node.inputs[0]
      let border = op.geometry.window.border(on: maps[input].shape, output: node.value.shape)
      maps[input].border = maps[input].border.union(border)
    }
    isAlias = graph.nodes.map { node in node.op == .flatten }
    elements = 0
    // Values begin at whole lines of the cache.
    let line = 64 / kernels.elementBytes
    for (index, node) in graph.nodes.enumerated() {
      if isAlias[index], maps[index].isContiguous, maps[node.inputs[0]].isContiguous {
        maps[index].start = maps[node.inputs[0]].start
        continue
      }
      isAlias[index] = false
      maps[index].start = elements + maps[index].inset
      elements = (elements + maps[index].count).roundedUp(to: line)
    }
    elements += Int(VECTOR_SLACK) / kernels.elementBytes
  }
}

/// Makes the calls of each node.
private struct VectorStepBuilder {
  let graph: IntegerGraph
  let maps: [VectorMap]
  let kernels: IntegerVectorKernels
  let constants = VectorConstants()

  init(_ graph: IntegerGraph, _ maps: [VectorMap], _ kernels: IntegerVectorKernels) {
    self.graph = graph
    self.maps = maps
    self.kernels = kernels
  }

  func steps(of index: Int) -> [VectorProgram.Step] {
    let node = graph.nodes[index]
    let types = node.inputs.map { graph.nodes[$0].value }
    let inputs = node.inputs.map { maps[$0] }
    let y = maps[index]
    let packer = VectorLayerPacker(kernels: kernels, constants: constants)
    func step(_ operation: VectorProgram.Step.Operation) -> [VectorProgram.Step] {
      [.init(node: index, operation: operation, inputs: inputs.map(\.start), output: y.start)]
    }
    /// The step of a window, which begins in the border.
    func windowStep(
      _ window: Window, _ operation: VectorProgram.Step.Operation
    ) -> [VectorProgram.Step] {
      let corner =
        inputs[0].start - window.padding.top * inputs[0].row
        - window.padding.left * inputs[0].shape.channels
      return [.init(node: index, operation: operation, inputs: [corner], output: y.start)]
    }
    switch node.op {
    case .input:
      return []
    case .convolution(let op):
      let isDepthwise = op.geometry.isDepthwise(inputChannels: inputs[0].shape.channels)
      return windowStep(
        op.geometry.window,
        isDepthwise
          ? .depthwise(packer.depthwise(op, from: inputs[0], to: y, input: types[0]))
          : .convolution(packer.convolution(op, from: inputs[0], to: y, input: types[0])))
    case .dense(let op):
      return step(.convolution(packer.dense(op, from: inputs[0], to: y, input: types[0])))
    case .add(let op):
      return step(.add(.init(op, types, inputs, to: y, offset: kernels.offset)))
    case .multiply(let op):
      return step(.multiply(.init(op, types, inputs, to: y, offset: kernels.offset)))
    case .averagePool(let op):
      return step(.depthwise(packer.average(op, from: inputs[0], to: y, input: types[0])))
    case .maximumPool(let window):
      return step(.maximum(.init(window, from: inputs[0], to: y)))
    case .lookup(let op):
      return step(
        .lookup(.init(op, from: inputs[0], to: y, kernels: kernels, constants: constants)))
    case .concat:
      return concatenation(index, inputs, y)
    case .flatten:
      return flattening(index, inputs[0], y)
    }
  }

  /// A copy of each input behind the channels of those before it.
  private func concatenation(
    _ index: Int, _ inputs: [VectorMap], _ y: VectorMap
  ) -> [VectorProgram.Step] {
    var channel = 0
    return inputs.map { x in
      defer { channel += x.shape.channels }
      return VectorProgram.Step(
        node: index, operation: .copy(.init(from: x, to: y, pixels: true)), inputs: [x.start],
        output: y.start + channel)
    }
  }

  /// A copy of the rows of a map one behind the other.
  private func flattening(
    _ index: Int, _ x: VectorMap, _ y: VectorMap
  ) -> [VectorProgram.Step] {
    var copy = vector_pointwise(from: x, to: y)
    copy.rows = Int32(x.shape.height)
    copy.y_row = x.shape.width * x.shape.channels
    return [.init(node: index, operation: .copy(copy), inputs: [x.start], output: y.start)]
  }
}
