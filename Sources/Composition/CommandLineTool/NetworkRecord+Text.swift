import Pipeline
import Reports

extension NetworkRecord {
  /// What the network is, and its accuracies.
  var text: String {
    func percent(_ share: Double) -> String { "\(decimal(100 * share, 2)) %" }
    return """
      \(network ?? architecture.map { "\($0)" } ?? "–")
        \(grouped(macs)) MACs, \(grouped(parameters)) parameters
        \(percent(testAccuracy)) of \(grouped(testImages)) test images, \
      \(percent(heldOutAccuracy)) of the held-out images

      """
  }
}
