import Foundation
import Tensors

/// The state of an unfinished training as one safetensors file.
struct Checkpoint {
  /// The layout of the file.
  static let format = "1"

  /// The name of the phase, where the training has several.
  var phase: String?
  /// The finished steps, of the phase where there are several.
  var step: Int
  /// The text of the recipe.
  var recipe: String
  /// What decides the result beside the recipe.
  var subject: String
  /// The values under training.
  var values: Weights
  /// What the optimizer remembers.
  var optimizer: Weights
  /// The moving average, where the recipe keeps one.
  var average: Weights?

  init(
    phase: String?, step: Int, recipe: String, subject: String, values: Weights,
    optimizer: Weights, average: Weights?
  ) {
    self.phase = phase
    self.step = step
    self.recipe = recipe
    self.subject = subject
    self.values = values
    self.optimizer = optimizer
    self.average = average
  }

  /// The file, whose tensors are named `values/NAME`, `optimizer/MOMENT/NAME` and `average/NAME`.
  var safetensors: Safetensors {
    var all = Weights()
    for (prefix, part) in [("values", values), ("optimizer", optimizer), ("average", average)] {
      guard let part else { continue }
      for name in part.names { all["\(prefix)/\(name)"] = part[name] }
    }
    var metadata = [
      "format": "thimble training \(Self.format)", "step": "\(step)", "recipe": recipe,
      "subject": subject,
    ]
    metadata["phase"] = phase
    return Safetensors(all, metadata: metadata)
  }

  /// Reads a file; throws ``TrainingError`` where it is no whole checkpoint, `SafetensorsError`
  /// where the system refuses it.
  init(contentsOf file: URL) throws {
    let safetensors: Safetensors
    do {
      safetensors = try Safetensors(contentsOf: file)
    } catch {
      if case .unreadable = error { throw error }
      throw TrainingError.damaged(file: file.path, fault: error.description)
    }
    try self.init(safetensors, file: file.path)
  }

  /// Reads what ``safetensors`` wrote; throws where the file is no checkpoint.
  init(_ file: Safetensors, file name: String) throws(TrainingError) {
    guard file.metadata["format"] == "thimble training \(Self.format)",
      let step = file.metadata["step"].flatMap({ Int($0) }), step >= 0,
      let recipe = file.metadata["recipe"], let subject = file.metadata["subject"]
    else { throw .noCheckpoint(file: name) }
    var parts: [Substring: Weights] = [:]
    for name in file.weights.names {
      let words = name.split(separator: "/", maxSplits: 1)
      guard words.count == 2 else { continue }
      parts[words[0], default: Weights()][String(words[1])] = file.weights[name]
    }
    self.init(
      phase: file.metadata["phase"], step: step, recipe: recipe, subject: subject,
      values: parts["values"] ?? Weights(),
      optimizer: parts["optimizer"] ?? Weights(), average: parts["average"])
  }

  /// Refuses the checkpoint of a training with another phase, recipe or subject.
  func check(
    phase: String?, recipe: String, subject: String, file: String
  ) throws(TrainingError) {
    guard phase == self.phase else {
      throw .otherTraining(
        file: file, what: "phase", expected: phase ?? "the only one",
        found: self.phase ?? "the only one")
    }
    guard recipe == self.recipe else {
      throw .otherTraining(file: file, what: "recipe", expected: recipe, found: self.recipe)
    }
    guard subject == self.subject else {
      throw .otherTraining(file: file, what: "subject", expected: subject, found: self.subject)
    }
  }

  /// Refuses a checkpoint whose tensors are not those of the training in name and shape.
  func checkTensors(
    values: Weights, optimizer: Weights, average: Weights?, file: String
  ) throws(TrainingError) {
    let expected = [values, optimizer, average ?? Weights()]
    let found = [self.values, self.optimizer, self.average ?? Weights()]
    for (expected, found) in zip(expected, found) {
      for name in expected.names + found.names where expected[name]?.shape != found[name]?.shape {
        throw .otherTraining(
          file: file, what: "tensor '\(name)'", expected: Self.word(expected[name]),
          found: Self.word(found[name]))
      }
    }
  }

  private static func word(_ tensor: Tensor?) -> String {
    tensor.map { "of the shape \($0.shape)" } ?? "absent"
  }
}
