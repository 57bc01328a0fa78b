import Planning
import Quantization

extension QuantizationPlan {
  /// The scheme of each layer.
  var schemes: SchemeRule {
    switch scheme {
    case .perLayer: .perLayer
    case .perLayerFolded: .perLayerFolded
    case .perChannel: .perChannel
    }
  }

  /// What counts as RAM, in the words of the planner.
  var rule: Planning.MemoryRule {
    switch memoryRule {
    case .planned: .planned
    case .paper: .paper
    }
  }

  /// The choices that calibration and lowering read.
  var options: QuantizationOptions {
    let ranges: RangeRule =
      switch ranges {
      case .leastSquaredError: .leastSquaredError
      case .largest: .minimumAndMaximum
      case .percentile(let share): .percentile(share)
      }
    let form: QuantizationOptions.Form =
      switch form {
      case .rounded: .rounded
      case .floor: .floor
      }
    return QuantizationOptions(
      form: form, ranges: ranges, equalizesLayers: equalizesLayers, correctsBias: correctsBias)
  }
}

extension QuantizationPlan {
  /// The plan in words, for example `mixed bits, scheme pc, retrained for 10 epochs with seed 1`.
  package var summary: String {
    var parts = ["\(bits.rawValue) bits", "scheme \(scheme.rawValue)"]
    if bits == .mixed { parts.append("memory rule \(memoryRule.rawValue)") }
    if form != .rounded { parts.append("form \(form.rawValue)") }
    switch ranges {
    case .leastSquaredError: break
    case .largest: parts.append("whole ranges")
    case .percentile(let share): parts.append("ranges that keep \(share)")
    }
    if equalizesLayers { parts.append("equalized layers") }
    if correctsBias { parts.append("corrected biases") }
    if retrainingEpochs > 0 {
      parts.append("retrained for \(retrainingEpochs) epoch\(retrainingEpochs == 1 ? "" : "s")")
    }
    if let retrainingSeed { parts.append("seed of retraining \(retrainingSeed)") }
    return parts.joined(separator: ", ")
  }
}
