import ArgumentParser
import Foundation
import Pipeline
import Reports

/// Asks the integer network of a device about one image.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Classify an image with the network of a device.",
    usage: "thimble predict [<options>] <image|index>",
    discussion: """
      EXAMPLES
        thimble predict photo.jpg --run runs/two --device stm32g431
            an image file: JPEG, PNG, or binary PPM (P6) or PGM (P5) with 8 bits;
            the square in its middle is resampled to the network's resolution
        camera | thimble predict /dev/stdin --run runs/two --device stm32g431
            the same of a pipe
        thimble predict 17 --run runs/two --device stm32g431
            the test image of this index, from 0; of a network of plain values
            their range and their error, and with '--json' all of them
      """)

  @OptionGroup var work: WorkOptions
  @OptionGroup var data: DataPathOption

  @Option(
    help: ArgumentHelp(
      "The device whose network classifies the image (default: the only one).", valueName: "name"))
  var device: String?

  @Argument(
    help: ArgumentHelp("An image file, or the index of a test image.", valueName: "image|index"))
  var image: String

  func run() async throws {
    let folder = try work.run.folder()
    let prediction = try await work.work(on: folder, dataPath: data.dataPath) { pipeline in
      let device = try pipeline.request.device(named: device)
      if let index = Int(image) { return try pipeline.predict(testImage: index, on: device) }
      return try pipeline.predict(image: URL(filePath: image), on: device)
    }
    if work.run.json { return try writeJSON(prediction) }
    standardOutput.write(Self.text(of: prediction))
  }

  /// The classes with their probabilities, the most probable first, or a summary of plain values.
  static func text(of prediction: Prediction) -> String {
    if let values = prediction.values {
      return "\(grouped(values.count)) plain values from \(decimal(values.min() ?? 0, 3)) to "
        + "\(decimal(values.max() ?? 0, 3)); '--json' prints them all.\n"
        + (prediction.meanSquaredError.map {
          "Their mean squared error from those of the input is \(decimal($0, 4)); the values of all "
            + "inputs have a variance of about 1.\n"
        } ?? "")
    }
    var table = TextTable([.init("Class", isName: true), .init("Probability", isNumber: true)])
    for candidate in prediction.classes {
      table.add([candidate.name, "\(decimal(100 * candidate.probability, 1)) %"])
    }
    let label = prediction.label.map { "\nThe image is labelled '\($0.printable)'.\n" } ?? ""
    return table.lines.joined(separator: "\n") + "\n" + label
  }
}
