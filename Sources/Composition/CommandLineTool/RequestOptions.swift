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

  func validate() throws {
    for (option, isGiven) in [("--layout", layout != nil), ("--skip-unreadable", skipUnreadable)]
    where isGiven && data != .folder {
      throw ValidationError("'\(option)' belongs to '--data folder'.")
    }
    if network != nil, supernet != nil || space != nil || candidates != nil {
      throw ValidationError(
        "'--network' is no part of a space; leave '--space', '--supernet' and '--candidates' out.")
    }
    if trainedNetwork != nil {
      guard data == nil, images == nil, imageSize == nil, seed == nil else {
        throw ValidationError(
          "'--network FOLDER' brings images and seed of its training; leave '--data', '--images', "
            + "'--image-size' and '--seed' out. '--data-path' says where the images are.")
      }
      return try validateLimits()
    }
    if modelFile != nil, imageSize != nil {
      throw ValidationError(
        "'--network FILE' reads images at the size of its network; leave '--image-size' out.")
    }
    if supernet != nil {
      guard data == nil, images == nil, imageSize == nil, space == nil, seed == nil else {
        throw ValidationError(
          "'--supernet' brings images, space and seed of its training; leave '--data', '--images', "
            + "'--image-size', '--space' and '--seed' out. '--data-path' says where the images are."
        )
      }
      return try validateLimits()
    }
    if let data, data != .generated, dataPath == nil {
      throw ValidationError("'--data \(data.rawValue)' needs '--data-path FOLDER' with its files.")
    }
    // By itself it says where the images of an existing run are now.
    if dataPath != nil, data == .generated || data == nil && decidesAnything {
      throw ValidationError(Self.dataPathRule)
    }
    if images != nil, let data, data != .generated {
      throw ValidationError("'--images' belongs to '--data generated'.")
    }
    if imageSize != nil, data != .folder {
      throw ValidationError("'--image-size' belongs to '--data folder'.")
    }
    try validateLimits()
  }

  /// Checks what every request has: devices and how much is tried.
  private func validateLimits() throws {
    if devices != nil {
      guard device.isEmpty, !limits.decidesAnything else {
        throw ValidationError(
          "The file of '--devices' names devices and limits; leave "
            + "\((["'--device'"] + LimitOptions.names).sentenceList) out.")
      }
    }
    if limits.latencyTable != nil, device.count != 1 {
      throw ValidationError("'--latency-table' belongs to one '--device'.")
    }
  }

  private static let dataPathRule =
    "'--data-path' belongs to '--data cifar10', 'cifar100', 'fashion-mnist', 'mnist' or 'folder', or to "
    + "the '--run' of an existing folder whose images were moved."

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
  private var trainedNetwork: String? {
    guard let network, modelFile == nil else { return nil }
    return network.contains("/") || RunFolder(URL(filePath: network)).exists ? network : nil
  }

  /// The file of a trained network that '--network' names; nil where it is none.
  private var modelFile: String? {
    network.flatMap { $0.hasSuffix(".json") ? $0 : nil }
  }

  /// The name of the run folder where none is given.
  var defaultFolderName: String {
    if let network {
      return URL(filePath: network).deletingPathExtension().lastPathComponent + "-fit"
    }
    if let supernet { return URL(filePath: supernet).lastPathComponent + "-fit" }
    return (data ?? .generated).rawValue
  }

  /// The request that these options make.
  ///
  /// - Parameters:
  ///   - alone: the architecture that is trained alone, or nil.
  ///   - threads: nil is one per processor.
  ///   - stored: the request of the run that goes on, whose side of images and space count where
  ///     none is named.
  ///   - note: receives what was chosen for the images and why.
  func request(
    _ training: TrainingOptions, alone: Architecture? = nil, threads: Int? = nil,
    stored: FitRequest? = nil, note: (String) -> Void = { _ in }
  ) throws -> FitRequest {
    let (devices, budgets) = try served()
    let verified = verifiedImages ?? FitRequest.standardVerifiedImages
    var search = SearchPlan()
    search.candidates = candidates ?? search.candidates
    var request: FitRequest
    if let trainedNetwork {
      if training.startFrom != nil { throw UsageError.startOfTrained("network") }
      guard !training.decidesAnything else {
        throw UsageError.trainedAlready("network", trainedNetwork)
      }
      request = try FitRequest(
        trainedNetwork: trainedNetwork, dataPath: dataPath, devices: devices, budgets: budgets,
        threads: threads, verifiedImages: verified)
    } else if let modelFile {
      if training.startFrom != nil { throw UsageError.startOfTrained("network") }
      guard !training.decidesAnything else {
        throw UsageError.trainedAlready("network", modelFile)
      }
      request = try FitRequest(
        modelFile: modelFile, data: try imageSource(), devices: devices, budgets: budgets,
        seed: seed ?? 0, threads: threads, verifiedImages: verified)
    } else if let supernet {
      if training.startFrom != nil { throw UsageError.startOfTrained("supernet") }
      guard !training.decidesAnything else { throw UsageError.trainedAlready("supernet", supernet) }
      request = try FitRequest(
        supernet: supernet, dataPath: dataPath, devices: devices, fleet: self.devices,
        budgets: budgets, search: search, threads: threads, verifiedImages: verified)
    } else {
      let plan = training.plan
      if let start = plan.startFrom {
        guard network == nil else { throw UsageError.startOfNetwork }
        // A wrong name is found before the images are read.
        _ = try TrainedSupernet(start)
      }
      let data = try imageSource()
      request = FitRequest(
        data: data, devices: devices, fleet: self.devices, budgets: budgets,
        source: try source(training: alone), training: plan, search: search, seed: seed ?? 0,
        threads: threads, verifiedImages: verified)
      if self.data == .folder { try chooseSize(of: &request, as: stored, note) }
      if training.epochs == nil {
        request.training.epochs = try request.data.standardEpochs(batch: plan.batch)
      }
    }
    request.latencies = try limits.latencies
    request.folder = FileManager.default.currentDirectoryPath
    request.spaceFile = space.flatMap { Self.isFile($0) ? $0 : nil }
    let files = try device.filter(Self.isFile).map { (try Self.device($0).name, $0) }
    request.deviceFiles = files.isEmpty ? nil : Dictionary(files, uniquingKeysWith: { $1 })
    return request
  }

  /// Chooses the side of the images and the space where they are not named.
  private func chooseSize(
    of request: inout FitRequest, as stored: FitRequest?, _ note: (String) -> Void
  ) throws {
    var (side, space) = (imageSize, try space.map(Self.space))
    if case .folder(_, let known, _, _)? = stored?.data, side == nil {
      side = known
      space = space ?? stored?.space
    }
    let choice = try ImageSizeChoice(for: request, side: side, space: space)
    request = request.reading(at: choice.side, by: choice.space)
    if let reason = choice.reason { note(reason) }
  }

  /// The devices with the limits that replace their standard budgets.
  private func served() throws -> (devices: [Device], budgets: [String: Budget]) {
    if let devices {
      guard let json = try? Data(readingFrom: URL(filePath: devices)) else {
        throw UsageError.unreadableFleet(file: devices)
      }
      let fleet = try Fleet(json: json, file: devices, device: Self.device)
      return (fleet.devices, fleet.budgets)
    }
    let devices = try device.map(Self.device)
    let budget = limits.budget
    guard budget != Budget() else { return (devices, [:]) }
    let budgets = devices.map { ($0.name, budget) }
    return (devices, Dictionary(budgets, uniquingKeysWith: { first, _ in first }))
  }

  /// A built-in device, or the one that a JSON file describes.
  static func device(_ text: String) throws -> Device {
    guard let data = try file(text, else: .unreadableDevice(file: text)) else {
      return try .named(text)
    }
    return try Device(json: data, file: text)
  }

  /// A built-in space, or the one that a JSON file describes.
  static func space(_ text: String) throws -> SearchSpace {
    guard let data = try file(text, else: .unreadableSpace(file: text)) else {
      return try .builtIn(text)
    }
    return try SearchSpace(json: data, file: text)
  }

  /// What the file of this path holds, or nil where the text is a name; throws `error` where the
  /// file cannot be read.
  private static func file(_ text: String, else error: UsageError) throws(UsageError) -> Data? {
    guard isFile(text) else { return nil }
    guard let data = try? Data(readingFrom: URL(filePath: text)) else { throw error }
    return data
  }

  private static func isFile(_ text: String) -> Bool {
    text.hasSuffix(".json") || text.contains("/")
  }

  /// What the run starts from where it trains.
  private func source(training alone: Architecture?) throws -> NetworkSource {
    if let network { return .literature(network) }
    let space = try Self.space(space ?? SearchSpace.builtInNames[0])
    return alone.map { .architecture($0, space) } ?? .space(space)
  }

  private func imageSource() throws -> DataSource {
    let path = dataPath ?? ""
    if dataPath != nil, data == nil { throw ValidationError(Self.dataPathRule) }
    return switch data ?? .generated {
    case .generated: .generated(training: images ?? 6000, test: 1000)
    case .cifar10: .cifar10(path: path)
    case .cifar100: .cifar100(path: path)
    case .fashionMNIST: .fashionMNIST(path: path)
    case .mnist: .mnist(path: path)
    case .folder:
      try .folder(
        at: path, side: imageSize ?? DataSource.standardImageSide,
        reading: FolderReading(layout: layout, skipsUnreadable: skipUnreadable))
    }
  }
}
