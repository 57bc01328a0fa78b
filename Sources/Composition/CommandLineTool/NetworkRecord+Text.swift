import Pipeline
import Reports

extension NetworkRecord {
  /// What the network is, and its accuracies.
  var text: String {
    func percent(_ share: Double) -> String { "\(decimal(100 * share, 2)) %" }
    let interval = interval.map { " (95 % interval \($0.text))" } ?? ""
    let untested = untestedClasses.map { "  \(noteOfUntested($0))\n" } ?? ""
    return """
      \(network ?? architecture.map { "\($0)" } ?? "–")
        \(grouped(macs)) MACs, \(grouped(parameters)) parameters
        \(percent(testAccuracy))\(interval) of \(grouped(testImages)) test images, \
      \(percent(heldOutAccuracy)) of the held-out images

      """ + untested
  }
}
