package import Graphs

/// A small network of inverted bottlenecks with residual sums, squeeze-and-excite, a concatenation
/// and a classifier; every operation of the dialect occurs.
///
/// The image is 8 to 12 pixels high and wide, with 3 channels.
package func randomIntegerGraph(seed: UInt64) throws -> IntegerGraph {
  var ops = RandomIntegerOps(seed: seed)
  let builder = GraphBuilder<IntegerOp>(name: "random-\(seed)")
  let image = Shape(height: ops.int(8...12), width: ops.int(8...12), channels: 3)
  var x = try builder.add(.input(ops.type(image)), named: "image")
  let stem = Window(kernel: Size(3), stride: Size(ops.int(1...2)))
  x = try x.adding(ops.convolution(ops.int(2...8), window: stem, on: x.value), named: "stem")
  for block in 0..<ops.int(1...3) {
    x = try bottleneck(x, named: "block\(block)", isResidual: block > 0, &ops)
  }
  let pooled = try x.adding(.maximumPool(Window(kernel: Size(3))), named: "maximum")
  x = try x.adding(.concat, named: "joined", with: pooled)
  let all = Window(
    kernel: Size(height: x.value.shape.height, width: x.value.shape.width), padding: Padding(0))
  if ops.bool() { x = try x.adding(ops.averagePool(all), named: "average") }
  x = try x.adding(.flatten, named: "flat")
  let logits = try x.adding(ops.dense(ops.int(2...10), on: x.value), named: "logits")
  return builder.graph(output: logits)
}

private func bottleneck(
  _ input: Flow<IntegerOp>, named name: String, isResidual: Bool, _ ops: inout RandomIntegerOps
) throws -> Flow<IntegerOp> {
  let point = Window(kernel: Size(1))
  let expanded = ops.int(1...4) * input.value.shape.channels
  var x = try input.adding(
    ops.convolution(expanded, window: point, on: input.value), named: "\(name).expand")
  x = try x.adding(ops.lookup(), named: "\(name).activation")
  let window = Window(
    kernel: Size([3, 5][ops.int(0...1)]), stride: Size(isResidual ? 1 : ops.int(1...2)))
  x = try x.adding(
    ops.convolution(expanded, window: window, groups: expanded, on: x.value),
    named: "\(name).depthwise")
  if ops.bool() {
    let all = Window(
      kernel: Size(height: x.value.shape.height, width: x.value.shape.width), padding: Padding(0))
    let mean = try x.adding(ops.averagePool(all), named: "\(name).squeeze")
    let gate = try mean.adding(
      ops.convolution(expanded, window: point, on: mean.value), named: "\(name).excite")
    x = try x.adding(ops.multiply(), named: "\(name).scale", with: gate)
  }
  let outputs = isResidual ? input.value.shape.channels : ops.int(2...8)
  x = try x.adding(
    ops.convolution(outputs, window: point, on: x.value), named: "\(name).project")
  return isResidual ? try x.adding(ops.add(), named: "\(name).sum", with: input) : x
}
