import Reports

/// A command that cannot be carried out as it was given.
enum UsageError: Error, Equatable, CustomStringConvertible {
  /// The file of a device cannot be read.
  case unreadableDevice(file: String)
  /// The file of a search space cannot be read.
  case unreadableSpace(file: String)
  /// Options of a training are given beside a trained supernet or network.
  case trainedAlready(_ what: String, _ name: String)
  /// A training is to start from a supernet beside a network or supernet that is trained already.
  case startOfTrained(_ what: String)
  /// A network of the literature is to start from a supernet.
  case startOfNetwork
  /// The file of a fleet cannot be read.
  case unreadableFleet(file: String)
  /// The file of a latency table cannot be read.
  case unreadableLatencies(file: String)
  /// No run folder is named, and there is not exactly one.
  case runFolder(found: [String])
  /// No run has begun in the folder.
  case nothingToResume(folder: String)
  /// Options are given for a run that has its request already, without a device.
  case partialRequest(folder: String, command: String)
  /// The run does not serve this device.
  case notServed(device: String, served: [String])
  /// The devices of a run with a search are those of the search.
  case searchedDevices(folder: String)
  /// A run is quantized already by other options.
  case quantizedAlready(folder: String)
  /// A run of several devices needs the name of one.
  case deviceNeeded(served: [String])

  var description: String {
    switch self {
    case .unreadableDevice(let file):
      "The device file '\(file)' cannot be read; 'thimble devices --template > my-board.json' "
        + "writes one to start from."
    case .unreadableSpace(let file):
      "The search space's file '\(file)' cannot be read; 'Choose a search space' in the "
        + "documentation shows one to start from."
    case .trainedAlready(let what, let name):
      "The \(what) '\(name)' is trained already; leave the options of the training out, or "
        + "'--\(what)'."
    case .startOfTrained(let what):
      "'--\(what)' takes a training that has ended as it is, '--start-from' begins one; leave one of them "
        + "out."
    case .startOfNetwork:
      "'--start-from' takes the weights of a supernet, and '--network' trains other layers; leave one of "
        + "them out."
    case .unreadableFleet(let file):
      "The file of devices '\(file)' cannot be read; it holds an array such as "
        + #"[{"device": "stm32f746"}, {"device": "stm32f401", "name": "door", "ram": "48 KiB"}]."#
    case .unreadableLatencies(let file):
      "The latency table '\(file)' cannot be read. Write one with: thimble latency --supernet cifar10 "
        + shellOption("--output", file)
    case .runFolder(let found) where found.isEmpty:
      "There is no run folder in 'runs'; name one with '--run FOLDER', or start one with "
        + "'thimble fit --device stm32f746'."
    case .runFolder(let found):
      "There are several run folders; choose one of "
        + found.map { shellOption("--run", $0) }.joined(separator: ", ") + "."
    case .nothingToResume(let folder):
      "There is no run to go on with in '\(folder)'; name its folder with '--run', or leave "
        + "'--resume' out to begin one."
    case .partialRequest(let folder, let command):
      "The run folder '\(folder)' holds a run that was begun with other options; start a new folder, or "
        + "go on with the run by: thimble fit \(shellOption("--run", folder))\n"
        + "It was begun with: \(command)"
    case .notServed(let device, let served):
      "The run does not serve the device '\(device)'; it serves \(served.joined(separator: ", "))."
    case .searchedDevices(let folder):
      "The run in '\(folder)' has searched a network for each of its devices; leave '--device', "
        + "'--flash' and '--ram' out, or serve others with: thimble fit "
        + shellOption("--supernet", folder)
    case .quantizedAlready(let folder):
      "The run in '\(folder)' is quantized with other options already; add '--again' to replace that. "
        + "Where it trained a network alone, keep both with: thimble quantize "
        + "\(shellOption("--network", folder)) --run OTHER"
    case .deviceNeeded(let served):
      "The run serves several devices; choose one with '--device': "
        + "\(served.joined(separator: ", "))."
    }
  }
}
