import Graphs
import Pipeline
import Reports

extension Evaluation {
  /// The accuracy of each class, and of all.
  var classTable: String {
    var table = TextTable([
      .init("Class", isName: true), .init("Test images", isNumber: true),
      .init("Float", isNumber: true),
      .init("int8", isNumber: true),
    ])
    func percent(_ share: Double?) -> String { share.map { "\(decimal(100 * $0, 2)) %" } ?? "–" }
    guard let float = float.confusion, let integer = integer.confusion else { return "" }
    for (label, name) in classes.enumerated() {
      table.add([
        name, grouped(integer.images(of: label)), percent(float.accuracy(of: label)),
        percent(integer.accuracy(of: label)),
      ])
    }
    table.add([
      "in all", grouped(integer.images), percent(float.accuracy), percent(integer.accuracy),
    ])
    return table.lines.joined(separator: "\n") + "\n"
  }
}

extension ConfusionMatrix {
  /// The most classes whose whole matrix fits a terminal.
  static let mostColumns = 20

  /// The matrix, a row per label and a column per answer; of many classes the pairs that are taken
  /// for each other most often.
  func table(classes: [String]) -> String {
    classes.count <= Self.mostColumns ? matrix(classes) : worstPairs(classes)
  }

  private func matrix(_ classes: [String]) -> String {
    // Answers go by their numbers, as names would make the columns too wide.
    var table = TextTable(
      [.init("No.", isNumber: true), .init("Labelled", isName: true)]
        + classes.indices.map { .init("\($0)", isNumber: true) })
    for (label, name) in classes.enumerated() {
      table.add(["\(label)", name] + counts[label].map { $0 == 0 ? "·" : "\($0)" })
    }
    return table.lines.joined(separator: "\n") + "\n"
  }

  private func worstPairs(_ classes: [String]) -> String {
    var pairs: [(label: Int, answer: Int, count: Int)] = []
    for label in classes.indices {
      for answer in classes.indices where answer != label && counts[label][answer] > 0 {
        pairs.append((label, answer, counts[label][answer]))
      }
    }
    pairs.sort { ($1.count, $0.label, $0.answer) < ($0.count, $1.label, $1.answer) }
    var table = TextTable([
      .init("Labelled", isName: true), .init("Answered", isName: true),
      .init("Images", isNumber: true),
      .init("Of", isNumber: true),
    ])
    for pair in pairs.prefix(Self.mostColumns) {
      table.add([
        classes[pair.label], classes[pair.answer], grouped(pair.count),
        grouped(images(of: pair.label)),
      ])
    }
    return table.lines.joined(separator: "\n") + "\n"
  }
}

/// What `eval` writes for a script: the accuracies, and what was asked for beyond them.
struct EvaluationRecord: Encodable {
  /// The accuracies of one class; nil without images.
  struct OfClass: Encodable {
    var name: String
    var images: Int
    var float: Double?
    var integer: Double?
  }

  /// The matrices, a row per label and a column per answer.
  struct Confusion: Encodable {
    var classes: [String]
    var float: [[Int]]
    var integer: [[Int]]
  }

  var float: Double
  var integer: Double
  var images: Int
  /// What the scores are; nil is the accuracy.
  var measure: Score?
  /// What the accuracy of the integers is worth; nil with many test images.
  var interval: AccuracyInterval?
  /// The names of the classes without a test image; nil where there are none.
  var untestedClasses: [String]?
  var perClass: [OfClass]?
  var confusion: Confusion?

  init(_ evaluation: Evaluation, perClass: Bool, confusion: Bool) {
    let accuracy = evaluation.accuracy
    float = accuracy.float
    integer = accuracy.integer
    images = accuracy.images
    measure = accuracy.measure
    interval = accuracy.interval
    untestedClasses = evaluation.untestedClasses.isEmpty ? nil : evaluation.untestedClasses
    guard let float = evaluation.float.confusion, let integer = evaluation.integer.confusion else {
      return
    }
    if perClass {
      self.perClass = evaluation.classes.enumerated().map { label, name in
        OfClass(
          name: name, images: integer.images(of: label), float: float.accuracy(of: label),
          integer: integer.accuracy(of: label))
      }
    }
    if confusion {
      self.confusion = Confusion(
        classes: evaluation.classes, float: float.counts, integer: integer.counts)
    }
  }
}
