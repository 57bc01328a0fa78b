import Architectures
import ArgumentParser
import Devices
import Graphs
import Planning

/// The options that choose bits for a network of the literature.
struct BitPlanOptions: ParsableArguments {
  @Flag(help: "Only choose the bits of a network; no weights and no run are needed.")
  var planOnly = false

  @Option(
    help: ArgumentHelp("A network of the literature.", valueName: "name"),
    completion: .list(Zoo.names))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "The device that it is to fit: a name from 'thimble devices' or a JSON file.",
      valueName: "name|file"))
  var device: String?

  @Option(
    help: ArgumentHelp(
      "Flash for its constants (default: of the device, less 16 KiB).", valueName: "size"))
  var flash: ByteCount?

  @Option(
    help: ArgumentHelp(
      "RAM for its tensors (default: of the device, less 4 KiB).", valueName: "size"))
  var ram: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Scales per layer or per channel, the latter with multipliers or thresholds: "
        + "pl, pc or pc-thresholds (default: pc).",
      valueName: "scheme"))
  var scheme: SchemeRule?

  @Option(
    help: ArgumentHelp(
      "What counts as RAM: the arena of the memory planner ('planned', the default), or input plus "
        + "output of each layer ('paper').",
      valueName: "rule"))
  var memoryRule: MemoryRule?

  func validate() throws {
    guard planOnly else {
      let given = [
        ("--network", network != nil), ("--device", device != nil), ("--flash", flash != nil),
        ("--ram", ram != nil), ("--scheme", scheme != nil), ("--memory-rule", memoryRule != nil),
      ].first { $0.1 }
      if let given { throw ValidationError("'\(given.0)' belongs to '--plan-only'.") }
      return
    }
    if network == nil {
      throw ValidationError(
        "'--plan-only' needs '--network NAME', one of \(Zoo.names.joined(separator: ", ")).")
    }
    if device == nil, flash == nil, ram == nil {
      throw ValidationError(
        "'--plan-only' needs '--device NAME', or limits as '--flash SIZE' and '--ram SIZE'.")
    }
  }

  /// What is asked for.
  func request() throws -> BitPlanRequest {
    let device = try device.map(RequestOptions.device)
    var budget = device.map(Budget.standard) ?? Budget()
    budget.flashBytes = flash?.bytes ?? budget.flashBytes
    budget.ramBytes = ram?.bytes ?? budget.ramBytes
    return BitPlanRequest(
      graph: try Zoo.network(named: network ?? ""), budget: budget, device: device?.title,
      scheme: scheme ?? .perChannel, memoryRule: memoryRule ?? .planned)
  }
}

/// A network whose bits are to be chosen, and for what.
struct BitPlanRequest {
  var graph: FloatGraph
  var budget: Budget
  /// The title of the device that the budget is of.
  var device: String?
  var scheme: SchemeRule
  var memoryRule: MemoryRule
}

extension SchemeRule: ExpressibleByArgument {}

extension MemoryRule: ExpressibleByArgument {}
