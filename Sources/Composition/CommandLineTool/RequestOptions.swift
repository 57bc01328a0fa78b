import Architectures
import ArgumentParser
import Devices
import Files
import Foundation
import Pipeline

/// The options that say what a run is asked for.
struct RequestOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The images to train with: \(choices(DataSource.Kind.self)) (default: generated, which needs no "
        + "download; a '--network' that reads no images gets spectrograms or spectra of its shape).",
      valueName: "set"),
    completion: .list(names(of: DataSource.Kind.self)),
    transform: choice(of: DataSource.Kind.self))
  var data: DataSource.Kind?

  @Option(help: ArgumentHelp("The folder with the files of the set.", valueName: "folder"))
  var dataPath: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The side of images from a folder per class, up to 224 (default: 96, 64 or 32, by the images "
        + "and devices).",
      valueName: "pixels"),
    transform: value(in: DataSource.imageSides))
  var imageSize: Int?

  @Option(
    help: ArgumentHelp(
      "Whether the folders in '--data-path' are classes, or halves (train, test) of them "
        + "(default: what the images in them show).",
      valueName: "classes|halves"),
    completion: .list(names(of: FolderReading.Layout.self)),
    transform: choice(of: FolderReading.Layout.self))
  var layout: FolderReading.Layout?

  @Flag(help: "Leave out images of a folder that cannot be read, and report how many.")
  var skipUnreadable = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Training images of the generated set (default: 6000).", valueName: "count"),
    transform: value(in: .whole()))
  var images: Int?

  @Option(
    help: ArgumentHelp(
      "A trained supernet in place of a training: "
        + "\(TrainedSupernet.builtInNames.joined(separator: ", ")), or the run folder of one.",
      valueName: "name|folder"),
    completion: .list(TrainedSupernet.builtInNames))
  var supernet: String?

  @Option(
    help: ArgumentHelp(
      "A network of the literature in place of a search, trained alone; or the run folder of one "
        + "that is trained; or the file of one, such as 'graph.json' of a device in a run, with its "
        + "weights beside it.",
      valueName: "name|folder|file"),
    completion: .list(Zoo.names))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "The space of networks: a name or a JSON file (default: \(SearchSpace.builtInNames[0]); of "
        + "images from a folder, the one for their side).",
      valueName: "name|file"),
    completion: .list(SearchSpace.builtInNames))
  var space: String?

  @Option(
    help: ArgumentHelp(
      "A device to serve: a name from 'thimble devices' or a JSON file; may be repeated.",
      valueName: "name|file"))
  var device: [String] = []

  @Option(
    help: ArgumentHelp(
      "Devices to serve from a JSON file, each with limits of its own; see the examples.",
      valueName: "file"))
  var devices: String?

  @OptionGroup var limits: LimitOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Candidates whose accuracy is measured (default: \(SearchPlan().candidates)).",
      valueName: "count"),
    transform: value(of: SearchPlan.candidates))
  var candidates: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of everything random (default: 0).", valueName: "number"),
    transform: seedNumber)
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Test images whose outputs are compared on each device (default: "
        + "\(FitRequest.standardVerifiedImages)).", valueName: "count"),
    transform: value(of: FitRequest.verifiedImages))
  var verifiedImages: Int?

  /// Whether any option is given that decides the result.
  var decidesAnything: Bool {
    data != nil || supernet != nil || network != nil || images != nil || imageSize != nil
      || layout != nil || skipUnreadable
      || space != nil || !device.isEmpty || devices != nil || limits.decidesAnything
      || candidates != nil || seed != nil || verifiedImages != nil
  }

  /// Whether there is no device to serve.
  var namesNoDevice: Bool { device.isEmpty && devices == nil }

  /// The run folder that '--network' names; nil where it is a file or a name of the literature.
  var trainedNetwork: String? {
    guard let network, modelFile == nil else { return nil }
    return network.contains("/") || RunFolder(URL(filePath: network)).exists ? network : nil
  }

  /// The file of a trained network that '--network' names; nil where it is none.
  var modelFile: String? {
    network.flatMap { $0.hasSuffix(".json") ? $0 : nil }
  }

  /// The name of the run folder where none is given.
  var defaultFolderName: String {
    if let modelFile {
      let file = URL(filePath: modelFile)
      let stem = file.deletingPathExtension().lastPathComponent
      return (stem == "graph" ? file.deletingLastPathComponent().lastPathComponent : stem) + "-fit"
    }
    if let network { return URL(filePath: network).lastPathComponent + "-fit" }
    if let supernet { return URL(filePath: supernet).lastPathComponent + "-fit" }
    return (data ?? .generated).rawValue
  }
}
