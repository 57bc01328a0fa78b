import Architectures
import CostModels
import Devices
import Foundation
import Graphs
import Testing

struct LatencyTableTests {
  private let space = SearchSpace.mobile32()

  @Test("The latency of a network is the sum of the means of its blocks")
  func sum() throws {
    let graph = try space.smallest.sectionedGraph(in: space)
    let blocks = LatencyTable.blocks(of: graph)
    #expect(
      blocks == [
        "Conv-input:16x16x3-output:16x16x32",
        "expanded_conv-input:16x16x32-output:8x8x32-expand:64-kernel:3-stride:2-idskip:0-se:0-hs:0",
        "expanded_conv-input:8x8x32-output:4x4x48-expand:64-kernel:3-stride:2-idskip:0-se:0-hs:0",
        "expanded_conv-input:4x4x48-output:2x2x96-expand:96-kernel:3-stride:2-idskip:0-se:0-hs:0",
        "Conv_1-input:2x2x96-output:2x2x192", "AvgPool2D-input:2x2x192-output:1x1x192",
        "Logits-input:1x1x192-output:10",
      ])
    var table = LatencyTable(name: "test", entries: [:])
    for (index, block) in blocks.enumerated() {
      table.entries[block] = LatencyTable.Entry(count: 1, mean: Double(1 << index), std: 0)
    }
    #expect(try table.latency(of: graph) == 127)

    table.entries[blocks[1]] = nil
    let error = #expect(throws: LatencyError.self) { try table.latency(of: graph) }
    #expect(
      error?.description
        == "The latency table 'test' has no time for the block '\(blocks[1])'. It was measured for "
        + "another search space; measure the blocks of this one with 'thimble latency --space NAME "
        + "--output FILE'.")
  }

  // Case 22
  @Test func `a table of the same space for other images names what differs and the option`() throws
  {
    let table = try LatencyTable.measured(space, name: "clock") { _ in [1] }
    func message(_ change: (inout SearchSpace) -> Void) throws -> String {
      var other = space
      change(&other)
      let graph = try other.smallest.sectionedGraph(in: other)
      let error = #expect(throws: LatencyError.self) { try table.latency(of: graph) }
      return error?.description ?? ""
    }
    #expect(
      try message { $0.classes = 3 }.hasSuffix(
        "It was measured for 10 classes; these networks have 3. Measure it anew with 'thimble latency' "
          + "and '--classes 3'."))
    #expect(
      try message { $0.imageChannels = 1 }.hasSuffix(
        "It was measured for images of 3 channels; these have 1. Measure it anew with 'thimble latency' "
          + "and '--channels 1'."))
    #expect(
      try message { $0.resolutions = [48] }.contains(
        " pixels; these networks read 48. It was measured for another search space"
      ))
    #expect(
      try message { $0.units[0].channels = 40 }.contains("It was measured for another search space")
    )
  }

  @Test("Measuring times every block of the space once, as a network of its own")
  func measured() throws {
    var networks: [FloatGraph] = []
    let table = try LatencyTable.measured(space, name: "clock") { network in
      networks.append(network)
      try network.verify()
      let milliseconds = Double(network.macs) / 1e6
      return [milliseconds - 0.5, milliseconds + 0.5]
    }
    #expect(table.entries.count == networks.count)
    #expect(table.entries.values.allSatisfy { $0.count == 2 && abs($0.std - 0.5) < 1e-9 })

    let model = MicrocontrollerModel(try Device.named("stm32f746"))
    let costs = try CostTable(space: space, model: MeasuredLatencyModel(model, table))
    for architecture in [space.largest, space.smallest] {
      let network = try architecture.sectionedGraph(in: space)
      let graph = network.graph
      #expect(abs(try table.latency(of: network) - Double(graph.macs) / 1e6) < 1e-9)
      let cost = costs.cost(of: architecture)
      #expect(abs(cost.value(of: .latency) - Double(graph.macs) / 1e6) < 1e-5)
      #expect(cost[.flash] == model.cost(of: graph)[.flash])
    }

    let copy = try LatencyTable(json: try table.json(), file: "table.json")
    #expect(copy == table)
  }

  @Test("What is no table is refused with its file")
  func refused() {
    let noTable = #expect(throws: LatencyError.self) {
      try LatencyTable(json: Data("{}".utf8), file: "clock.json")
    }
    #expect(noTable?.description.hasPrefix("clock.json is not a latency table: ") == true)
    let text = #"{"name": "x", "entries": {"Conv": {"count": 0, "mean": 1, "std": 0}}}"#
    let bad = #expect(throws: LatencyError.self) {
      try LatencyTable(json: Data(text.utf8), file: "clock.json")
    }
    #expect(
      bad?.description
        == "clock.json, block 'Conv': count is at least 1, "
        + "mean and std are 0 to 10^9 milliseconds.")
  }
}

