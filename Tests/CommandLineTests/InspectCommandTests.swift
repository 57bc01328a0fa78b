import Architectures
import ArgumentParser
import Foundation
import Graphs
import Testing

@testable import CommandLineTool

@Suite struct InspectCommandTests {
  /// What a script reads of `inspect --network NAME --json`.
  private struct Summary: Decodable {
    struct Layer: Decodable {
      var name: String
      var op: String
      var macs: Int
      var parameters: Int
      var output: [Int]
    }
    var parameters: Int
    var macs: Int
    var layers: [Layer]
  }

  @Test func theJSONOfANetworkHasItsLayersAndTheirSums() throws {
    let graph = try Zoo.network(named: "ds-cnn")
    let summary = try JSONDecoder().decode(
      Summary.self, from: JSONEncoder().encode(NetworkSummary(of: graph)))
    #expect(summary.parameters == 23_756)
    #expect(summary.macs == 2_656_768)
    #expect(summary.layers.reduce(0) { $0 + $1.parameters } == summary.parameters)
    #expect(summary.layers.reduce(0) { $0 + $1.macs } == summary.macs)
    let stem = try #require(summary.layers.first { $0.name == "stem" })
    #expect(stem.op == "convolution")
    #expect((stem.macs, stem.parameters) == (320_000, 2_624))
    #expect(stem.output == [25, 5, 64])
  }

  @Test func runningStatisticsAreNoParameters() throws {
    let graph = try Zoo.network(named: "ds-cnn")
    let norm = NetworkSummary(of: graph).layers.first { $0.name == "stem.bn" }
    #expect(norm?.parameters == 2 * 64)
    let rows = InspectCommand.table(of: graph).split(separator: "\n")
    let row = rows.first { $0.hasPrefix("stem.bn ") }
    #expect(row?.split(separator: " ").last == "128")
    #expect(rows.last?.split(separator: " ") == ["in", "all", "2656768", "23756"])
  }

  @Test(arguments: [["--run", "runs/x"], ["--device", "stm32f746"]])
  func aNetworkStandsWithoutARun(options: [String]) {
    #expect {
      try ThimbleCommand.parseAsRoot(["inspect", "--network", "resnet18"] + options)
    } throws: { error in
      ThimbleCommand.exitCode(for: error).rawValue == 64
        && ThimbleCommand.message(for: error).contains("leave '--run' and '--device' out")
    }
  }

  /// What a script reads of `inspect --space NAME --json`.
  private struct SpaceFields: Decodable, Equatable {
    struct Size: Decodable, Equatable {
      var macs: Int
      var parameters: Int
    }
    var subnetworks: String
    var resolutions: [Int]
    var largest: Size
    var smallest: Size
  }

  @Test(arguments: [
    ("ofa-mobilenetv3", "21758655492572485851"), ("ofa-proxyless", "195827899433152372659"),
  ])
  func theJSONOfASpaceHasItsExactCountAndItsExtremes(name: String, count: String) throws {
    let json = try JSONEncoder().encode(SpaceSummary(of: RequestOptions.space(name)))
    let keys = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any]).keys
    #expect(Set(keys) == ["subnetworks", "resolutions", "largest", "smallest"])
    let fields = try JSONDecoder().decode(SpaceFields.self, from: json)
    #expect(fields.subnetworks == count)
    #expect(fields.resolutions == Array(stride(from: 128, through: 224, by: 4)))
    let space = try SearchSpace.builtIn(name)
    let graph = try space.largest.graph(in: space)
    #expect(fields.largest == .init(macs: graph.macs, parameters: graph.parameterCount))
    #expect(fields.smallest.macs < fields.largest.macs)
  }

  @Test func theTextOfASpaceHasALineForEachUnitAndTheCounts() throws {
    let space = SearchSpace.ofaMobileNetV3()
    let text = try SpaceSummary(of: space).text(of: space)
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines[0] == ["ofa-mobilenetv3:", "images", "of", "3", "channels,", "1000", "classes"])
    #expect(lines.contains(["stem", "16", "2", "3", "h-swish"]))
    #expect(lines.contains(["unit", "1", "16", "1", "1", "3", "1", "relu", "no", "1"]))
    #expect(
      lines.contains(
        "unit 3 40 2 2 3 4 3 5 7 3 4 6 relu yes 7,371".split(separator: " ").map(String.init)))
    #expect(lines.contains(["features", "1280", "1", "1", "h-swish"]))
    #expect(
      text.contains(
        "\nsub-networks: 21,758,655,492,572,485,851; at 25 resolutions: 543,966,387,314,312,146,275\n"
      ))
    #expect(text.hasSuffix(" parameters\n"))
  }

  @Test(arguments: [["--run", "runs/x"], ["--device", "stm32f746"], ["--network", "resnet18"]])
  func aSpaceStandsByItself(options: [String]) {
    #expect {
      try ThimbleCommand.parseAsRoot(["inspect", "--space", "mobile-32"] + options)
    } throws: { error in
      ThimbleCommand.exitCode(for: error).rawValue == 64
        && ThimbleCommand.message(for: error).contains("leave '--network', '--run' and '--device'")
    }
  }

  @Test func anUnknownNetworkIsAnsweredWithTheKnownOnes() throws {
    let command = try InspectCommand.parse(["--network", "resnet19", "--json"])
    #expect {
      try command.run()
    } throws: { error in
      "\(error)".contains("Did you mean resnet18, ")
        && Zoo.names.allSatisfy { "\(error)".contains($0) }
    }
  }
}
