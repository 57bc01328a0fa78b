import Architectures
import ArgumentParser
import Devices
import Files
import Foundation
import Pipeline

extension RequestOptions {
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
