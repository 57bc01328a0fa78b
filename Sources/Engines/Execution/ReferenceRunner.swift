public import Graphs

/// Runs an integer network in plain Swift: the contract that every other runner meets byte for byte.
///
/// One value per array element whatever the precision; slow and readable on purpose.
public struct ReferenceRunner: Sendable {
  /// The network.
  public let graph: IntegerGraph
  /// Whether layers count thresholds where their outputs have 4 or 2 bits (PC+thresholds), which gives
  /// the same bytes as their multipliers.
  public let countsThresholds: Bool

  /// A runner of a network that `verify()` accepts.
  public init(_ graph: IntegerGraph, countsThresholds: Bool = false) {
    self.graph = graph
    self.countsThresholds = countsThresholds
  }

  /// The result for one image.
  ///
  /// - Parameter input: stored values `[H, W, C]`, as many as the input of the network has; another
  ///   number stops the program.
  public func run(_ input: [Int8]) -> [Int8] {
    values(for: input)[graph.output]
  }

  /// The value of every node for one image, `[H, W, C]` each.
  public func values(for input: [Int8]) -> [[Int8]] {
    require(input.count == graph.inputValue.shape.count, "The image has the wrong size.")
    var values: [[Int8]] = []
    for (index, node) in graph.nodes.enumerated() {
      values.append(
        node.op.isInput ? input : value(of: index, from: node.inputs.map { values[$0] }))
    }
    return values
  }

  /// What one operation makes of these values of its inputs, `[H, W, C]` each.
  package func value(of index: Int, from inputs: [[Int8]]) -> [Int8] {
    let node = graph.nodes[index]
    let maps = zip(node.inputs, inputs).map {
      IntegerMap(type: graph.nodes[$0].value, values: $1)
    }
    return node.op.reference(maps, output: node.value.shape, countsThresholds: countsThresholds)
  }
}

/// A value of an integer network together with its type.
struct IntegerMap {
  let type: QuantizedType
  let values: [Int8]

  var shape: Shape { type.shape }

  /// The stored value at a pixel.
  subscript(y: Int, x: Int, channel: Int) -> Int8 {
    values[(y * shape.width + x) * shape.channels + channel]
  }

  /// `stored − zeroPoint` at a pixel; 0 outside the map.
  func centred(_ y: Int, _ x: Int, _ channel: Int) -> Int32 {
    guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { return 0 }
    return Int32(self[y, x, channel]) - type.zeroPoint
  }

  /// `stored − zeroPoint` of every value in row-major order.
  var centred: [Int32] { values.map { Int32($0) - type.zeroPoint } }
}

extension IntegerOp {
  fileprivate var isInput: Bool {
    if case .input = self { true } else { false }
  }

  /// What the operation makes of its inputs.
  func reference(
    _ inputs: [IntegerMap], output shape: Shape, countsThresholds: Bool
  ) -> [Int8] {
    switch self {
    case .input, .flatten:
      return inputs[0].values
    case .convolution(let op):
      return op.reference(
        inputs[0], output: shape,
        store: ChannelStore(op.bias, op.requantization, op.output, countsThresholds))
    case .dense(let op):
      return op.reference(
        inputs[0], store: ChannelStore(op.bias, op.requantization, op.output, countsThresholds))
    case .add(let op):
      return op.reference(inputs[0], inputs[1])
    case .multiply(let op):
      return op.reference(inputs[0], inputs[1])
    case .averagePool(let op):
      return op.reference(inputs[0], output: shape)
    case .maximumPool(let window):
      return window.maximum(of: inputs[0], output: shape)
    case .lookup(let op):
      return inputs[0].values.map { op.output.clamp(Int64(op.table[Int($0) + 128])) }
    case .concat:
      return (0..<shape.area).flatMap { pixel in
        inputs.flatMap { input in
          input.values[pixel * input.shape.channels..<(pixel + 1) * input.shape.channels]
        }
      }
    }
  }
}
