import ArgumentParser
import Pipeline

/// The options that say how the supernet is trained.
struct TrainingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How sub-networks learn: all sizes in every step (single-stage), or the largest first and then "
        + "ever smaller ones (progressive) (default: single-stage).",
      valueName: "recipe"),
    completion: .list(names(of: TrainingPlan.Recipe.Name.self)),
    transform: choice(of: TrainingPlan.Recipe.Name.self))
  var recipe: TrainingPlan.Recipe.Name?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Let the largest network teach the others, or let all learn from the labels (default: teach)."
  )
  var distillation: Bool?

  @Option(
    help: ArgumentHelp(
      "Begin with the weights of a trained supernet where they agree, all but the classifier: "
        + "\(TrainedSupernet.builtInNames.joined(separator: ", ")), or the run folder of one.",
      valueName: "name|folder"),
    completion: .list(TrainedSupernet.builtInNames))
  var startFrom: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Passes over the training images (default: \(TrainingPlan().epochs), more over a folder of few "
        + "images).",
      valueName: "count"),
    transform: value(of: TrainingPlan.epochs))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images per step of training, a multiple of 32 (default: \(TrainingPlan().batch)).",
      valueName: "count"),
    transform: value(of: TrainingPlan.batch))
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How gradients change weights: sgd with Nesterov momentum, or adamw (default: sgd).",
      valueName: "rule"),
    completion: .list(names(of: TrainingPlan.Optimizer.self)),
    transform: choice(of: TrainingPlan.Optimizer.self))
  var optimizer: TrainingPlan.Optimizer?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The peak learning rate (default: 0.05; adamw 0.002; with '--start-from' 0.4 times that).",
      valueName: "rate"),
    transform: value(of: TrainingPlan.learningRate))
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The decay of weights (default: 0.00005; adamw 0.05).", valueName: "rate"),
    transform: value(of: TrainingPlan.weightDecay))
  var weightDecay: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of the target that is spread over all classes (default: 0.1).",
      valueName: "share"),
    transform: value(of: TrainingPlan.labelSmoothing))
  var labelSmoothing: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How values are kept: float32, or bfloat16 where the processor has it (default: auto, the "
        + "faster of both for the network at hand).",
      valueName: "type"),
    completion: .list(names(of: TrainingPlan.Precision.self)),
    transform: choice(of: TrainingPlan.Precision.self))
  var precision: TrainingPlan.Precision?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep a running average of the weights with this decay, such as 0.999 (default: none).",
      valueName: "decay"),
    transform: value(of: TrainingPlan.averageDecay))
  var ema: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Move images at random by at most this many pixels (default: what suits the set).",
      valueName: "pixels"),
    transform: value(of: TrainingPlan.crop))
  var crop: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Mirror images at random, or never (default: what suits the set).")
  var flip: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Blank a square with this side at random (default: none).", valueName: "pixels"),
    transform: value(of: TrainingPlan.cutout))
  var cutout: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mix images in pairs by shares of Beta(alpha, alpha), such as 0.2 (default: none).",
      valueName: "alpha"),
    transform: value(of: TrainingPlan.mixup))
  var mixup: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Training images held out to choose networks by: a count, or a share such as 15% (default: a "
        + "sixth, at most 1,000).",
      valueName: "count|share"),
    transform: value(of: TrainingPlan.heldOut))
  var heldOut: HeldOut?

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
      recipe: TrainingPlan.Recipe(
        recipe ?? standard.recipe.name, distillation: distillation ?? standard.recipe.distillation),
      startFrom: startFrom)
  }
}
