public import ArgumentParser
public import Pipeline

/// The options that say how the supernet is trained.
struct TrainingOptions: ParsableArguments {
  /// The ways to train a supernet.
  enum RecipeName: String, ExpressibleByArgument, CaseIterable {
    case singleStage = "single-stage"
    case progressive
  }

  @Option(
    help: ArgumentHelp(
      "How sub-networks learn: all in every step (single-stage), or after the largest, ever smaller "
        + "ones (progressive) (default: single-stage).",
      valueName: "recipe"))
  var recipe: RecipeName?

  @Flag(
    inversion: .prefixedNo,
    help: "Let the largest network teach the others, or let all learn from labels (default: teach)."
  )
  var distillation: Bool?

  @Option(
    help: ArgumentHelp(
      "Passes over the training images (default: \(TrainingPlan().epochs), more over a folder of few "
        + "images).",
      valueName: "count"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "Images per step of training, a multiple of 32 (default: \(TrainingPlan().batch)).",
      valueName: "count"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "How gradients change weights: sgd with Nesterov momentum, or adamw (default: sgd).",
      valueName: "rule"))
  var optimizer: TrainingPlan.Optimizer?

  @Option(
    help: ArgumentHelp(
      "The peak learning rate (default: 0.05; adamw 0.002).", valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "The decay of weights (default: 0.00005; adamw 0.05).", valueName: "rate"))
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The share of the target that is spread over all classes (default: 0.1).",
      valueName: "share"))
  var labelSmoothing: Double?

  @Option(
    help: ArgumentHelp(
      "How values are kept: bfloat16, where the processor has it, or float32 (default: bfloat16).",
      valueName: "type"))
  var precision: TrainingPlan.Precision?

  @Option(
    help: ArgumentHelp(
      "Keep a running average of the weights with this decay, such as 0.999 (default: none).",
      valueName: "decay"))
  var ema: Double?

  @Option(
    help: ArgumentHelp(
      "Move images by up to so many pixels (default: what suits the set).", valueName: "pixels"))
  var crop: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Mirror images or not (default: what suits the set).")
  var flip: Bool?

  @Option(
    help: ArgumentHelp("Blank a square of this side (default: none).", valueName: "pixels"))
  var cutout: Int?

  @Option(
    help: ArgumentHelp(
      "Mix images in pairs by shares of Beta(alpha, alpha), such as 0.2 (default: none).",
      valueName: "alpha"))
  var mixup: Double?

  @Option(
    help: ArgumentHelp(
      "Training images held out to choose networks by: a count, or a share such as 15% (default: a "
        + "sixth, at most 1,000).",
      valueName: "count|share"))
  var heldOut: HeldOut?

  func validate() throws {
    if let epochs, epochs < 1 { throw ValidationError("'--epochs' is at least 1.") }
    if let mixup, !(mixup > 0) { throw ValidationError("'--mixup' is above 0.") }
  }

  /// Throws where an option belongs to supernets, which a network that is trained alone is not.
  func validateAlone(_ option: String) throws {
    if recipe != nil || distillation != nil {
      throw ValidationError(
        "'\(option)' trains one network alone; leave '--recipe' and '--distillation' out.")
    }
  }

  /// Whether any option is given; all of them decide the result.
  var decidesAnything: Bool { plan != TrainingPlan() }

  /// The plan that these options make.
  var plan: TrainingPlan {
    let standard = TrainingPlan()
    return TrainingPlan(
      epochs: epochs ?? standard.epochs, batch: batch ?? standard.batch,
      optimizer: optimizer ?? standard.optimizer, learningRate: learningRate,
      weightDecay: weightDecay, labelSmoothing: labelSmoothing ?? standard.labelSmoothing,
      averageDecay: ema, precision: precision ?? standard.precision, crop: crop, flips: flip,
      cutout: cutout ?? standard.cutout, mixup: mixup, heldOut: heldOut ?? standard.heldOut,
      recipe: chosenRecipe)
  }

  private var chosenRecipe: TrainingPlan.Recipe {
    switch recipe ?? .singleStage {
    case .singleStage: .singleStage(distillation: distillation ?? true)
    case .progressive: .progressive(distillation: distillation ?? true)
    }
  }
}

extension HeldOut: ExpressibleByArgument {
  /// Reads a count or a share.
  public init?(argument: String) {
    self.init(argument)
  }
}

extension TrainingPlan.Optimizer: ExpressibleByArgument {}
extension TrainingPlan.Precision: ExpressibleByArgument {}
