import Devices

extension FitRequest {
  /// The command line that asks for this run in the folder `run`, as a report quotes it.
  ///
  /// What has its default is left out. A device that is not built in is named as the file
  /// `NAME.json`; a limit is that of the first device, as the command line knows one for all.
  public func command(run: String) -> String {
    var words = ["thimble", "fit"]
    func add(_ option: String, _ value: String?) {
      if let value { words += [option, quoted(value)] }
    }
    switch data {
    case .generated(let training, _):
      add("--data", "generated")
      add("--images", "\(training)")
    case .cifar10(let path):
      add("--data", "cifar10")
      add("--data-path", path)
    case .fashionMNIST(let path):
      add("--data", "fashion-mnist")
      add("--data-path", path)
    case .mnist(let path):
      add("--data", "mnist")
      add("--data-path", path)
    }
    for device in devices {
      add("--device", Device.builtIn.contains(device) ? device.name : "\(device.name).json")
    }
    let limits = devices.first.flatMap { budgets[$0.name] } ?? Budget()
    add("--flash", limits.flashBytes.map(String.init))
    add("--ram", limits.ramBytes.map(String.init))
    add("--macs", limits.macs.map(String.init))
    add("--latency-ms", limits.milliseconds.map { "\($0)" })
    let (training, search) = (TrainingPlan(), SearchPlan())
    func changed(_ value: Int, from standard: Int) -> String? {
      value == standard ? nil : "\(value)"
    }
    add("--epochs", changed(self.training.epochs, from: training.epochs))
    add("--batch", changed(self.training.batch, from: training.batch))
    add("--candidates", changed(self.search.candidates, from: search.candidates))
    add("--seed", seed == 0 ? nil : "\(seed)")
    add("--run", run)
    return words.joined(separator: " ")
  }
}

/// A word as a shell reads it back.
private func quoted(_ word: String) -> String {
  let plain = word.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "-_./+:,=@".contains($0))
  }
  if plain, !word.isEmpty { return word }
  return "'"
    + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}
