public import Architectures
public import Devices
import Foundation

/// Everything that decides the result of a run; stored in the run folder as its reproduction.
public struct FitRequest: Codable, Equatable, Sendable {
  /// The images to train, calibrate and test with.
  public var data: DataSource
  /// The devices to serve, each at most once.
  public var devices: [Device]
  /// Limits that replace a device's standard budget, by device name.
  public var budgets: [String: Budget]
  /// The space of networks; image channels and classes are taken from the data.
  public var space: SearchSpace
  /// How long and how the supernet is trained.
  public var training: TrainingPlan
  /// How the sub-networks are searched.
  public var search: SearchPlan
  /// The seed of everything random.
  public var seed: UInt64
  /// Worker threads of the float engine, at least 1.
  public var threads: Int
  /// Test images whose outputs are compared byte for byte on each device, at least 1.
  public var verifiedImages: Int

  /// A request; threads nil are as many as there are processors.
  public init(
    data: DataSource, devices: [Device], budgets: [String: Budget] = [:], space: SearchSpace,
    training: TrainingPlan = TrainingPlan(), search: SearchPlan = SearchPlan(), seed: UInt64 = 0,
    threads: Int? = nil, verifiedImages: Int = 100
  ) {
    self.data = data
    self.devices = devices
    self.budgets = budgets
    self.space = space
    self.training = training
    self.search = search
    self.seed = seed
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    self.verifiedImages = verifiedImages
  }

  /// The budget of a device: the given one, with the standard flash and RAM where it is silent.
  public func budget(for device: Device) -> Budget {
    let standard = Budget.standard(for: device)
    var budget = budgets[device.name] ?? standard
    budget.flashBytes = budget.flashBytes ?? standard.flashBytes
    budget.ramBytes = budget.ramBytes ?? standard.ramBytes
    return budget
  }
}

/// Where the images come from.
public enum DataSource: Codable, Equatable, Sendable {
  /// The built-in set, generated from a seed: 32 × 32 colour, 10 classes.
  case generated(training: Int, test: Int)
  /// A folder with the CIFAR-10 binary files.
  case cifar10(path: String)
  /// A folder with the IDX files of Fashion-MNIST.
  case fashionMNIST(path: String)
  /// A folder with the IDX files of MNIST.
  case mnist(path: String)
}

/// How the supernet is trained.
public struct TrainingPlan: Codable, Equatable, Sendable {
  /// Passes over the training images, at least 1.
  public var epochs: Int
  /// Images per step, a multiple of 32.
  public var batch: Int
  /// The peak learning rate, reached after the warm-up.
  public var learningRate: Double
  /// Images of the training set held out to measure candidates.
  public var heldOut: Int

  /// A plan.
  public init(epochs: Int = 10, batch: Int = 64, learningRate: Double = 0.05, heldOut: Int = 1000) {
    self.epochs = epochs
    self.batch = batch
    self.learningRate = learningRate
    self.heldOut = heldOut
  }
}

/// How the sub-networks are searched.
public struct SearchPlan: Codable, Equatable, Sendable {
  /// Candidates whose accuracy is measured, over all devices.
  public var candidates: Int
  /// Candidates of one generation.
  public var population: Int
  /// Training images with which the batch norms of a candidate are recalibrated.
  public var recalibrationImages: Int

  /// A plan.
  public init(candidates: Int = 96, population: Int = 16, recalibrationImages: Int = 512) {
    self.candidates = candidates
    self.population = population
    self.recalibrationImages = recalibrationImages
  }
}
