/// Rules that several integer operations share.
package enum IntegerRules {
  package static let type: [Constraint<QuantizedType>] = [
    Constraint("The scale is above 0 and finite.") {
      $0.scale > 0 && $0.scale.isFinite ? nil : "it is \($0.scale)"
    },
    Constraint("The zero point lies in the range of the precision.") {
      ($0.precision.minimum...$0.precision.maximum).contains($0.zeroPoint)
        ? nil : "it is \($0.zeroPoint)"
    },
  ]

  package static let oneMultiplier: [Constraint<Requantization>] = [
    Constraint("There is one multiplier.") { $0.count == 1 ? nil : "there are \($0.count)" }
  ]

  package static let sameQuantization: [Constraint<[QuantizedType]>] = [
    Constraint("All inputs have one scale, zero point and precision.") { inputs in
      inputs.allSatisfy { $0.with(inputs[0].shape) == inputs[0] } ? nil : "they differ"
    }
  ]

  /// The rule of the weights of a layer.
  static let symmetricWeights = "Weights are symmetric: −(2^(bits−1) − 1) to 2^(bits−1) − 1."

  /// The first weight that breaks ``symmetricWeights``, worded, or nil.
  static func asymmetry(of weights: IntegerTensor, _ precision: Precision) -> String? {
    let largest = Int8(precision.maximum)
    return weights.values.first { $0 < -largest || $0 > largest }.map { "one is \($0)" }
  }
}
