import Architectures
import ArgumentParser
import Devices
import Graphs
import Pipeline
import Planning

/// The options that say which network is quantized, and for what.
struct BitPlanOptions: ParsableArguments {
  @Flag(help: "Only choose the bits of a network; no weights and no run are needed.")
  var planOnly = false

  @Option(
    help: ArgumentHelp(
      "The run folder whose network is taken into a new run; to plan only, a network of the "
        + "literature.",
      valueName: "folder|name"),
    completion: .list(Zoo.names))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "A device to fit: a name from 'thimble devices' or a JSON file; may be repeated.",
      valueName: "name|file"))
  var device: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Flash that it may use, to plan only for its constants"
        + "\(Resource.flash.description.standardLimit).",
      valueName: "size"),
    transform: limit(.flash))
  var flash: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "RAM that it may use, to plan only for its tensors"
        + "\(Resource.ram.description.standardLimit).",
      valueName: "size"),
    transform: limit(.ram))
  var ram: Double?

  /// The limits that are given.
  private var limits: Budget {
    var budget = Budget()
    (budget[.flash], budget[.ram]) = (flash, ram)
    return budget
  }

  func validate() throws {
    guard planOnly else {
      guard device.isEmpty, flash != nil || ram != nil else { return }
      throw ValidationError("'--flash' and '--ram' are limits of a '--device'.")
    }
    if network == nil {
      throw ValidationError(
        "'--plan-only' needs '--network NAME', one of \(Zoo.names.joined(separator: ", ")).")
    }
    if device.isEmpty, flash == nil, ram == nil {
      throw ValidationError(
        "'--plan-only' needs '--device NAME', or limits as '--flash SIZE' and '--ram SIZE'.")
    }
    if device.count > 1 { throw ValidationError("'--plan-only' plans for one device.") }
  }

  /// The devices of a run with their limits; nil keeps those that it has.
  func served() throws -> (devices: [Device], budgets: [String: Budget])? {
    guard !device.isEmpty else { return nil }
    let devices = try device.map(RequestOptions.device)
    let budget = limits
    let budgets = budget == Budget() ? [] : devices.map { ($0.name, budget) }
    return (devices, Dictionary(budgets, uniquingKeysWith: { first, _ in first }))
  }

  /// What is to be planned only.
  func request(_ integers: IntegerOptions) throws -> BitPlanRequest {
    let device = try device.first.map(RequestOptions.device)
    let budget = limits.filled(from: device.map(Budget.standard) ?? Budget())
    return BitPlanRequest(
      graph: try Zoo.network(named: network ?? ""), budget: budget, device: device?.title,
      bits: integers.bits ?? .mixed, scheme: integers.scheme ?? .perChannel,
      memoryRule: integers.memoryRule ?? .planned)
  }
}

/// A network whose bits are to be chosen, and for what.
struct BitPlanRequest {
  var graph: FloatGraph
  var budget: Budget
  /// The title of the device that the budget is of.
  var device: String?
  var bits: QuantizationPlan.Bits
  var scheme: SchemeRule
  var memoryRule: Planning.MemoryRule

  /// The bits that fit the budget, or those that were asked for.
  func plan(of network: QuantizableGraph) throws(BitPlanError) -> BitPlan {
    func uniform(_ precision: Precision) throws(BitPlanError) -> BitPlan {
      let scheme = scheme.scheme(weights: precision, output: precision)
      return try BitPlan(
        network, at: network.uniform(precision, scheme: scheme), within: budget, rule: memoryRule)
    }
    return switch bits {
    case .eight: try uniform(.bits8)
    case .four: try uniform(.bits4)
    case .mixed: try BitPlan(network, within: budget, schemes: scheme, rule: memoryRule)
    }
  }
}
