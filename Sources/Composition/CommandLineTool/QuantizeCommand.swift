import ArgumentParser
import Devices
import Foundation
import Graphs
import Pipeline
import Planning

/// Network to integer network, or the bits at which a known network fits a device.
struct QuantizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Turn the networks of a run into integers of 8, 4 or 2 bits.",
    usage: """
      thimble quantize [<options>]
      thimble quantize --network <folder> --run <folder> [<options>]
      thimble quantize --plan-only --network <name> [<options>]
      """,
    discussion: """
      EXAMPLES
        thimble quantize --run runs/two
            the sub-network of each device, with 8 bits
        thimble quantize --run runs/two --again --ranges 0.9999 --equalize
            the same by another calibration
        thimble quantize --run runs/mobilenet --device stm32f401 --bits mixed
            a network that 'thimble train --network' has trained, with as many bits
            as the device has room for
        thimble quantize --network runs/mobilenet --run runs/small --bits mixed \\
            --device stm32h743 --flash 512KiB --ram 48KiB
            the same network for other limits in a run of its own
        thimble quantize --network runs/mobilenet --run runs/learnt --bits 4 \\
            --device stm32h743 --retrain 8 --retrain-seed 1
            learns with rounded values first, in 8 passes over the images
        thimble quantize --plan-only --network resnet18 --device stm32h743
            the bits of every tensor and layer at which the network fits, with the
            bytes of each layer before and after; no weights and no run are needed;
            with '--bits 8' or '--bits 4' whether these fit
        thimble quantize --plan-only --network mobilenetv1-0.75-224 \\
            --flash 2048000 --ram 512000 --scheme pc --memory-rule paper --json
            the same as JSON, for limits in bytes, counted as in arXiv 1905.13082

      Without '--plan-only' it writes 'model.json' and 'accuracy.json' for each
      device, and 'bits.json' where bits were chosen. With it, a network that fits
      at no bits is answered with the nearest miss.
      """)

  @OptionGroup(title: "Network and devices") var planning: BitPlanOptions
  @OptionGroup(title: "Quantization") var integers: IntegerOptions
  @OptionGroup var data: DataPathOption
  @OptionGroup var options: StepOptions

  func validate() throws {
    guard planning.planOnly else {
      if planning.network != nil, planning.device.isEmpty || options.work.run.run == nil {
        throw ValidationError(
          "'--network FOLDER' takes a trained network into a new run; add '--device' and '--run'.")
      }
      return
    }
    let work = options.work
    if work.run.run != nil || options.again || options.resume || work.threads != nil
      || work.checkpointSeconds != nil
    {
      throw ValidationError(
        "'--plan-only' plans a network without a run; leave '--run', '--again', '--resume' and "
          + "'--threads' out.")
    }
    if integers.readsValues {
      throw ValidationError(
        "'--plan-only' reads no values; leave '--ranges', '--form', '--equalize', "
          + "'--correct-bias' and '--retrain' out.")
    }
  }

  func run() async throws {
    if planning.planOnly { return try planBits() }
    let run = try options.work.run.folder()
    try options.checkResume(of: run)
    try await options.work.work(
      on: run, try request(for: run), dataPath: data.dataPath, revises: true
    ) { pipeline in
      // The network of another run is taken first.
      if pipeline.request.source.trained != nil { try await pipeline.train() }
      try await pipeline.quantize(again: options.again)
    }
    try options.finish(
      .quantize, run, text: { try $0.quantizationText }, json: { try $0.readQuantized() })
  }

  /// What is asked for; nil goes on with what the folder holds.
  private func request(for run: RunFolder) throws -> FitRequest? {
    let served = try planning.served()
    if let network = planning.network, let served {
      var request = try FitRequest(
        trainedNetwork: network, dataPath: data.dataPath, devices: served.devices,
        budgets: served.budgets,
        quantization: try integers.plan(), threads: options.work.threads)
      request.folder = FileManager.default.currentDirectoryPath
      return request
    }
    guard served != nil || integers.decidesAnything else { return nil }
    let stored = try run.readRequest()
    var request = stored
    request.threads = options.work.threads ?? stored.threads
    request.quantization = try integers.plan(changing: stored.quantization)
    if let path = data.dataPath { try request.moveData(to: path) }
    if let served {
      guard !stored.searches else {
        throw UsageError.searchedDevices(folder: run.shortPath)
      }
      (request.devices, request.budgets) = served
      request.fleet = nil
    }
    let names = stored.devices.map(\.name)
    if request != stored, !options.again, RunStep.quantize.hasBegun(in: run, devices: names) {
      throw UsageError.quantizedAlready(folder: run.shortPath)
    }
    return request
  }

  /// Writes the bits of a network of the literature, then throws where it does not fit.
  private func planBits() throws {
    let request = try planning.request(integers)
    let network = QuantizableGraph(request.graph)
    let plan = try request.plan(of: network)
    if options.work.run.json {
      try writeJSON(BitPlanSummary(of: plan, network))
    } else {
      standardOutput.write(request.table(of: plan, network))
    }
    guard plan.isFeasible else {
      guard request.bits == .mixed else {
        throw PipelineError.doesNotFit(
          network: network.graph.name, device: request.device ?? "the limits",
          bits: request.bits.rawValue, violations: plan.shortfalls.map(\.description))
      }
      throw BitPlanError.doesNotFit(network: network.graph.name, missing: plan.shortfalls)
    }
  }
}
