import Architectures
import Datasets
import Devices
import Files
import Foundation
import Graphs
import Planning
import Reports
import Training

/// Turns the network of one device of a run into integers, and keeps them in the folder.
struct DeviceQuantization {
  /// The device.
  let device: Device
  /// The folder and the request.
  let contents: RunContents
  /// The images, and what measures networks on them.
  let measurement: NetworkMeasurement
  /// Links emitted code.
  let linker: ImageLinker
  /// Makes the code of an integer network.
  let firmware: (IntegerGraph) throws -> FirmwareStep
  /// Searches the supernet of the run again; receives what is measured.
  let search: ([MeasuredCandidate]) throws -> SupernetSearch
  /// Where a retraining keeps its state and its curve.
  let files: (_ checkpoint: URL, _ curve: URL) -> TrainingFiles

  private var run: RunFolder { contents.run }
  private var request: FitRequest { contents.request }
  private var context: StepContext { measurement.context }

  private var step: QuantizeStep {
    QuantizeStep(measurement: measurement, plan: request.quantization)
  }

  /// Writes the integer network of a device and how well it does.
  func write(_ linked: LinkStep.LinkedNetwork, turn: Int) throws {
    let folder = run.device(device.name)
    let network = try contents.readNetwork(of: device)
    let bits = linked.bits?.plan.bits
    let calibrated = try linked.calibrated ?? step.calibrated(network, at: bits)
    let retrained =
      request.quantization.retrainingEpochs > 0
      ? try retrained(network, at: bits) : nil
    let (accuracy, integer) = try step.measured(
      network, calibrated: calibrated, at: bits, retrained: retrained, title: device.title,
      turn: (turn, request.devices.count))
    try run.write(accuracy, to: folder.accuracy)
    try run.write(integer, to: folder.integerGraph)
    try FileManager.default.removeIfPresent(folder.retraining)
  }

  /// The integer network of a device after it has learnt with rounded values.
  private func retrained(
    _ network: WeightedNetwork, at bits: BitAssignment?
  ) throws -> IntegerGraph {
    let (plan, folder) = (request.quantization, run.device(device.name))
    let batches = LabelledBatches(
      measurement.dataset, request.training, reading: network.interface,
      seed: request.seed(of: .retraining, from: plan.retrainingSeed))
    let steps = batches.images.stepsPerEpoch
    let step = RetrainStep(
      measurement: measurement, batches: batches, plan: plan,
      labelSmoothing: request.training.labelSmoothing,
      subject: try request.retrainingSubject(bits),
      files: files(folder.retraining, folder.retrainingCurve),
      title: device.title)
    do {
      return try step.run(network, at: bits)
    } catch TrainingError.diverged(let divergence) {
      try FileManager.default.removeIfPresent(folder.retraining)
      throw divergence.error(
        stepsPerEpoch: steps, totalSteps: steps * plan.retrainingEpochs,
        remedy: "Quantize without '--retrain', or with more bits.")
    }
  }

  /// What `bits.json` keeps of a device.
  func record(of bits: DeviceBits) throws -> BitRecord {
    let plan = request.quantization
    return BitRecord(
      table: BitTable(
        of: bits.plan, QuantizableGraph(try run.readNetwork(of: device.name).graph),
        within: bits.limits, scheme: plan.schemes, memoryRule: plan.rule),
      cost: bits.cost)
  }

  /// The network of a device after its linked image has been found to be within the budget.
  ///
  /// What is refused is kept in `refused.json`.
  /// - Throws: ``PipelineError/doesNotFit(network:device:bits:violations:)`` where no other one fits.
  func linkedNetwork() async throws -> LinkStep.LinkedNetwork {
    let linking = LinkStep(
      device: device, budget: request.budget(for: device), title: request.source.title,
      bits: request.quantization.bits.rawValue, linker: linker, context: context)
    while true {
      try context.checkForStop(during: .quantize)
      var refused = try run.readRefused(of: device.name)
      let architecture = try run.readArchitectureIfPresent(of: device.name)?.architecture
      let bits: DeviceBits?
      do {
        bits = try contents.bits(on: device)
      } catch let error as PipelineError {
        guard case .doesNotFit = error, let last = refused.networks.last else { throw error }
        guard architecture != nil else { throw linking.tooLarge(last) }
        try await takeAnotherNetwork(refused, linking)
        continue
      }
      let network = QuantizedNetwork(architecture: architecture, bits: bits?.plan.bits)
      if refused.networks.contains(where: { $0.network == network }) {
        try await takeAnotherNetwork(refused, linking)
        continue
      }
      var linked = LinkStep.LinkedNetwork(bits: bits)
      let image = try linking.image(
        of: network, &linked, cost: bits?.cost ?? run.readArchitecture(of: device.name).cost,
        calibrated: {
          try step.calibrated(
            try contents.readNetwork(of: device), at: network.bits)
        }, firmware: firmware)
      guard let image, !linking.violations(of: image).isEmpty else { return linked }
      try linking.refuse(image, in: &refused)
      try run.write(refused, to: run.device(device.name).refused)
    }
  }

  /// Gives a device the next best network of the supernet.
  private func takeAnotherNetwork(
    _ refused: RefusedNetworks, _ linking: LinkStep
  ) async throws {
    let record = try run.readSearch()
    let isFound = try await search(record.measured)
      .takeAnotherNetwork(for: device, refused, record)
    if !isFound, let last = refused.networks.last { throw linking.tooLarge(last) }
  }
}

/// What decides an integer network in a run.
struct QuantizedNetwork: Hashable, Codable, Sendable {
  /// The point of the space; nil is the network that the run trained alone.
  var architecture: Architecture?
  /// Nil is 8 everywhere.
  var bits: BitAssignment?
}
