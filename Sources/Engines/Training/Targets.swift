import Foundation
import Graphs

/// What a network is to answer: a distribution over the classes for each image, `[N, classes]`.
package enum Targets {
  /// The label's class with `1 − smoothing`, and `smoothing` spread over all classes.
  ///
  /// - Parameter smoothing: 0 up to but not including 1 (arXiv 1512.00567, section 7).
  package static func smoothed(_ labels: [Int], classes: Int, by smoothing: Double) -> [Float] {
    let floor = Float(smoothing / Double(classes))
    var targets = [Float](repeating: floor, count: labels.count * classes)
    for (image, label) in labels.enumerated() {
      require((0..<classes).contains(label), "label \(label) is none of \(classes) classes")
      targets[image * classes + label] = Float(1 - smoothing) + floor
    }
    return targets
  }

  /// The softmax of a teacher's results `[N, classes]`.
  package static func softmax(_ logits: [Float], classes: Int) -> [Float] {
    require(logits.count % classes == 0, "\(logits.count) results, \(classes) classes")
    var targets = logits
    for start in stride(from: 0, to: targets.count, by: classes) {
      // The largest becomes 0, so that no exponential overflows.
      let largest = targets[start..<start + classes].max() ?? 0
      var sum: Float = 0
      for index in start..<start + classes {
        targets[index] = exp(targets[index] - largest)
        sum += targets[index]
      }
      for index in start..<start + classes { targets[index] /= sum }
    }
    return targets
  }

  /// `share` of the first and the rest of the second: labels and a teacher, for example.
  package static func mixed(_ first: [Float], _ second: [Float], share: Float) -> [Float] {
    require(first.count == second.count, "\(first.count) targets meet \(second.count)")
    return zip(first, second).map { share * $0 + (1 - share) * $1 }
  }
}
