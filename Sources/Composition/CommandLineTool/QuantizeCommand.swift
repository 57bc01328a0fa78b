import ArgumentParser
import Devices
import Foundation
import Graphs
import Pipeline
import Planning
import Reports

/// Sub-network to integer network, or the bits at which a known network fits a device.
struct QuantizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Turn the chosen sub-networks into 8-bit integers.",
    usage: """
      thimble quantize [<options>]
      thimble quantize --plan-only --network <name> [<options>]
      """,
    discussion: """
      EXAMPLES
        thimble quantize --run runs/two
        thimble quantize --run runs/two --again
        thimble quantize --plan-only --network resnet18 --device stm32h743
            the bits of every tensor and layer at which the network fits, with the
            bytes of each layer before and after; no weights and no run are needed
        thimble quantize --plan-only --network mobilenetv1-0.75-224 \\
            --flash 2048000 --ram 512000 --scheme pc --memory-rule paper --json
            the same as JSON, for limits in bytes, counted as in arXiv 1905.13082

      Without '--plan-only' it writes 'model.json' and 'accuracy.json' for each
      device. With it, a network that fits at no bits is answered with the nearest
      miss.
      """)

  @OptionGroup var options: StepOptions
  @OptionGroup(title: "Planning bits") var planning: BitPlanOptions

  func validate() throws {
    guard planning.planOnly else { return }
    let work = options.work
    if work.run.run != nil || options.again || options.resume || work.threads != nil
      || work.checkpointSeconds != nil
    {
      throw ValidationError(
        "'--plan-only' plans a network without a run; leave '--run', '--again', '--resume' and "
          + "'--threads' out.")
    }
  }

  func run() async throws {
    if planning.planOnly { return try planBits() }
    try await options.perform(
      .quantize, { try await $0.quantize(again: options.again) },
      text: { accuracyTable(of: try $0.readAccuracies()) }, json: { try $0.readAccuracies() })
  }

  /// Writes the bits of a network of the literature, then throws where it does not fit.
  private func planBits() throws {
    let request = try planning.request()
    let network = QuantizableGraph(request.graph)
    let plan = try BitPlan(
      network, within: request.budget, schemes: request.scheme, rule: request.memoryRule)
    if options.work.run.json {
      try writeJSON(BitPlanSummary(of: plan, network))
    } else {
      standardOutput.write(request.table(of: plan, network))
    }
    guard plan.isFeasible else {
      throw BitPlanError.doesNotFit(network: network.graph.name, missing: plan.shortfalls)
    }
  }
}

/// The accuracies of networks, in the order of their devices' names.
func accuracyTable(of records: [String: AccuracyRecord]) -> String {
  var table = TextTable([
    .init("Device"), .init("Float", isNumber: true), .init("int8", isNumber: true),
    .init("Test images", isNumber: true),
  ])
  for (device, record) in records.sorted(by: { $0.key < $1.key }) {
    table.add([
      device, "\(decimal(100 * record.float, 2)) %", "\(decimal(100 * record.integer, 2)) %",
      grouped(record.images),
    ])
  }
  return table.lines.joined(separator: "\n") + "\n"
}

extension RunFolder {
  /// The accuracies of all devices' networks.
  fileprivate func readAccuracies() throws -> [String: AccuracyRecord] {
    var records: [String: AccuracyRecord] = [:]
    for device in try readRequest().devices {
      records[device.name] = try readAccuracy(of: device.name)
    }
    return records
  }
}
