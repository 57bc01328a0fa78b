public import Devices
import Files
import Foundation
import Graphs
import Supernets
import Tensors

/// A supernet whose training is done: the run folder of the training, or one that comes with Thimble.
///
/// What a run needs of it is `request.json`, `data.json` and `supernet.safetensors`; predictor, front and
/// curve go with it where they are.
public struct TrainedSupernet: Sendable {
  /// The folder with its files.
  public let folder: RunFolder
  /// What it was trained on, with what, and how.
  public let request: FitRequest

  /// The names of those that come with Thimble, sorted.
  public static var builtInNames: [String] {
    guard let folder = builtInFolder else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { RunFolder(folder.appending(path: $0)).holdsSupernet }
  }

  /// The supernet of a built-in name or of a run folder.
  ///
  /// - Throws: ``PipelineError/unknownSupernet(_:known:)`` where it is neither, or what is wrong with
  ///   the files.
  public init(_ text: String) throws {
    let known = Self.builtInNames
    let folder =
      known.contains(text)
      ? Self.builtInFolder?.appending(path: text, directoryHint: .isDirectory)
      : URL(filePath: text, directoryHint: .isDirectory)
    guard let folder, RunFolder(folder).holdsSupernet else {
      throw PipelineError.unknownSupernet(text, known: known.nearest(to: text))
    }
    self.folder = RunFolder(folder)
    request = try self.folder.readRequest()
  }

  private static var builtInFolder: URL? {
    Bundle.module.resourceURL?.appending(path: "Pretrained", directoryHint: .isDirectory)
  }
}

extension RunFolder {
  /// Whether a training has ended in this folder.
  fileprivate var holdsSupernet: Bool {
    [request, data, supernet].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
  }
}

extension TrainedSupernet {
  /// Takes the supernet into a run, where the images of the run are those of its training.
  ///
  /// - Parameters:
  ///   - run: the folder of the run.
  ///   - request: what the run is asked for.
  ///   - found: what is known of its images.
  func give(to run: RunFolder, for request: FitRequest, _ found: DataRecord) throws {
    try found.requireImages(of: try folder.readData())
    let file = try folder.readWeights(
      folder.supernet, writtenBy: RunStep.train.rawValue,
      expected: try Supernet(request.searchedSpace()).shapes())
    try run.write(found, to: run.data)
    try run.adoptTimes(of: ["train", "predictor"], from: folder)
    for (file, copy) in [
      (folder.predictor, run.predictor), (folder.measured, run.measured),
      (folder.front, run.front), (folder.curve, run.curve),
    ] where FileManager.default.fileExists(atPath: file.path) {
      try FileManager.default.share(file, as: copy)
    }
    try Safetensors(file.weights, metadata: ["subject": try request.trainingSubject])
      .write(to: run.supernet)
  }
}

extension RunFolder {
  /// Takes the seconds of steps over: the cost of a training belongs to every run that stands on it.
  func adoptTimes(of steps: [String], from other: RunFolder) throws {
    var times = readTimes()
    let known = other.readTimes()
    for step in steps { times[step] = known[step] ?? times[step] }
    try write(times, to: self.times)
  }
}

extension FitRequest {
  /// A request that takes a trained supernet in place of a training.
  ///
  /// - Parameters:
  ///   - name: of the built-in supernet, or its run folder.
  ///   - dataPath: where the images are now, or nil where they were.
  ///   - devices: the devices to serve.
  ///   - fleet: the file that named the devices, or nil.
  ///   - budgets: limits that replace a device's standard budget, by device name.
  ///   - search: how the sub-networks are searched.
  ///   - threads: of the float engine; nil are as many as there are processors.
  ///   - verifiedImages: test images whose outputs are compared byte for byte.
  /// - Throws: what ``TrainedSupernet/init(_:)`` throws.
  public init(
    supernet name: String, dataPath: String? = nil, devices: [Device], fleet: String? = nil,
    budgets: [String: Budget] = [:], search: SearchPlan = SearchPlan(), threads: Int? = nil,
    verifiedImages: Int = standardVerifiedImages
  ) throws {
    let source = try TrainedSupernet(name)
    let trained = source.request
    self.init(
      data: dataPath.map { trained.data.moved(to: $0) }
        ?? ImagePlaces(run: source.folder, request: trained).likelyData,
      devices: devices,
      fleet: fleet, budgets: budgets, source: .supernet(name, try trained.searchedSpace()),
      training: trained.training, search: search, seed: trained.seed, threads: threads,
      verifiedImages: verifiedImages)
  }
}
