/// What keeps every number of an integer network inside the bits that hold it.
extension IntegerOp {
  /// The first rule of ranges that the operation breaks on inputs that meet all its other rules.
  func rangeViolation(on inputs: [QuantizedType]) -> String? {
    switch self {
    case .input, .maximumPool, .concat, .flatten:
      nil
    case .add(let op):
      OutputQuantization.constraints.firstViolation(by: op.output)
    case .lookup(let op):
      OutputQuantization.constraints.firstViolation(by: op.output)
    case .convolution(let op):
      Self.violation(
        op.output, op.requantization,
        largestAccumulators(op.weights, op.bias, inputs[0].largestDistance))
    case .dense(let op):
      Self.violation(
        op.output, op.requantization,
        largestAccumulators(op.weights, op.bias, inputs[0].largestDistance))
    case .multiply(let op):
      Self.violation(
        op.output, op.requantization, [inputs[0].largestDistance * inputs[1].largestDistance])
    case .averagePool(let op):
      Self.violation(
        op.output, op.requantization, [Int64(op.window.kernel.area) * inputs[0].largestDistance])
    }
  }

  private static func violation(
    _ output: OutputQuantization, _ requantization: Requantization, _ accumulators: [Int64]
  ) -> String? {
    OutputQuantization.constraints.firstViolation(by: output)
      ?? Requantization.constraints.firstViolation(
        by: Application(requantization, to: accumulators))
  }
}

/// For each output `|bias| + Σ |x − Zx| · |w|` at the most.
package func largestAccumulators(
  _ weights: IntegerTensor, _ bias: [Int32], _ largestInput: Int64
) -> [Int64] {
  let taps = weights.values.count / max(bias.count, 1)
  return weights.values.withUnsafeBufferPointer { weights in
    bias.indices.map { channel in
      var sum: Int64 = 0
      for index in channel * taps..<(channel + 1) * taps { sum += Int64(weights[index].magnitude) }
      return Int64(bias[channel].magnitude) + sum * largestInput
    }
  }
}

extension QuantizedType {
  /// The largest `|stored − zeroPoint|`.
  package var largestDistance: Int64 {
    Int64(max(zeroPoint - precision.minimum, precision.maximum - zeroPoint))
  }
}

extension OutputQuantization {
  /// The rules of every output.
  static let constraints: [Constraint<OutputQuantization>] = [
    Constraint("The scale of the output is above 0 and finite.") {
      $0.scale > 0 && $0.scale.isFinite ? nil : "it is \($0.scale)"
    },
    Constraint("The output's zero point and range lie in the range of the precision.") {
      let range = $0.precision.minimum...$0.precision.maximum
      return [$0.zeroPoint, $0.minimum, $0.maximum].allSatisfy(range.contains)
        && $0.minimum <= $0.maximum
        ? nil : "they are \($0.zeroPoint) and \($0.minimum) to \($0.maximum)"
    },
  ]
}

extension Requantization {
  /// The rules of a requantization of accumulators up to these sizes, one per output channel.
  static let constraints: [Constraint<Application<Requantization, Int64>>] = [
    Constraint("Accumulators have 32 bits.") {
      $0.inputs.first { $0 > Int64(Int32.max) }.map { "one can reach \($0)" }
    },
    Constraint("A common shift is 0 to 31, a multiplier's exponent at most 31.") {
      switch $0.op {
      case .rounded(_, let shift):
        (0...31).contains(shift) ? nil : "the shift is \(shift)"
      case .floor(let multipliers):
        multipliers.first { $0.exponent > 31 }.map { "an exponent is \($0.exponent)" }
      }
    },
    Constraint("Shifted accumulators times multipliers stay below 2^62.") {
      guard case .rounded(let multipliers, let shift) = $0.op else { return nil }
      for (channel, accumulator) in $0.inputs.enumerated() {
        let multiplier = multipliers[multipliers.count == 1 ? 0 : channel]
        let (product, isTooLarge) = (accumulator << Int64(shift))
          .multipliedReportingOverflow(by: Int64(multiplier.magnitude))
        if isTooLarge || product >= 1 << 62 {
          return "\(accumulator) times \(multiplier), shifted by \(shift), does not"
        }
      }
      return nil
    },
  ]
}
