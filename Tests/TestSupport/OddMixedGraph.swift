package import Graphs

/// A network in which every operation that has a kernel for packed values occurs at 8, 4 and 2 bits,
/// with numbers of channels and pixels that leave the last byte of a value partly used.
///
/// The image has 7 × 7 pixels of 3 channels, the result 3 values.
package func oddMixedGraph(seed: UInt64) throws -> IntegerGraph {
  var ops = RandomIntegerOps(seed: seed)
  let builder = GraphBuilder<IntegerOp>(name: "odd-\(seed)")
  let type = ops.type(Shape(height: 7, width: 7, channels: 3))
  let image = try builder.add(.input(type), named: "image")
  let widths = Precision.allCases
  var sum: Flow<IntegerOp>?
  for (index, width) in widths.enumerated() {
    let (second, third) = (widths[(index + 1) % 3], widths[(index + 2) % 3])
    let name = "bits\(width.rawValue)"
    let stem = ops.convolution(
      5, window: Window(kernel: Size(3)), on: image.value, weights: second, output: width)
    let point = ops.convolution(
      5, window: Window(kernel: Size(1)), on: image.value, weights: third, output: second)
    var x = try image.adding(stem, named: "\(name).stem")
    let other = try image.adding(point, named: "\(name).point")
    x = try x.adding(ops.add(third), named: "\(name).sum", with: other)
    x = try x.adding(ops.lookup(to: width), named: "\(name).table")
    let all = Window(kernel: Size(7), padding: Padding(0))
    let gate = try x.adding(
      ops.averagePool(all, from: width, to: second), named: "\(name).squeeze")
    let maximum = try x.adding(
      .maximumPool(Window(kernel: Size(3), stride: Size(2))), named: "\(name).maximum")
    x = try x.adding(
      ops.multiply(width, second, to: third), named: "\(name).scale", with: gate)
    x = try x.adding(
      ops.convolution(
        5, window: Window(kernel: Size(3)), groups: 5, on: x.value, weights: width,
        output: second), named: "\(name).depthwise")
    x = try x.adding(.concat, named: "\(name).join", with: x)
    x = try x.adding(
      ops.averagePool(Window(kernel: Size(3), padding: Padding(0)), from: second, to: width),
      named: "\(name).average")
    for (branch, value) in [x, maximum].enumerated() {
      let flat = try value.adding(.flatten, named: "\(name).flat\(branch)")
      let hidden = try flat.adding(
        ops.dense(7, on: flat.value, weights: [second, third][branch], output: third),
        named: "\(name).hidden\(branch)")
      let logits = try hidden.adding(
        ops.dense(3, on: hidden.value, weights: width), named: "\(name).logits\(branch)")
      sum = try sum?.adding(ops.add(), named: "\(name).total\(branch)", with: logits) ?? logits
    }
  }
  return builder.graph(output: sum ?? image)
}
