import Architectures
import Devices
import Graphs
import Planning
import Testing

struct BitPlanTests {
  private static let resolutions = MobileNetV1Bits.resolutions
  private static let ramBudgets = MobileNetV1Bits.ramBudgets

  private static func mobileNet(_ width: Double, _ resolution: Int) throws -> QuantizableGraph {
    QuantizableGraph(try Zoo.network(named: "mobilenetv1-\(width)-\(resolution)"))
  }

  /// Bits by name from the words of a table, for example `4: dw1 pw1; 2: conv0`; 8 where none stand.
  private static func bits(_ words: String, of names: [String]) throws -> [Precision] {
    var bits: [String: Precision] = [:]
    for part in words.split(separator: "; ") {
      let halves = part.split(separator: ": ")
      let precision = try #require(Int(halves[0]).flatMap(Precision.init))
      for name in halves[1].split(separator: " ") { bits[String(name)] = precision }
    }
    #expect(Set(bits.keys).isSubset(of: names))
    return names.map { bits[$0] ?? .bits8 }
  }

  @Test(
    "The layers of MobileNetV1 have the names of the paper, the image and the outputs are tensors")
  func names() throws {
    let network = try Self.mobileNet(1, 224)
    let blocks = (1...13).flatMap { ["dw\($0)", "pw\($0)"] }
    #expect(network.layers.map(\.name) == ["conv0"] + blocks + ["fc"])
    #expect(network.tensors.map(\.name) == ["input", "conv0"] + blocks + ["fc"])
    #expect(network.tensors.indices.filter { network.tensors[$0].isFixed } == [0, 28])
    #expect(network.branch == nil)
    // Section 6.3 of the table: the pooled vector is what the last layer reads, at the bits of pw13.
    let last = try #require(network.layers.last)
    #expect((last.inputCount, last.outputCount, last.weightCount) == (1024, 1000, 1_024_000))
    #expect(last.input == 27 && last.isLast && !last.hasBatchNorm)
    let (third, fourth) = (network.layers[2], network.layers[3])
    #expect((third.inputCount, third.outputCount, third.weightCount) == (401_408, 802_816, 2048))
    #expect((fourth.inputCount, fourth.outputCount, fourth.weightCount) == (802_816, 200_704, 576))
  }

  @Test("Activation bits and peaks of the 16 MobileNets are those of the paper's routine")
  func activations() throws {
    #expect(MobileNetV1Bits.activations.count == 16)
    for row in MobileNetV1Bits.activations {
      let network = try Self.mobileNet(row.width, row.resolution)
      let names = network.tensors.map(\.name)
      for (budget, (words, peak)) in zip(Self.ramBudgets, zip(row.cuts, row.peaks)) {
        let plan = try BitPlan(
          network, within: Budget([.ram: Double(budget)]), schemes: .perLayer, rule: .paper)
        let place = "\(network.graph.name) in \(budget) bytes"
        #expect(plan.uncut[.ram] == row.uncutBytes, "\(place)")
        #expect(plan.isFeasible == (words != nil), "\(place)")
        if let words {
          #expect(plan.bits.activations == (try Self.bits(words, of: names)), "\(place)")
          #expect(plan.memory[.ram] == peak, "\(place)")
        }
      }
    }
  }

  @Test("Weight bits and bytes of the 16 MobileNets are those of the paper's routine")
  func weights() throws {
    #expect(MobileNetV1Bits.weights.count == 32)
    for row in MobileNetV1Bits.weights {
      for (column, resolution) in Self.resolutions.enumerated() {
        let network = try Self.mobileNet(row.width, resolution)
        let names = network.layers.map(\.name)
        for (index, ram) in Self.ramBudgets.enumerated() {
          let plan = try BitPlan(
            network, within: Budget([.flash: Double(row.flashBudget), .ram: Double(ram)]),
            schemes: row.isPerChannel ? .perChannel : .perLayer, rule: .paper)
          if plan.shortfalls.contains(where: { $0.memory == .ram }) { continue }
          let place = "\(network.graph.name), \(row.flashBudget) and \(ram) bytes"
          #expect(plan.isFeasible == (row.cuts != nil), "\(place)")
          guard let words = row.cuts else { continue }
          #expect(plan.bits.weights == (try Self.bits(words, of: names)), "\(place)")
          // The table of bytes has the decimal budgets of RAM; per channel they are the same.
          if index % 2 == 0 || row.isPerChannel {
            #expect(plan.memory[.flash] == row.bytes[index / 2 * 4 + column], "\(place)")
          }
        }
      }
    }
  }

  @Test("The memory of MobileNetV1 at 4 bits is that of the paper's comparison of schemes")
  func schemes() throws {
    let network = try Self.mobileNet(1, 224)
    func mebibytes(_ precision: Precision, _ scheme: QuantizationScheme) -> Double {
      let bits = network.uniform(precision, scheme: scheme)
      return Double(network.constantBytes(bits).reduce(0, +)) / 0x1p20
    }
    let float = Double(network.layers.reduce(0) { $0 + $1.floatBytes }) / 0x1p20
    let table: [(Double, Double)] = [
      (float, 16.27),
      (mebibytes(.bits8, .perLayerFolded), 4.06),
      (mebibytes(.bits4, .perLayerFolded), 2.05),
      (mebibytes(.bits4, .perLayerNormalized), 2.11),
      (mebibytes(.bits4, .perChannelNormalized), 2.12),
      (mebibytes(.bits4, .perChannelThresholds), 2.35),
    ]
    for (found, published) in table { #expect(abs(found - published) < 0.01, "\(published)") }
  }

  @Test("A budget that no bits meet is answered with what the network needs at the fewest")
  func infeasible() throws {
    let network = try Self.mobileNet(1, 224)
    let plan = try BitPlan(
      network, within: Budget([.flash: 1_024_000, .ram: 256_000]), schemes: .perChannel,
      rule: .paper)
    #expect(!plan.isFeasible)
    // pw1 reads and writes 401,408 + 802,816 values of 2 bits.
    #expect(
      plan.shortfalls.map(\.description) == [
        "RAM needs 301056 of 256000 bytes in pw1", "flash needs 1168932 of 1024000 bytes",
      ])
    #expect(plan.memory[.ram] == 301_056)
    #expect(Set(plan.bits.weights) == [.bits2])
  }

  @Test("A budget without limits cuts nothing")
  func free() throws {
    let network = try Self.mobileNet(0.25, 128)
    let plan = try BitPlan(network, within: Budget(), schemes: .perLayer)
    #expect(Set(plan.bits.activations + plan.bits.weights) == [.bits8])
    #expect(plan.memory == plan.uncut)
  }

  @Test("The rule of the paper refuses a network with branches by name")
  func branches() throws {
    let network = QuantizableGraph(try Zoo.network(named: "resnet8-cifar"))
    #expect {
      try BitPlan(network, within: Budget(), schemes: .perLayer, rule: .paper)
    } throws: { error in
      "\(error)".contains("'resnet8-cifar' branches at") && "\(error)".hasSuffix("'planned'.")
    }
  }
}
