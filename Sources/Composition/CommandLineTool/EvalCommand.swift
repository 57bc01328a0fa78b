import Architectures
import ArgumentParser
import Devices
import Graphs
import Pipeline

/// Measures the networks of a run on all test images again.
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure the accuracy of networks on the test images.",
    usage: "thimble eval [<options>]",
    discussion: """
      EXAMPLES
        thimble eval --run runs/two
            every device's network, in floating point and in integers
        thimble eval --run runs/two --device stm32g431 --per-class --confusion
            the accuracy of each class, and which is mistaken for which
        thimble eval --run runs/two --device stm32g431 --json
        thimble eval --run runs/two --architecture largest
            a sub-network of the supernet, in floating point; also 'smallest', or
            one that is written like "r24 k3e2,k5e3 k7e4 k3e4"
        thimble eval --run runs/cats --data-path /mnt/cats
            where the images of the run were moved
        thimble eval --run runs/mobilenet
            the network that a run without devices trained alone
      """)

  @OptionGroup var work: WorkOptions
  @OptionGroup var data: DataPathOption

  @Option(help: ArgumentHelp("Measure the network of this device only.", valueName: "name"))
  var device: String?

  @Option(
    help: ArgumentHelp(
      "Measure this sub-network of the supernet in floating point.",
      valueName: "architecture|largest|smallest"))
  var architecture: String?

  @Flag(help: "Show the accuracy of each class, too.")
  var perClass = false

  @Flag(help: "Show the confusion matrix, too.")
  var confusion = false

  func validate() throws {
    if architecture != nil, device != nil || perClass || confusion {
      throw ValidationError(
        "'--architecture' measures a sub-network of the supernet; leave '--device', '--per-class' "
          + "and '--confusion' out.")
    }
  }

  func run() async throws {
    let folder = try work.run.folder()
    if let architecture { return try await measure(architecture, of: folder) }
    if device == nil, try folder.readRequest().devices.isEmpty {
      return try await measureNetwork(of: folder)
    }
    if perClass || confusion, try folder.readData().task == .values {
      throw ValidationError(
        "The networks of the run give plain values; leave '--per-class' and '--confusion' out.")
    }
    let evaluations = try await work.work(on: folder, dataPath: data.dataPath) { pipeline in
      let devices = try device.map { [try pipeline.request.device(named: $0)] }
      var evaluations: [String: Evaluation] = [:]
      for device in try devices ?? folder.servedDevices() {
        evaluations[device.name] = try pipeline.evaluate(device)
      }
      return evaluations
    }
    if work.run.json {
      return try writeJSON(
        evaluations.mapValues {
          EvaluationRecord($0, perClass: perClass, confusion: confusion)
        })
    }
    let bits = try folder.readRequest().quantization.bits
    let integers = bits == .eight ? "int8" : "Integers"
    standardOutput.write(
      accuracyTable(
        of: evaluations.mapValues(\.accuracy), integers: integers, noun: try folder.readData().noun)
    )
    if let untested = evaluations.values.first?.untestedClasses, !untested.isEmpty {
      standardOutput.write("\n\(noteOfUntested(untested))\n")
    }
    for (device, evaluation) in evaluations.sorted(by: { $0.key < $1.key }) {
      if perClass { standardOutput.write("\n\(device)\n\n" + evaluation.classTable) }
      guard confusion else { continue }
      for (name, answers) in [("float", evaluation.float), ("int8", evaluation.integer)] {
        guard let matrix = answers.confusion else { continue }
        standardOutput.write(
          "\n\(device), \(name)\n\n" + matrix.table(classes: evaluation.classes))
      }
    }
  }

  private func measure(_ text: String, of folder: RunFolder) async throws {
    let network = try await work.work(on: folder, dataPath: data.dataPath) { pipeline in
      let space = try pipeline.request.searchedSpace()
      let architecture =
        switch text {
        case "largest": space.largest
        case "smallest": space.smallest
        default: try Architecture(parsing: text)
        }
      return try pipeline.evaluate(architecture)
    }
    try write(network, of: folder)
  }

  /// Measures the network that the run trained alone.
  private func measureNetwork(of folder: RunFolder) async throws {
    if perClass || confusion {
      throw ValidationError(
        "'--per-class' and '--confusion' belong to the networks of devices, of which the run has "
          + "none.")
    }
    try write(
      try await work.work(on: folder, dataPath: data.dataPath) { try $0.evaluateNetwork() },
      of: folder)
  }

  private func write(_ network: NetworkRecord, of folder: RunFolder) throws {
    if work.run.json { return try writeJSON(network) }
    standardOutput.write(network.text(of: try folder.readData().noun))
  }
}
