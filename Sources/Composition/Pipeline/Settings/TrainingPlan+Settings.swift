import Reports
import Tensors

extension TrainingPlan: DeclaredSettings {
  /// ``epochs``.
  package static let epochs = Setting("--epochs", \Self.epochs, .whole(1...1_000_000))
  /// ``batch``.
  package static let batch = Setting("--batch", \Self.batch, .whole(32...Int.max, multipleOf: 32))
  /// ``learningRate``.
  package static let learningRate = Setting(
    "--learning-rate", \Self.learningRate, .number("above 0, such as 0.05") { $0 > 0 })
  /// ``weightDecay``.
  package static let weightDecay = Setting(
    "--weight-decay", \Self.weightDecay, .number("of at least 0, such as 0.00005") { $0 >= 0 })
  /// ``labelSmoothing``.
  package static let labelSmoothing = Setting(
    "--label-smoothing", \Self.labelSmoothing,
    .number("of at least 0 and below 1, such as 0.1", where: (0..<1).contains))
  /// ``averageDecay``.
  package static let averageDecay = Setting(
    "--ema", \Self.averageDecay, .number("above 0 and below 1, such as 0.999") { 0 < $0 && $0 < 1 })
  /// ``crop``, which is below the side of the images as well.
  package static let crop = Setting("--crop", \Self.crop, .whole(0...1024))
  /// ``cutout``, which is below the side of the images as well.
  package static let cutout = Setting("--cutout", \Self.cutout, .whole(0...1024))
  /// ``mixup``.
  package static let mixup = Setting(
    "--mixup", \Self.mixup, .number("above 0, such as 0.2") { $0 > 0 })
  /// ``heldOut``.
  package static let heldOut = Setting("--held-out", \Self.heldOut, .possible)

  package static var declarations: [any SettingDeclaration<TrainingPlan>] {
    [
      Setting(
        "--recipe", value: \Self.recipe.name, arguments: { ["--recipe", $0.rawValue] }),
      Setting(flag: "--distillation", opposite: "--no-distillation", \Self.recipe.distillation),
      Setting("--start-from", value: \Self.startFrom) { [shellOption("--start-from", $0)] },
      epochs, batch, Setting("--optimizer", \Self.optimizer), learningRate, weightDecay,
      labelSmoothing, Setting("--precision", \Self.precision), averageDecay, crop,
      Setting(flag: "--flip", opposite: "--no-flip", \Self.flips), cutout, mixup, heldOut,
    ]
  }

  /// The arguments with which a command repeats the plan on these images.
  func arguments(for data: DataSource) -> [String] {
    var standard = TrainingPlan(
      optimizer: optimizer, heldOut: data.standardHeldOut, startFrom: startFrom)
    (standard.optimizer, standard.startFrom) = (TrainingPlan().optimizer, nil)
    // Those of a folder depend on how many images it holds when the command is repeated.
    if data.kind == .folder { standard.epochs = 0 }
    return arguments(unless: standard)
  }
}

extension TrainingPlan.Precision {
  /// What the engine knows.
  init(_ precision: Engine.Precision) {
    switch precision {
    case .float32: self = .float32
    case .bfloat16: self = .bfloat16
    }
  }

  /// The same as the engine knows it; nil has to be timed.
  var ofEngine: Engine.Precision? {
    switch self {
    case .automatic: nil
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