struct LatencyTableFileTests {
  private static let files: [(json: String, problem: String)] = [
    ("{}", "field 'name': it is missing"),
    (
      #"{"name": "x", "entries": []}"#,
      "field 'entries': expected an object of fields, found an array"
    ),
    (
      #"{"name": "x", "entrys": {}}"#,
      "field 'entrys': there is no such field; the nearest is 'entries'"
    ),
    (
      #"{"name": "x", "entries": {"Conv": {"count": 1.5, "mean": 1, "std": 0}}}"#,
      "field 'entries.Conv.count': expected a whole number, found 1.5"
    ),
    (
      #"{"name": "x", "entries": {"Conv": {"count": 1, "mean": 1, "sdt": 0}}}"#,
      "field 'entries.Conv.sdt': there is no such field; the nearest is 'std'"
    ),
    ("name: x", "line 1, column 1: expected a value, found 'n'"),
  ]

  // Case 23
  @Test(arguments: files)
  func `a table that cannot be read is refused with the field and what was expected`(
    json: String, problem: String
  ) {
    #expect(throws: LatencyError.notATable(file: "clock.json", detail: problem)) {
      try LatencyTable(json: Data(json.utf8), file: "clock.json")
    }
  }
}

/// The measured table of a Samsung Note10 that came with the once-for-all paper.
struct PublishedLatencyTests {
  private static let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".data/latency/ofa_note10_lookup_ms.csv")

  private static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }

  private let space = SearchSpace.ofaMobileNetV3(width: 1.2)

  /// The network of the paper's tutorial, for 25 ms on a Note10.
  private var example: Architecture {
    let expandRatios = [[3, 3], [4, 4], [6, 3, 4], [4, 4, 4, 3], [6, 6, 6]]
    let kernels = [[5, 3], [5, 3], [7, 7, 3], [5, 5, 7, 3], [3, 3, 5]]
    let units = zip(kernels, expandRatios).map { kernels, ratios in
      zip(kernels, ratios).map { Architecture.Block(kernel: $0, expandRatio: $1) }
    }
    return Architecture(
      resolution: 192, units: [[Architecture.Block(kernel: 3, expandRatio: 1)]] + units)
  }

  @Test("The tutorial's network takes 24.730 ms, by its blocks in the order of the network")
  func golden() throws {
    let milliseconds = [
      0.723864, 1.253715, 2.496321, 1.364815, 1.284667, 1.023936, 1.437277, 0.914982, 0.863393,
      1.180517, 1.838875, 2.123969, 1.195230, 1.661000, 1.645084, 1.753360, 0.535741, 0.011613,
      0.757030, 0.664778,
    ]
    let graph = try example.sectionedGraph(in: space)
    let blocks = LatencyTable.blocks(of: graph)
    #expect(blocks.count == milliseconds.count)
    let table = LatencyTable(
      name: "Note10",
      entries: Dictionary(
        zip(blocks, milliseconds.map { LatencyTable.Entry(count: 100, mean: $0, std: 0) }),
        uniquingKeysWith: { first, _ in first }))
    #expect(abs(try table.latency(of: graph) - 24.730) < 0.001)
  }

  @Test(
    "The published table gives the published latencies",
    .enabled(if: isPresent, "Needs ofa_note10_lookup_ms.csv in .data/latency"))
  func published() throws {
    var tables: [Int: LatencyTable] = [:]
    let lines = try String(contentsOf: Self.file, encoding: .utf8)
      .split(whereSeparator: \.isNewline)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",")
      let resolution = try #require(Int(fields[0]))
      tables[resolution, default: LatencyTable(name: "Note10", entries: [:])]
        .entries[String(fields[1])] = LatencyTable.Entry(
          count: try #require(Int(fields[2])), mean: try #require(Double(fields[3])),
          std: try #require(Double(fields[4])))
    }
    func milliseconds(_ architecture: Architecture) throws -> Double {
      try #require(tables[architecture.resolution])
        .latency(of: try architecture.sectionedGraph(in: space))
    }
    #expect(abs(try milliseconds(example) - 24.730) < 0.001)
    let ranges = [
      (160, 9.89, 47.77), (176, 11.72, 58.04), (192, 13.33, 67.56), (208, 15.83, 81.19),
      (224, 17.77, 92.40),
    ]
    for (resolution, shortest, longest) in ranges {
      var (small, large) = (space.smallest, space.largest)
      (small.resolution, large.resolution) = (resolution, resolution)
      #expect(abs(try milliseconds(small) - shortest) < 0.006, "\(resolution)")
      #expect(abs(try milliseconds(large) - longest) < 0.006, "\(resolution)")
    }
  }
}
