/// How the supernet is trained.
public struct TrainingPlan: Codable, Equatable, Sendable {
  /// The rule by which gradients change weights.
  public enum Optimizer: String, Codable, Sendable, CaseIterable {
    /// Stochastic gradient descent with Nesterov momentum 0.9.
    case sgd
    /// Adam with decoupled weight decay.
    case adamW = "adamw"

    /// A peak learning rate that suits it at 64 images per step.
    public var standardLearningRate: Double {
      switch self {
      case .sgd: 0.05
      case .adamW: 0.002
      }
    }

    /// A peak learning rate that suits weights which another training has left: they are to be
    /// adjusted, not found anew.
    public var standardRateOfTrainedWeights: Double { 0.4 * standardLearningRate }

    /// A weight decay that suits it.
    public var standardWeightDecay: Double {
      switch self {
      case .sgd: 5e-5
      case .adamW: 0.05
      }
    }
  }

  /// How the values between operations are kept while a network is trained.
  public enum Precision: String, Codable, Sendable, CaseIterable {
    /// In whichever of the others trains the network at hand faster; a run times both when it begins.
    case automatic = "auto"
    /// In 32 bits.
    case float32
    /// In 16 bits where the processor computes with them, in 32 elsewhere; parameters, gradients
    /// and sums have 32.
    case bfloat16
  }

  /// Which parts of a supernet learn, and from what.
  public enum Recipe: Codable, Equatable, Sendable {
    /// In each step the largest, the smallest and two drawn sub-networks; with distillation the
    /// largest teaches the others (arXiv 2003.11142).
    case singleStage(distillation: Bool)
    /// The largest network first, then ever smaller ones; with distillation it teaches them as it
    /// was before (arXiv 1908.09791).
    case progressive(distillation: Bool)

    /// What a plan has where it says nothing.
    public static let standard = Recipe.singleStage(distillation: true)

    /// The recipes, by their names on the command line.
    package enum Name: String, CaseIterable, Sendable {
      /// ``Recipe/singleStage(distillation:)``.
      case singleStage = "single-stage"
      /// ``Recipe/progressive(distillation:)``.
      case progressive
    }

    /// The recipe of a name.
    package init(_ name: Name, distillation: Bool) {
      self =
        switch name {
        case .singleStage: .singleStage(distillation: distillation)
        case .progressive: .progressive(distillation: distillation)
        }
    }

    /// The name of the recipe.
    package var name: Name {
      switch self {
      case .singleStage: .singleStage
      case .progressive: .progressive
      }
    }

    /// Whether larger networks teach smaller ones.
    package var distillation: Bool {
      switch self {
      case .singleStage(let distillation), .progressive(let distillation): distillation
      }
    }
  }

  /// Passes over the training images, at least 1.
  public var epochs: Int
  /// Images per step, a multiple of 32.
  public var batch: Int
  /// The rule by which gradients change weights.
  public var optimizer: Optimizer
  /// The peak learning rate, reached after the warm-up.
  public var learningRate: Double
  /// The decay of weights; batch norms and biases have none.
  public var weightDecay: Double
  /// The share of the target that is spread over all classes, 0 up to but not including 1.
  public var labelSmoothing: Double
  /// The decay of the running average of the weights that is kept in the end, or nil for none.
  public var averageDecay: Double?
  /// Pixels by which an image is moved at random, or nil for what suits the set.
  public var crop: Int?
  /// Whether images are mirrored at random, or nil for what suits the set.
  public var flips: Bool?
  /// How values are kept.
  public var precision: Precision
  /// The side of a square that is blanked at random; 0 blanks none.
  public var cutout: Int
  /// The parameter α of the distribution Beta(α, α) by which images are mixed in pairs, or nil to
  /// mix none (arXiv 1710.09412).
  public var mixup: Double?
  /// Images of the training set held out to choose networks by.
  public var heldOut: HeldOut
  /// Which parts of a supernet learn, and from what; means nothing where one network is trained alone.
  public var recipe: Recipe
  /// The trained supernet whose weights the training begins with where they agree: a name or a run
  /// folder; nil begins with drawn ones.
  public var startFrom: String?

  /// A plan; a rate or decay that is nil is the optimizer's standard, for drawn or trained weights.
  public init(
    epochs: Int = 10, batch: Int = 64, optimizer: Optimizer = .sgd, learningRate: Double? = nil,
    weightDecay: Double? = nil, labelSmoothing: Double = 0.1, averageDecay: Double? = nil,
    precision: Precision = .automatic, crop: Int? = nil, flips: Bool? = nil, cutout: Int = 0,
    mixup: Double? = nil, heldOut: HeldOut = .standard, recipe: Recipe = .standard,
    startFrom: String? = nil
  ) {
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.learningRate =
      learningRate
      ?? (startFrom == nil
        ? optimizer.standardLearningRate : optimizer.standardRateOfTrainedWeights)
    self.weightDecay = weightDecay ?? optimizer.standardWeightDecay
    self.labelSmoothing = labelSmoothing
    self.averageDecay = averageDecay
    self.precision = precision
    self.crop = crop
    self.flips = flips
    self.cutout = cutout
    self.mixup = mixup
    self.heldOut = heldOut
    self.recipe = recipe
    self.startFrom = startFrom
  }
}

// Files of earlier versions know no recipe, and checkpoints compare requests as text: the standard
// one is not written. The compiler's coding of a plan takes these in place of the general ones.
extension KeyedDecodingContainer {
  func decode(_ type: TrainingPlan.Recipe.Type, forKey key: Key) throws -> TrainingPlan.Recipe {
    try decodeIfPresent(type, forKey: key) ?? .standard
  }
}

extension KeyedEncodingContainer {
  mutating func encode(_ recipe: TrainingPlan.Recipe, forKey key: Key) throws {
    try encodeIfPresent(recipe == .standard ? nil : recipe, forKey: key)
  }
}
