/// The bits of a network, and what it takes of both memories before and after they were cut.
public struct BitTable: Codable, Equatable, Sendable {
  /// Bytes with 8 bits everywhere and with the chosen bits.
  public struct Bytes: Codable, Equatable, Sendable {
    /// With 8 bits everywhere.
    public var uncut: Int
    /// With the chosen bits.
    public var chosen: Int

    /// Bytes before and after.
    public init(uncut: Int, chosen: Int) {
      self.uncut = uncut
      self.chosen = chosen
    }
  }

  /// One step of the network: a layer, the image, or what has no weights.
  public struct Step: Codable, Equatable, Sendable {
    /// The name in the words of the literature, for example `dw1`.
    public var name: String
    /// The node of the network.
    public var node: String
    /// The shape of the result.
    public var output: String
    /// The bits of the weights; nil where there are none.
    public var weightBits: Int?
    /// The bits of the result.
    public var valueBits: Int
    /// Weights and the arrays beside them; nil where there are none.
    public var flash: Bytes?
    /// What lives while the step runs; nil where nothing is computed.
    public var ram: Bytes?

    /// A step.
    public init(
      name: String, node: String, output: String, weightBits: Int? = nil, valueBits: Int,
      flash: Bytes? = nil, ram: Bytes? = nil
    ) {
      self.name = name
      self.node = node
      self.output = output
      self.weightBits = weightBits
      self.valueBits = valueBits
      self.flash = flash
      self.ram = ram
    }
  }

  /// What the network is called.
  public var network: String
  /// The rule of the schemes: `pl`, `pc` or `pc-thresholds`.
  public var scheme: String
  /// What counts as RAM: `planned` or `paper`.
  public var memoryRule: String
  /// The steps in the order of the network, the image first.
  public var steps: [Step]
  /// The constants of all layers.
  public var flash: Bytes
  /// The RAM of the network.
  public var ram: Bytes
  /// The flash that constants may take; nil is any.
  public var flashLimit: Int?
  /// The RAM that tensors may take; nil is any.
  public var ramLimit: Int?

  /// A table.
  public init(
    network: String, scheme: String, memoryRule: String, steps: [Step], flash: Bytes, ram: Bytes,
    flashLimit: Int? = nil, ramLimit: Int? = nil
  ) {
    self.network = network
    self.scheme = scheme
    self.memoryRule = memoryRule
    self.steps = steps
    self.flash = flash
    self.ram = ram
    self.flashLimit = flashLimit
    self.ramLimit = ramLimit
  }
}

extension BitTable {
  /// The table for the terminal, ending in a newline.
  ///
  /// - Parameter device: the title of the device whose limits they are, or nil.
  package func text(device: String? = nil) -> String {
    var table = TextTable([
      .init("Layer"), .init("Node"), .init("Output"), .init("Weights"), .init("Values"),
      .init("Flash at 8 bits", isNumber: true), .init("Flash", isNumber: true),
      .init("RAM at 8 bits", isNumber: true), .init("RAM", isNumber: true),
    ])
    func cells(_ bytes: Bytes?) -> [String] {
      bytes.map { [grouped($0.uncut), grouped($0.chosen)] } ?? ["", ""]
    }
    for step in steps {
      table.add(
        [
          step.name, step.node, step.output, step.weightBits.map { "\($0) bits" } ?? "",
          "\(step.valueBits) bits",
        ] + cells(step.flash) + cells(step.ram))
    }
    table.add(["in all", "", "", "", ""] + cells(flash) + cells(ram))
    table.add([
      "limit", "", "", "", "", "", flashLimit.map { grouped($0) } ?? "any", "",
      ramLimit.map { grouped($0) } ?? "any",
    ])
    let place = device.map { " for \($0)" } ?? ""
    return """
      \(network)\(place): scheme \(scheme), memory rule \(memoryRule)

      \(table.lines.joined(separator: "\n"))

      Bytes. Flash is weights and what belongs to them; code comes on top.
      RAM is what lives while a layer runs, and in all the \
      \(memoryRule == "paper" ? "largest of them" : "arena of the memory planner").

      """
  }

  /// Every number that is added to others or drawn.
  package var numbers: [(field: String, value: Double)] {
    var numbers: [(String, Int)] = [("flashLimit", flashLimit ?? 0), ("ramLimit", ramLimit ?? 0)]
    for bytes in [flash, ram] + steps.flatMap({ [$0.flash, $0.ram].compactMap(\.self) }) {
      numbers += [("uncut", bytes.uncut), ("chosen", bytes.chosen)]
    }
    return numbers.map { ($0.0, Double($0.1)) }
  }
}
