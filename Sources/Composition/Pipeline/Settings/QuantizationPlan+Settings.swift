extension QuantizationPlan: DeclaredSettings {
  /// ``retrainingEpochs``.
  package static let retrainingEpochs = Setting(
    "--retrain", \Self.retrainingEpochs, .whole(0...1_000_000))
  /// ``ranges``.
  package static let ranges = Setting(
    "--ranges",
    Domain<Ranges>("mse, largest, or a share above 0.5 and at most 1, such as 0.9999") {
      if case .percentile(let share) = $0 { return share > 0.5 && share <= 1 }
      return true
    }, value: \Self.ranges, arguments: { ["--ranges", "\($0)"] })

  package static var declarations: [any SettingDeclaration<QuantizationPlan>] {
    [
      Setting("--bits", \Self.bits), Setting("--scheme", \Self.scheme),
      Setting("--memory-rule", \Self.memoryRule), ranges, Setting("--form", \Self.form),
      Setting(flag: "--equalize", \Self.equalizesLayers),
      Setting(flag: "--correct-bias", \Self.correctsBias), retrainingEpochs,
      Setting("--retrain-seed", \Self.retrainingSeed, .all),
    ]
  }

  /// What is wrong with values that may not go together, as a sentence, or nil.
  var contradiction: String? {
    guard retrainingEpochs > 0, equalizesLayers || correctsBias else { return nil }
    return
      "Retraining finds ranges and biases by itself; leave '--equalize' and '--correct-bias' out."
  }
}

extension QuantizationPlan.Ranges: LosslessStringConvertible {
  /// Reads `mse`, `largest` or a share.
  public init?(_ text: String) {
    switch text {
    case "mse": self = .leastSquaredError
    case "largest": self = .largest
    default:
      guard let share = Double(text) else { return nil }
      self = .percentile(share)
    }
  }

  /// The text that it is read from.
  public var description: String {
    switch self {
    case .leastSquaredError: "mse"
    case .largest: "largest"
    case .percentile(let share): "\(share)"
    }
  }
}
