import Architectures
import Devices
import Reports

extension FitRequest {
  /// The command line that asks for this run in the folder `run`, as a report quotes it.
  ///
  /// What has its default is left out. Paths are absolute where the request knows what they start from.
  /// A device or a space whose file is not known is named as the file `NAME.json`; a limit is that of
  /// the first device, as the command line knows one for all.
  public func command(run: String) -> String { located.literalCommand(run: run) }

  private func literalCommand(run: String) -> String {
    // One network may be trained for no device, or to be compared with.
    let verb = devices.isEmpty || source.architecture != nil ? "train" : "fit"
    var words = ["thimble", verb]
    func add(_ option: String, _ value: String?) {
      if let value { words.append(shellOption(option, value)) }
    }
    let isTrained = source.trained != nil
    if isTrained { add("--data-path", data.path) } else { words += data.words }
    switch source {
    case .supernet(let name, _): add("--supernet", name)
    case .space(let space): add("--space", word(for: space))
    case .architecture(let architecture, let space):
      add("--space", word(for: space))
      add("--architecture", "\(architecture)")
    case .literature(let name), .run(let name, _): add("--network", name)
    }
    if let fleet {
      add("--devices", fleet)
    } else {
      for device in devices { add("--device", word(for: device)) }
      let limits = devices.first.flatMap { budgets[$0.name] } ?? Budget()
      add("--flash", limits.flashBytes.map(String.init))
      add("--ram", limits.ramBytes.map(String.init))
      add("--macs", limits.macs.map(String.init))
      add("--latency-ms", limits.milliseconds.map { "\($0)" })
      add("--latency-table", latencies?.file)
    }
    if !isTrained { words += training.arguments(for: data) }
    if steps.contains(.search) {
      words += SearchPlan.candidates.arguments(of: search, unless: SearchPlan())
    }
    add("--seed", isTrained || seed == 0 ? nil : "\(seed)")
    if verifiedImages != Self.standardVerifiedImages {
      add("--verified-images", "\(verifiedImages)")
    }
    if verb == "fit" { add("--name", name) }
    let integers = quantization.arguments(unless: QuantizationPlan())
    if verb == "fit" { words += integers }
    add("--run", run)
    let command = words.joined(separator: " ")
    guard verb == "train" else { return command }
    // Training knows nothing of integers and code.
    var commands = [command]
    if !integers.isEmpty {
      words = ["thimble", "quantize"] + integers
      add("--run", run)
      commands.append(words.joined(separator: " "))
    }
    if name != nil {
      words = ["thimble", "emit"]
      add("--name", name)
      add("--run", run)
      commands.append(words.joined(separator: " "))
    }
    return commands.joined(separator: "\n")
  }

  private func word(for device: Device) -> String {
    Device.builtIn.contains(device)
      ? device.name : deviceFiles?[device.name] ?? "\(device.name).json"
  }

  /// How the command line names the space; nil is the one that it takes by itself.
  private func word(for space: SearchSpace) -> String? {
    let builtIn = try? SearchSpace.builtIn(
      space.name, imageChannels: space.imageChannels, classes: space.classes)
    guard builtIn == space else { return spaceFile ?? "\(space.name).json" }
    let side = data.imageSide ?? DataSource.standardImageSide
    return space.name == SearchSpace.builtInName(forSide: side) ? nil : space.name
  }
}

extension DataSource {
  /// The options that name the images.
  fileprivate var words: [String] {
    var words = ["--data \(kind.rawValue)"] + (path.map { [shellOption("--data-path", $0)] } ?? [])
    switch self {
    case .generated(let training, _): words.append("--images \(training)")
    case .cifar10, .cifar100, .fashionMNIST, .mnist: break
    case .folder(_, let side, _, let reading):
      words.append("--image-size \(side)")
      if let layout = reading?.layout { words.append("--layout \(layout.rawValue)") }
      if reading?.skipsUnreadable == true { words.append("--skip-unreadable") }
    }
    return words
  }
}
