import Graphs
import Pipeline
import Reports

extension NetworkRecord {
  /// What the network is, and its scores.
  ///
  /// - Parameter noun: what several inputs are called.
  func text(of noun: String) -> String {
    func percent(_ share: Double) -> String { "\(decimal(100 * share, 2)) %" }
    let interval = interval.map { " (95 % interval \($0.text))" } ?? ""
    let untested = untestedClasses.map { "  \(noteOfUntested($0))\n" } ?? ""
    let results =
      switch score {
      case .accuracy:
        "\(percent(testAccuracy))\(interval) of \(grouped(testImages)) test \(noun), "
          + "\(percent(heldOutAccuracy)) of the held-out \(noun)"
      case .explainedVariance:
        "explains \(percent(testAccuracy)) of the variance of \(grouped(testImages)) test \(noun), "
          + "\(percent(heldOutAccuracy)) of that of the held-out \(noun)"
      }
    return """
      \(network ?? architecture.map { "\($0)" } ?? "–")
        \(grouped(macs)) MACs, \(grouped(parameters)) parameters
        \(results)

      """ + untested
  }
}
