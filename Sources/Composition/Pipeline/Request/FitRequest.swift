public import Architectures
public import Devices
import Foundation

/// Everything that decides the result of a run; stored in the run folder as its reproduction.
public struct FitRequest: Codable, Equatable, Sendable {
  /// The images to train, calibrate and test with.
  public var data: DataSource
  /// The devices to serve, each at most once.
  public var devices: [Device]
  /// The file that named the devices, for the command that repeats the run; nil where each was named.
  public var fleet: String?
  /// Limits that replace a device's standard budget, by device name.
  public var budgets: [String: Budget]
  /// Measured latencies in place of the cost model's, of the run's only device; nil asks the model.
  public var latencies: MeasuredLatencies?
  /// What the run starts from; image channels and classes of a space are those of the data.
  public var source: NetworkSource
  /// The folder that paths of the request start from, for reading and repeating it elsewhere; nil in
  /// requests of earlier versions.
  public var folder: String?
  /// The files that described devices which are not built in, by device name.
  public var deviceFiles: [String: String]?
  /// The file that described the space, where it is not built in.
  public var spaceFile: String?
  /// Where the images are now, as an absolute path; nil where ``data`` says.
  public var dataFolder: String?
  /// How long and how the supernet is trained.
  public var training: TrainingPlan
  /// How the sub-networks are searched.
  public var search: SearchPlan
  /// How networks become integers.
  public var quantization: QuantizationPlan
  /// What files, symbols and macros of the emitted code begin with; nil is `model`.
  public var name: String?
  /// The seed of everything random.
  public var seed: UInt64
  /// Worker threads of the float engine, at least 1.
  public var threads: Int
  /// Test images whose outputs are compared byte for byte on each device, at least 1.
  public var verifiedImages: Int

  /// The test images that are compared unless asked otherwise.
  public static let standardVerifiedImages = 100

  /// A request to train the supernet of a space and to search it.
  public init(
    data: DataSource, devices: [Device], fleet: String? = nil, budgets: [String: Budget] = [:],
    space: SearchSpace, training: TrainingPlan = TrainingPlan(), search: SearchPlan = SearchPlan(),
    quantization: QuantizationPlan = QuantizationPlan(), seed: UInt64 = 0, threads: Int? = nil,
    verifiedImages: Int = standardVerifiedImages
  ) {
    self.init(
      data: data, devices: devices, fleet: fleet, budgets: budgets, source: .space(space),
      training: training, search: search, quantization: quantization, seed: seed, threads: threads,
      verifiedImages: verifiedImages)
  }

  /// A request; a space takes channels and classes from the data, generated data are those of the
  /// network's input, the standard held-out part is a number where the data are always the same, and
  /// threads nil are as many as there are processors.
  public init(
    data: DataSource, devices: [Device], fleet: String? = nil, budgets: [String: Budget] = [:],
    source: NetworkSource, training: TrainingPlan = TrainingPlan(),
    search: SearchPlan = SearchPlan(),
    quantization: QuantizationPlan = QuantizationPlan(), seed: UInt64 = 0, threads: Int? = nil,
    verifiedImages: Int = standardVerifiedImages
  ) {
    self.data = source.input.map(data.generated) ?? data
    self.devices = devices
    self.fleet = fleet
    self.budgets = budgets
    self.source = source.changingSpace { space in
      space.imageChannels = data.imageChannels
      space.classes = data.classes
    }
    self.training = training
    if training.heldOut == .standard { self.training.heldOut = data.standardHeldOut }
    self.search = search
    self.quantization = quantization
    self.seed = seed
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    self.verifiedImages = verifiedImages
  }

  /// The budget of a device: the given one, with the standard limits of memories where it is silent.
  public func budget(for device: Device) -> Budget {
    (budgets[device.name] ?? Budget()).filled(from: .standard(for: device))
  }
}

extension FitRequest: DeclaredSettings {
  /// ``verifiedImages``.
  package static let verifiedImages = Setting(
    "--verified-images", \Self.verifiedImages, .whole())
  /// ``threads``.
  package static let threads = Setting("--threads", \Self.threads, .whole(1...1024))

  package static var declarations: [any SettingDeclaration<FitRequest>] {
    [verifiedImages, threads]
  }
}
