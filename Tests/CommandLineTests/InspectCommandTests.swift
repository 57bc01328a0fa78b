import Architectures
import ArgumentParser
import Foundation
import Graphs
import Testing

@testable import thimble

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
