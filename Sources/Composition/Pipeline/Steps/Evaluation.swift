public import Graphs

/// What a device's network answers on all test images, in floating point and in integers.
public struct Evaluation: Codable, Equatable, Sendable {
  /// What the outputs of the network are for.
  public var task: NetworkTask
  /// The answers of the network in floating point.
  public var float: AnswerTally
  /// The answers of the integer network.
  public var integer: AnswerTally

  private enum CodingKeys: String, CodingKey {
    case float, integer
    case task = "classes"
  }

  /// The names of the classes in the order of the labels; empty where there are none.
  public var classes: [String] { task.classes }

  /// The names of the classes without a test image, about which the accuracies say nothing.
  public var untestedClasses: [String] {
    guard let matrix = integer.confusion else { return [] }
    return classes.indices.filter { matrix.images(of: $0) == 0 }.map { classes[$0] }
  }

  /// The scores.
  public var accuracy: AccuracyRecord {
    AccuracyRecord(
      float: float.score, integer: integer.score, images: integer.images,
      measure: task.score == .accuracy ? nil : task.score)
  }
}
