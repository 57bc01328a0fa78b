import Graphs
import Tensors

/// How far the outputs of integer operations may be from those of the fake-quantized network, both
/// before they are rounded, on the same stored inputs.
///
/// With X the largest `|x − Zx|`, q stored weights and m the multiplier of a channel, a sum differs by
/// at most
/// - half of m, from the rounding of the bias to the scale of the sum, where training did not round it
///   there: in the floor form, whose bias carries half a step of the output, or where the lowering
///   enlarged the step of the weights w;
/// - half a unit of the stored multiplier on each of `|B| + X · Σ |q|`: 2^(s − 33) with the shift s, in
///   the floor form 2^-31 of the multiplier;
/// - `X · Σ |q·m − w·Sx/Sy|` where it did;
/// - what single precision rounds: about `4·√n` units of the last place of the largest sum of n
///   products, which holds for any order of the sum but in the rarest case (Higham and Mary 2019,
///   doi:10.1137/18M1226312), and as little where a value is divided by its step.
struct ErrorBounds {
  /// The integer network.
  let graph: IntegerGraph
  /// What it was made with.
  let lowering: Lowering

  /// 2^-22: four units of the last place of a number in single precision, relative to it.
  private static let fourUnits = 0x1p-22

  /// The bounds of an operation in output steps, one per channel or a single one.
  func bounds(of index: Int) -> [Double] {
    let node = graph.nodes[index]
    let inputs = node.inputs.map { graph.nodes[$0].value }
    let step = node.value.scale
    let rounding = Self.fourUnits * node.value.largestDistance
    switch node.op {
    case .convolution(let op):
      return sums(of: node, op.requantization, input: inputs[0])
    case .dense(let op):
      return sums(of: node, op.requantization, input: inputs[0])
    case .add(let op):
      let halfUnit = Double(sign: .plus, exponent: -op.shift - 1, significand: 1)
      let terms = inputs.map { input in
        input.largestDistance * (halfUnit + Self.fourUnits * input.scale / step)
      }
      return [terms.reduce(rounding, +)]
    case .multiply(let op):
      let ratio = inputs[0].scale * inputs[1].scale / step
      let largest = inputs[0].largestDistance * inputs[1].largestDistance
      return [rounding + largest * (op.requantization.error(of: ratio) + Self.float(1) * ratio)]
    case .averagePool(let op):
      let taps = op.window.kernel.area
      let ratio = inputs[0].scale / step / Double(taps)
      let largest = inputs[0].largestDistance * Double(taps)
      return [
        rounding + largest * (op.requantization.error(of: ratio) + Self.float(taps) * ratio)
      ]
    case .input, .lookup:
      return [2 * rounding]
    case .maximumPool, .concat, .flatten:
      return [0]
    }
  }

  /// What single precision may round in a sum of so many products, relative to the largest sum.
  private static func float(_ taps: Int) -> Double {
    fourUnits * (Double(taps).squareRoot() + 4)
  }

  private func sums(
    of node: Node<IntegerOp>, _ requantization: Requantization, input: QuantizedType
  ) -> [Double] {
    guard let layer = lowering.graph.nodes.firstIndex(where: { $0.name == node.name }) else {
      return []
    }
    let biases = lowering.weights.values(node.name, .bias)
    let rows = lowering.weights.rows(of: lowering.graph.nodes[layer])
    let steps = lowering.layers.steps(of: layer, rows)
    let channels = lowering.layers.channels(of: layer, lowering.weights)
    let toOutput = input.scale / node.value.scale
    return channels.indices.map { output in
      let (channel, row) = (channels[output], rows[output])
      let multiplier = channel.scale * toOutput
      let bias = biases.isEmpty ? 0 : abs(Double(biases[output])) / node.value.scale
      let stored = channel.stored.reduce(0.0) { $0 + Double($1.magnitude) }
      let largest = bias + input.largestDistance * stored * multiplier
      let isEnlarged = channel.scale > steps[output]
      var bound = requantization.error(of: multiplier) * largest / multiplier
      if isEnlarged || requantization.isFloor { bound += multiplier / 2 }
      if isEnlarged {
        let distance = zip(row, channel.values).reduce(0) { $0 + abs($1.0 - $1.1) }
        bound += input.largestDistance * distance * toOutput
      }
      bound += Self.float(row.count) * largest
      return bound + Self.fourUnits * node.value.largestDistance
    }
  }
}

extension QuantizedType {
  /// The largest `|stored − zeroPoint|`.
  fileprivate var largestDistance: Double {
    Double(max(zeroPoint - precision.minimum, precision.maximum - zeroPoint))
  }
}

extension Requantization {
  /// The most by which the stored form of a multiplier is off.
  fileprivate func error(of multiplier: Double) -> Double {
    switch self {
    case .floor: abs(multiplier) * 0x1p-31
    case .rounded(_, let shift): Double(sign: .plus, exponent: shift - 33, significand: 1)
    }
  }

  fileprivate var isFloor: Bool {
    switch self {
    case .floor: true
    case .rounded: false
    }
  }
}
