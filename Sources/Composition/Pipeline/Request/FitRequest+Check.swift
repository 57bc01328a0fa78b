import Architectures
import CostModels
import Devices
import Graphs

extension FitRequest {
  /// Throws ``PipelineError/request(_:)`` for the first value that is out of its range.
  func check() throws {
    do {
      try source.space?.validate()
      _ = try choice
      for device in devices { try device.validate(file: "The device '\(device.name)'") }
      try latencies.map { try $0.table.check(file: $0.file) }
      _ = try codeName
    } catch {
      throw PipelineError.request("\(error)")
    }
    try checkBudgets()
    let side = min(data.imageShape.height, data.imageShape.width)
    let rules: [(Bool, String)] = [
      (
        !devices.isEmpty || !searches,
        "No device is named; add '--device stm32f746' or see 'thimble devices'."
      ),
      (
        Set(devices.map(\.name)).count == devices.count,
        "A device is named twice; name each device once."
      ),
      (
        latencies == nil || devices.count == 1,
        "A latency table is that of one device; here are \(devices.count)."
      ),
      (
        data.hasGeneratedImages,
        "At least 2 images are generated to train with and 1 to test with; see '--images'."
      ),
      (
        data.imageSide.map(DataSource.imageSides.contains) ?? true,
        "'--image-size' is \(DataSource.imageSides.words); here it is \(data.imageSide ?? 0)."
      ),
      (
        training.crop ?? 0 < side,
        "'--crop' is 0 to \(side - 1) for images of \(side) pixels; here it is "
          + "\(training.crop ?? 0)."
      ),
      (
        training.cutout < side,
        "'--cutout' is 0 to \(side - 1) for images of \(side) pixels; here it is "
          + "\(training.cutout)."
      ),
      (
        data.hasPictures
          || (training.crop ?? 0 == 0 && training.flips != true && training.cutout == 0),
        "\(data.title) are no pictures; leave '--crop', '--flip' and '--cutout' out."
      ),
      (
        training.startFrom == nil || source.space != nil,
        "No layer of the network '\(source.title)' agrees with one of the supernet "
          + "'\(training.startFrom ?? "")'; only networks of a space can start from one."
      ),
      (
        search.candidates >= min(devices.count, SearchPlan.devicesWithoutFront),
        "'--candidates' is at least \(min(devices.count, SearchPlan.devicesWithoutFront)), one per "
          + "device; here it is \(search.candidates)."
      ),
      (
        source.space.map {
          $0.imageChannels == data.imageChannels && $0.classes == data.classes
        } ?? true,
        "The search space expects \(source.space?.imageChannels ?? 0) channels and "
          + "\(source.space?.classes ?? 0) classes; \(data.title) have \(data.imageChannels) and "
          + "\(data.classes)."
      ),
      (
        quantization.bits == .eight || devices.count <= SearchPlan.devicesWithoutFront,
        "Bits are chosen for at most \(SearchPlan.devicesWithoutFront) devices in one run; here there "
          + "are \(devices.count)."
      ),
    ]
    let sentence =
      violation ?? training.violation ?? search.violation ?? quantization.violation
      ?? rules.first { !$0.0 }?.1 ?? quantization.contradiction
    if let sentence { throw PipelineError.request(sentence) }
  }

  private func checkBudgets() throws {
    let names = Set(devices.map(\.name))
    for device in devices {
      for memory in Resource.memories {
        guard let asked = budgets[device.name]?.bytes(of: memory),
          let there = device.bytes(of: memory), asked > there
        else { continue }
        throw PipelineError.request(
          "'--\(memory.description.option)' is at most the \(ByteCount(there)) of \(device.title); here it is "
            + "\(ByteCount(asked)).")
      }
    }
    for (name, budget) in budgets.sorted(by: { $0.key < $1.key }) {
      guard names.contains(name) else {
        throw PipelineError.request(
          "A budget is given for '\(name)', which is no device of this run.")
      }
      for resource in Resource.allCases {
        guard let limit = budget[resource], !(limit > 0 && limit.isFinite) else { continue }
        throw PipelineError.request(
          "A budget is above 0; that of '\(name)' is \(resource.exactText(limit)).")
      }
    }
  }

  /// The name of the first field in which two requests differ, or nil.
  ///
  /// The number of threads may differ, and so may the spelling of a path and the place of the images.
  package func difference(from other: FitRequest) -> String? {
    var (first, second) = (self, other)
    first.folder = folder ?? other.folder
    second.folder = other.folder ?? folder
    return first.located.literalDifference(from: second.located)
  }

  private func literalDifference(from other: FitRequest) -> String? {
    let fields: [(String, Bool)] = [
      ("data", data.moved(to: "") == other.data.moved(to: "")), ("data path", data == other.data),
      ("devices", devices == other.devices),
      ("budgets", budgets == other.budgets), ("latency table", latencies == other.latencies),
      (source.field, source == other.source),
      ("training", training == other.training), ("search", search == other.search),
      ("quantization", quantization == other.quantization), ("name", name == other.name),
      ("seed", seed == other.seed), ("verified images", verifiedImages == other.verifiedImages),
    ]
    return fields.first { !$0.1 }?.0
  }
}
