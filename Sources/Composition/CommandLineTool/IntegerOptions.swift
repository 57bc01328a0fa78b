import ArgumentParser
import Pipeline
import Planning

/// The options that say how networks become integers.
struct IntegerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bits of weights and activations: 8 everywhere (the default); 8, 4 or 2 per tensor and layer, as "
        + "the budget allows (mixed); or 4 everywhere.",
      valueName: "8|mixed|4"),
    completion: .list(names(of: QuantizationPlan.Bits.self)),
    transform: choice(of: QuantizationPlan.Bits.self))
  var bits: QuantizationPlan.Bits?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Scales per channel (pc, the default); per layer (pl), folded at 8 bits only, or always (pl-fb); "
        + "to plan only also pc-thresholds.",
      valueName: "scheme"),
    completion: .list(names(of: SchemeRule.self)),
    transform: choice(of: SchemeRule.self))
  var scheme: SchemeRule?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What counts as RAM: the arena of the memory planner ('planned', the default), or input plus "
        + "output of each layer ('paper').",
      valueName: "rule"),
    completion: .list(names(of: Planning.MemoryRule.self)),
    transform: choice(of: Planning.MemoryRule.self))
  var memoryRule: Planning.MemoryRule?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which values of an activation are kept: those with the least squared error (mse, the default), "
        + "all (largest), or a share such as 0.9999.",
      valueName: "mse|largest|share"),
    transform: value(of: QuantizationPlan.ranges))
  var ranges: QuantizationPlan.Ranges?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How accumulators are rounded: to the nearest (rounded, the default) or down (floor).",
      valueName: "form"),
    completion: .list(names(of: QuantizationPlan.Form.self)),
    transform: choice(of: QuantizationPlan.Form.self))
  var form: QuantizationPlan.Form?

  @Flag(
    inversion: .prefixedNo,
    help: "Scale consecutive layers to like ranges first (default: no).")
  var equalize: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Take the mean error of each channel out of the biases (default: no).")
  var correctBias: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Passes over the training images in which the network learns with rounded values (default: "
        + "none).",
      valueName: "epochs"),
    transform: value(of: QuantizationPlan.retrainingEpochs))
  var retrain: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The seed of the retraining, so that it can be repeated with others (default: that of the "
        + "run).",
      valueName: "number"),
    transform: seedNumber)
  var retrainSeed: UInt64?

  /// Whether any option is given; all of them decide the result.
  var decidesAnything: Bool {
    bits != nil || scheme != nil || memoryRule != nil || readsValues
  }

  /// Whether any option is given that says what to do with values.
  var readsValues: Bool {
    ranges != nil || form != nil || equalize != nil || correctBias != nil || retrain != nil
      || retrainSeed != nil
  }

  /// The plan with what these options say in place of what it says.
  ///
  /// - Throws: where the scheme is for planning only.
  func plan(changing plan: QuantizationPlan = QuantizationPlan()) throws -> QuantizationPlan {
    var plan = plan
    plan.bits = bits ?? plan.bits
    if let scheme { plan.scheme = try scheme.ofPlan }
    if let memoryRule { plan.memoryRule = memoryRule.ofPlan }
    plan.ranges = ranges ?? plan.ranges
    plan.form = form ?? plan.form
    plan.equalizesLayers = equalize ?? plan.equalizesLayers
    plan.correctsBias = correctBias ?? plan.correctsBias
    plan.retrainingEpochs = retrain ?? plan.retrainingEpochs
    plan.retrainingSeed = retrainSeed ?? plan.retrainingSeed
    return plan
  }
}

extension SchemeRule {
  /// The scheme of a quantization that is carried out.
  fileprivate var ofPlan: QuantizationPlan.Scheme {
    get throws {
      switch self {
      case .perLayer: .perLayer
      case .perLayerFolded: .perLayerFolded
      case .perChannel: .perChannel
      case .thresholds:
        throw ValidationError("No kernel computes with thresholds; '--plan-only' counts them.")
      }
    }
  }
}

extension Planning.MemoryRule {
  fileprivate var ofPlan: QuantizationPlan.MemoryRule {
    switch self {
    case .planned: .planned
    case .paper: .paper
    }
  }
}
