import Tensors

/// The state of an unfinished training as one safetensors file.
struct Checkpoint {
  /// The layout of the file.
  static let format = "1"

  /// The finished steps.
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
    step: Int, recipe: String, subject: String, values: Weights, optimizer: Weights,
    average: Weights?
  ) {
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
    return Safetensors(
      all,
      metadata: [
        "format": "thimble training \(Self.format)", "step": "\(step)", "recipe": recipe,
        "subject": subject,
      ])
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
      step: step, recipe: recipe, subject: subject, values: parts["values"] ?? Weights(),
      optimizer: parts["optimizer"] ?? Weights(), average: parts["average"])
  }

  /// Refuses the checkpoint of a training with another recipe or subject.
  func check(recipe: String, subject: String, file: String) throws(TrainingError) {
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
