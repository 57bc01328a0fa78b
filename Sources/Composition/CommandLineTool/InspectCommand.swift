import Architectures
import ArgumentParser
import Devices
import Execution
import Foundation
import Graphs
import Pipeline
import Reports

/// Shows what a run folder holds, the layers of one device's network or of a known one, or a space.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a run folder holds, the layers of a network, or a search space.",
    usage: """
      thimble inspect [--run <folder>] [--device <name>] [--json]
      thimble inspect --network <name> [--json]
      thimble inspect --space <name|file> [--json]
      """,
    discussion: """
      EXAMPLES
        thimble inspect --run runs/demo
            the request, and which steps are done
        thimble inspect --run runs/demo --device stm32f746
            every layer of that device's network with shape, MACs, parameters and,
            once it is verified, the instructions that it takes
        thimble inspect --network mobilenetv2-1.0-224
            the layers of a network of the literature, without a run
        thimble inspect --network resnet18 --json
            the same for scripts
        thimble inspect --space ofa-mobilenetv3
            the units of a search space, how many networks it holds, and the cost of
            the largest and of the smallest one
      """)

  @OptionGroup var options: RunOptions

  @Option(help: ArgumentHelp("Show the network of this device.", valueName: "name"))
  var device: String?

  @Option(
    help: ArgumentHelp("Show a network of the literature.", valueName: "name"),
    completion: .list(Zoo.names))
  var network: String?

  @Option(
    help: ArgumentHelp("Show a search space: a name or a JSON file.", valueName: "name|file"),
    completion: .list(SearchSpace.builtInNames))
  var space: String?

  func validate() throws {
    if network != nil, options.run != nil || device != nil {
      throw ValidationError(
        "'--network' shows a network without a run; leave '--run' and '--device' out.")
    }
    if space != nil, network != nil || options.run != nil || device != nil {
      throw ValidationError(
        "'--space' shows a search space by itself; leave '--network', '--run' and '--device' out.")
    }
  }

  func run() throws {
    if let network { return try showNetwork(named: network) }
    if let space { return try show(RequestOptions.space(space)) }
    let run = try options.folder()
    let request = try run.readRequest()
    if let device {
      try showLayers(of: request.device(named: device).name, in: run, request)
    } else {
      try showSteps(of: run, request)
    }
  }

  private func showNetwork(named name: String) throws {
    let graph = try Zoo.network(named: name)
    if options.json { return try writeJSON(NetworkSummary(of: graph)) }
    standardOutput.write(Self.table(of: graph))
  }

  private func show(_ space: SearchSpace) throws {
    let summary = try SpaceSummary(of: space)
    if options.json { return try writeJSON(summary) }
    standardOutput.write(summary.text(of: space))
  }

  private struct Overview: Encodable {
    var request: FitRequest
    var done: [String: Bool]
  }

  private func showSteps(of run: RunFolder, _ request: FitRequest) throws {
    let devices = try run.servedDevices().map(\.name)
    let unserved = try run.readUnserved().map { "not served: \($0.sentence)\n" }.joined()
    let states = request.steps.map { ($0, $0.isDone(in: run, devices: devices)) }
    if options.json {
      let done = states.map { ($0.rawValue, $1) }
      return try writeJSON(
        Overview(request: request, done: Dictionary(done, uniquingKeysWith: { $1 })))
    }
    var table = TextTable([.init("Step"), .init("State"), .init("Files")])
    for (step, isDone) in states {
      let files = step.files(in: run, devices: devices).map {
        let path = $0.path.dropFirst(run.url.path.count)
        return String(path.drop { $0 == "/" })
      }
      table.add([step.rawValue, isDone ? "done" : "to do", files.joined(separator: ", ")])
    }
    let training = request.training
    let epochs = "\(training.epochs) epochs of batches of \(training.batch) images"
    let work =
      "training: \(request.source.knowsTraining ? epochs : "not known")"
      + (states.contains { $0.0 == .search }
        ? "; search: \(request.search.candidates) candidates" : "")
    let networks =
      request.space.map { "space \($0.name)" } ?? "network \(request.source.title)"
    standardOutput.write(
      """
      \(run.shortPath): \(request.data.title), \(networks), seed \(request.seed)
      devices: \(devices.joined(separator: ", "))
      \(unserved)\
      \(work)\(Self.data(of: run))

      \(table.lines.joined(separator: "\n"))

      """)
    if let next = states.first(where: { !$0.1 })?.0 {
      standardOutput.write(
        "\nNext: thimble \(next.rawValue) \(shellOption("--run", run.shortPath))\n")
    }
  }

  /// Lines of what is known of the images, once they were read.
  private static func data(of run: RunFolder) -> String {
    guard let data = try? run.readData() else { return "" }
    let leftOut = data.leftOut.map { "\nleft out: " + $0.map(\.summary).joined(separator: ", ") }
    return "\n\(data.noun): \(data.trainingImages) to train with, \(data.heldOutImages) held out, "
      + "\(data.testImages) to test with" + (leftOut ?? "")
  }

  private func showLayers(of device: String, in run: RunFolder, _ request: FitRequest) throws {
    let (graph, title) = try network(of: device, in: run, request)
    if options.json { return try writeJSON(graph) }
    let layers = (try? run.readVerdict(of: device))?.layers ?? []
    let instructions = Dictionary(
      layers.map { ($0.name, $0.instructions) }, uniquingKeysWith: +)
    standardOutput.write(
      "\(device): \(title)\n\n" + Self.table(of: graph, instructions: instructions))
  }

  /// The network of a device, and what it is called.
  private func network(
    of device: String, in run: RunFolder, _ request: FitRequest
  ) throws -> (FloatGraph, title: String) {
    let architecture = try run.readArchitectureIfPresent(of: device)?.architecture
    return (
      try run.readNetwork(of: device).graph, architecture.map { "\($0)" } ?? request.source.title
    )
  }

  /// The layers of a network with their sums; running statistics are no parameters.
  ///
  /// - Parameter instructions: what layers take on the emulated device, by their names; empty where
  ///   that is not known. Batch norms and activations are part of the layer before them.
  static func table(of graph: FloatGraph, instructions: [String: Int] = [:]) -> String {
    var table = TextTable(
      [
        .init("Layer"), .init("Operation"), .init("Output"), .init("MACs", isNumber: true),
        .init("Parameters", isNumber: true),
      ] + (instructions.isEmpty ? [] : [.init("Instructions", isNumber: true)]))
    func cells(_ count: Int?) -> [String] {
      instructions.isEmpty ? [] : [count.map { "\($0)" } ?? ""]
    }
    for node in graph.nodes {
      table.add(
        [
          node.name, node.op.mnemonic, "\(node.value)", "\(graph.macs(of: node))",
          "\(graph.parameterCount(of: node))",
        ] + cells(instructions[node.name]))
    }
    table.add(
      ["in all", "", "", "\(graph.macs)", "\(graph.parameterCount)"]
        + cells(instructions.values.reduce(0, +)))
    return table.lines.joined(separator: "\n") + "\n"
  }
}
