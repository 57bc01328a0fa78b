import Architectures
import Devices
import Reports

extension FitRequest {
  /// The command line that asks for this run in the folder `run`, as a report quotes it.
  ///
  /// What has its default is left out. Paths are absolute where the request knows what they start from.
  /// A device or a space whose file is not known is named as the file `NAME.json`; a limit is that of
  /// the first device, as the command line knows one for all.
  public func command(run: String) -> String { RunCommand(request: located).text(run: run) }
}

/// The command line of a run, in the words of its request.
private struct RunCommand {
  let request: FitRequest

  /// The command; where training, quantization and emission are verbs of their own, one line for each.
  func text(run: String) -> String {
    // One network may be trained for no device.
    let verb = request.devices.isEmpty ? "train" : request.source.verb
    let name = request.name.map { [shellOption("--name", $0)] } ?? []
    let integers = request.quantization.arguments(unless: QuantizationPlan())
    let place = [shellOption("--run", run)]
    let networks = ["thimble", verb] + networksAndDevices
    guard verb == "train" else {
      return (networks + name + integers + place).joined(separator: " ")
    }
    // Training knows nothing of integers and code.
    let others = [("quantize", integers), ("emit", name)].filter { !$0.1.isEmpty }
    return ([networks + place] + others.map { ["thimble", $0] + $1 + place })
      .map { $0.joined(separator: " ") }.joined(separator: "\n")
  }

  private var networksAndDevices: [String] {
    let (data, seed) = (request.data, request.seed)
    let trains = request.source.trains
    let (images, seeds) =
      request.source.trained == nil
      ? (data.words(namingSide: trains), seed == 0 ? [] : ["--seed \(seed)"])
      : (data.path.map { [shellOption("--data-path", $0)] } ?? [], [])
    let training = trains ? request.training.arguments(for: data) : []
    var search: [String] = []
    if request.searches {
      search = SearchPlan.candidates.arguments(of: request.search, unless: SearchPlan())
    }
    let verified = request.verifiedImages
    return images + request.source.arguments(naming: word) + devices + training + search + seeds
      + (verified == FitRequest.standardVerifiedImages ? [] : ["--verified-images \(verified)"])
  }

  private var devices: [String] {
    if let fleet = request.fleet { return [shellOption("--devices", fleet)] }
    let limits = request.devices.first.flatMap { request.budgets[$0.name] } ?? Budget()
    let options: [(String, String?)] = Resource.allCases.map { resource in
      let (option, unit) = (resource.description.option, resource.description.unit)
      return ("--\(option)", limits[resource].map(unit.exact))
    }
    return request.devices.map { shellOption("--device", word(for: $0)) }
      + (options + [("--latency-table", request.latencies?.file)])
      .compactMap { option, value in value.map { shellOption(option, $0) } }
  }

  private func word(for device: Device) -> String {
    Device.builtIn.contains(device)
      ? device.name : request.deviceFiles?[device.name] ?? "\(device.name).json"
  }

  /// How the command line names the space; nil is the one that it takes by itself.
  private func word(for space: SearchSpace) -> String? {
    let builtIn = try? SearchSpace.builtIn(
      space.name, imageChannels: space.imageChannels, classes: space.classes)
    guard builtIn == space else { return request.spaceFile ?? "\(space.name).json" }
    let side = request.data.imageSide ?? DataSource.standardImageSide
    return space.name == SearchSpace.builtInName(forSide: side) ? nil : space.name
  }
}

extension DataSource {
  /// The options that name the images, and their side where it is asked for.
  fileprivate func words(namingSide: Bool) -> [String] {
    var words = ["--data \(kind.rawValue)"] + (path.map { [shellOption("--data-path", $0)] } ?? [])
    switch self {
    case .generated(let training, _, _): words.append("--images \(training)")
    case .cifar10, .cifar100, .fashionMNIST, .mnist: break
    case .folder(_, let side, _, let reading):
      if namingSide { words.append("--image-size \(side)") }
      if let layout = reading?.layout { words.append("--layout \(layout.rawValue)") }
      if reading?.skipsUnreadable == true { words.append("--skip-unreadable") }
    }
    return words
  }
}
