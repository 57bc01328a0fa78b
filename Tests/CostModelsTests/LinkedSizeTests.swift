import Architectures
import CodeGeneration
import CostModels
import Devices
import Execution
import Foundation
import Graphs
import Planning
import Randomness
import TestSupport
import TestTools
import Testing

/// Networks of every form, scheme and width against their linked images. // Case 6
struct LinkedSizeTests {
  /// A network as it is stored: its bits, and how multipliers are.
  private struct Sample {
    var network: QuantizableGraph
    var bits: BitAssignment
    var form: StoredForm
    var title: String

    /// - Parameter widths: of the weights and the values of all layers; nil mixes them.
    init(
      _ architecture: Architecture, in space: SearchSpace, scheme: QuantizationScheme,
      hasExponents: Bool, widths: (weights: Precision, values: Precision)?, seed: UInt64
    ) throws {
      network = QuantizableGraph(try architecture.graph(in: space))
      bits = network.uniform(widths?.values ?? .bits8, scheme: scheme)
      if let widths {
        bits.weights = bits.weights.map { _ in widths.weights }
      } else {
        var generator = SeededGenerator(seed: seed)
        for index in network.tensors.indices where !network.tensors[index].isFixed {
          bits.activations[index] = Precision.allCases.randomElement(using: &generator) ?? .bits8
        }
        bits.weights = bits.weights.map { _ in
          Precision.allCases.randomElement(using: &generator) ?? .bits8
        }
      }
      form = StoredForm(
        hasExponents: hasExponents, scheme: scheme,
        task: .classes(
          (0..<space.classes).map { String(repeating: "c", count: 3 + 7 * $0) + "\($0)" }))
      let words = widths.map { "\($0.weights.rawValue)/\($0.values.rawValue)" } ?? "mixed"
      title = "\(architecture), \(scheme.rawValue), exponents \(hasExponents), bits \(words)"
    }

    /// The emitted code with random weights in a new folder.
    func emitted(seed: UInt64) throws -> URL {
      let (network, bits) = (network, bits)
      let twin = try quantizedTwin(
        of: network.graph, seed: seed,
        activations: { bits.activations[network.tensorOfNode[$0]] },
        weights: { network.kernelBits($0, bits).weights })
      let graph = twin.stored(
        hasExponents: form.hasExponents, sharesMultipliers: form.scheme == .perLayerFolded)
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      let description = ModelDescription(
        name: "sample", classes: form.task?.classes ?? [], mean: [0.5, 0.5, 0.5],
        std: [0.25, 0.25, 0.25], colourOrder: .rgb)
      try emit(ExecutionPlan(graph), description: description).write(to: folder)
      return folder
    }
  }

  /// Every layer and form occurs in a small space, too, and the code is the same.
  private static let space = LargeTests.areWanted ? SearchSpace.mobile32() : .small

  private static func samples(count: Int) throws -> [Sample] {
    var generator = SeededGenerator(seed: 21)
    let schemes: [QuantizationScheme] = [
      .perChannelNormalized, .perLayerFolded, .perLayerNormalized,
    ]
    let widths: [(weights: Precision, values: Precision)?] = [
      (.bits8, .bits8), nil, (.bits4, .bits4), (.bits8, .bits8), (.bits2, .bits8), nil,
      (.bits4, .bits8), (.bits2, .bits2),
    ]
    return try (0..<count).map { index in
      let architecture =
        index == 0 ? space.smallest : space.random(using: &generator)
      return try Sample(
        architecture, in: space, scheme: schemes[index % 3], hasExponents: index % 2 == 1,
        widths: widths[index % widths.count], seed: UInt64(index))
    }
  }

  @Test(.needsDeviceCompiler, arguments: Toolchain.Family.present)
  func `The cost of every form, scheme and width is not below the linked image and little above`(
    family: Toolchain.Family
  ) throws {
    let toolchain = try Toolchain.find(family)
    let count = LargeTests.areWanted ? 48 : 3
    for (index, sample) in try Self.samples(count: count).enumerated() {
      let folder = try sample.emitted(seed: UInt64(index))
      defer { try? FileManager.default.removeItem(at: folder) }
      let names = ["stm32h743", "nrf52840", "rp2040"]
      for name in count > 3 ? names : [names[index % names.count]] {
        let device = try Device.named(name)
        let footprint = try FirmwareBuild(
          folder: folder, device: device, toolchain: toolchain, in: folder.appending(path: name)
        ).footprint()
        let model = MicrocontrollerModel(device, form: sample.form)
        let cost = model.cost(of: sample.network, at: sample.bits)
        let flash = Int(cost.value(of: .flash)) - footprint.flashBytes
        let ram = Int(cost.value(of: .ram)) - footprint.ramBytes
        // Equal arrays, as exponents may be, are emitted once.
        let most = footprint.codeSurplus(of: family) + 2048
        #expect((0..<most).contains(flash), "\(name), \(sample.title): \(flash)")
        #expect((0..<64).contains(ram), "\(name), \(sample.title): \(ram)")
      }
    }
  }

  @Test func `A folded layer keeps one multiplier, all others one per output`() throws {
    let device = try Device.named("nrf52840")
    let graph = try Self.space.smallest.graph(in: Self.space)
    func flash(_ scheme: QuantizationScheme, _ hasExponents: Bool) -> Double {
      MicrocontrollerModel(
        device, form: StoredForm(hasExponents: hasExponents, scheme: scheme)
      ).cost(of: graph).value(of: .flash)
    }
    let network = QuantizableGraph(graph)
    let outputs = network.layers.reduce(0) { $0 + $1.outputChannels }
    let layers = network.layers.count
    #expect(
      flash(.perChannelNormalized, false) - flash(.perLayerFolded, false)
        == Double(4 * (outputs - layers)))
    #expect(flash(.perLayerNormalized, true) == flash(.perChannelNormalized, true))
    #expect(flash(.perLayerFolded, true) - flash(.perLayerFolded, false) == Double(4 * layers))
  }

  @Test func `Class names of any length are flash`() throws {
    let device = try Device.named("nrf52840")
    let graph = try Self.space.smallest.graph(in: Self.space)
    func flash(_ names: [String]?) -> Double {
      MicrocontrollerModel(device, form: StoredForm(task: names.map { .classes($0) }))
        .cost(of: graph).value(of: .flash)
    }
    let names = (0..<10).map { "class \($0)" }
    #expect(flash(names) == flash(nil))
    let long = names.map { $0 + String(repeating: "ä", count: 100) }
    #expect(flash(long) - flash(nil) == Double(10 * (208 - 16)))
  }
}

extension Footprint {
  /// By how much an estimate of code may be above the image, in bytes.
  ///
  /// It is that of the compiler whose code of a kernel is larger, mostly clang, and GCC's is half of
  /// that at least; what is fixed, and each call, has a small reserve.
  func codeSurplus(of family: Toolchain.Family) -> Int {
    (family == .gcc ? kernelBytes : 0) + 1024
  }
}

extension SearchSpace {
  /// Two units of one or two blocks on 8 × 8 pixels, so that residuals occur.
  static let small = SearchSpace(
    name: "small", resolutions: [16], stemChannels: 8, stemStride: 2,
    units: [
      Unit(channels: 8, stride: 1, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3]),
      Unit(channels: 12, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3]),
    ],
    headChannels: 0, classes: 10)
}
