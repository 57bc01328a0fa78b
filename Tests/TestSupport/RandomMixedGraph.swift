package import Graphs

/// A small network of inverted bottlenecks whose values and weights have 8, 4 or 2 bits, drawn for
/// each layer; image and result have 8 bits.
///
/// The image is 7 to 11 pixels high and wide, with 3 channels; most layers have an odd number of
/// channels.
package func randomMixedGraph(seed: UInt64) throws -> IntegerGraph {
  var ops = RandomIntegerOps(seed: seed)
  let builder = GraphBuilder<IntegerOp>(name: "mixed-\(seed)")
  let image = Shape(height: ops.int(7...11), width: ops.int(7...11), channels: 3)
  var x = try builder.add(.input(ops.type(image)), named: "image")
  let stem = Window(kernel: Size(3), stride: Size(2))
  x = try x.adding(
    ops.convolution(
      2 * ops.int(1...5) + 1, window: stem, on: x.value, weights: ops.precision(),
      output: ops.packedPrecision()), named: "stem")
  for block in 0..<2 {
    let (shape, point) = (x.value.shape, Window(kernel: Size(1)))
    let input = x
    x = try x.adding(
      ops.convolution(
        8 * ops.int(1...2) + block, window: point, on: x.value, weights: ops.packedPrecision(),
        output: ops.precision()), named: "block\(block).expand")
    x = try x.adding(
      ops.convolution(
        x.value.shape.channels, window: Window(kernel: Size(3)), groups: x.value.shape.channels,
        on: x.value, weights: ops.precision(), output: ops.packedPrecision()),
      named: "block\(block).depthwise")
    x = try x.adding(
      ops.convolution(
        shape.channels, window: point, on: x.value, weights: ops.precision(),
        output: ops.precision()), named: "block\(block).project")
    x = try x.adding(
      ops.add(ops.packedPrecision()), named: "block\(block).sum", with: input)
  }
  x = try x.adding(.maximumPool(Window(kernel: Size(3))), named: "maximum")
  let all = Size(height: x.value.shape.height, width: x.value.shape.width)
  x = try x.adding(
    ops.averagePool(
      Window(kernel: all, padding: Padding(0)), from: x.value.precision,
      to: ops.packedPrecision()),
    named: "average")
  x = try x.adding(.flatten, named: "flat")
  let logits = try x.adding(
    ops.dense(ops.int(2...10), on: x.value, weights: ops.packedPrecision()), named: "logits")
  return builder.graph(output: logits)
}

extension RandomIntegerOps {
  fileprivate mutating func precision() -> Precision { [.bits8, .bits4, .bits2][int(0...2)] }
  fileprivate mutating func packedPrecision() -> Precision { bool() ? .bits4 : .bits2 }
}
