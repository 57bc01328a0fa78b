import Architectures
import Graphs
import Reports

/// How many networks a search space holds and what the extremes cost, as
/// `inspect --space NAME --json` writes it.
struct SpaceSummary: Encodable {
  /// What one network costs.
  struct Size: Encodable {
    /// Multiply-adds for one image.
    var macs: Int
    /// Trained values; running statistics do not count.
    var parameters: Int

    init(of architecture: Architecture, in space: SearchSpace) throws {
      let graph = try architecture.graph(in: space)
      (macs, parameters) = (graph.macs, graph.parameterCount)
    }
  }

  /// The networks apart from their resolution in decimal, as few languages read so many digits as a
  /// number; absent where they are 2^128 or more.
  var subnetworks: String?
  /// The sides of the square image.
  var resolutions: [Int]
  /// The network with every choice at its largest.
  var largest: Size
  /// The network with every choice at its smallest.
  var smallest: Size

  init(of space: SearchSpace) throws {
    try space.validate()
    subnetworks = space.subnetworkCount?.description
    resolutions = space.resolutions
    largest = try Size(of: space.largest, in: space)
    smallest = try Size(of: space.smallest, in: space)
  }

  /// The parts of the space as a table, then its counts.
  func text(of space: SearchSpace) -> String {
    func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: ", ") }
    func line(_ name: String, _ size: Size) -> String {
      "\(name): \(grouped(size.macs)) MACs, \(grouped(size.parameters)) parameters\n"
    }
    return """
      \(space.name): images of \(space.imageChannels) channel\(space.imageChannels == 1 ? "" : "s"), \
      \(space.classes) classes

      \(table(of: space).lines.joined(separator: "\n"))

      resolutions: \(list(resolutions))
      sub-networks: \(words(space.subnetworkCount)); at \(resolutions.count) \
      resolution\(resolutions.count == 1 ? "" : "s"): \(words(space.architectureCount))

      """ + line("largest network", largest) + line("smallest network", smallest)
  }

  private func table(of space: SearchSpace) -> TextTable {
    let genes = BlockGene.allCases.filter { gene in space.units.contains { !$0[gene].isEmpty } }
    let lists = genes.map { TextTable.Column($0.heading) }
    var table = TextTable(
      [
        .init("Part"), .init("Channels", isNumber: true), .init("Stride", isNumber: true),
        .init("Depths"),
      ] + lists + [
        .init("Activation"), .init("Squeezes"), .init("Sub-networks", isNumber: true),
      ])
    func add(_ part: String, _ channels: Int, stride: Int = 1, kernel: Int = 1) {
      guard channels > 0 else { return }
      table.add(
        [part, "\(channels)", "\(stride)", ""] + genes.map { $0 == .kernel ? "\(kernel)" : "" }
          + [space.activation.rawValue, "", ""])
    }
    func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: " ") }
    add("stem", space.stemChannels, stride: space.stemStride, kernel: 3)
    for (index, unit) in space.units.enumerated() {
      table.add(
        ["unit \(index + 1)", "\(unit.channels)", "\(unit.stride)", list(unit.depths)]
          + genes.map { list(unit[$0]) } + [
            (unit.activation ?? space.activation).rawValue, unit.squeezes ? "yes" : "no",
            words(unit.subnetworkCount),
          ])
    }
    add("head", space.headChannels)
    add("features", space.featureChannels)
    return table
  }

  private func words(_ count: UInt128?) -> String { count.map { grouped($0) } ?? "2^128 or more" }
}
