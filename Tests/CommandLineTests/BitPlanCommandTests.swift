import Architectures
import ArgumentParser
import Devices
import Foundation
import Graphs
import Planning
import Testing

@testable import CommandLineTool

@Suite struct BitPlanCommandTests {
  /// What a script reads of `quantize --plan-only --json`.
  private struct Summary: Decodable {
    struct Missing: Decodable {
      var memory: String
      var neededBytes: Int
      var allowedBytes: Int
      var layer: String?
    }
    var activationBits: [String: Int]
    var weightBits: [String: Int]
    var flashBytes: Int
    var ramBytes: Int
    var feasible: Bool
    var missing: [Missing]?
  }

  private func planned(_ arguments: String...) throws -> (Summary, table: String) {
    let command = try QuantizeCommand.parse(["--plan-only"] + arguments)
    let request = try command.planning.request(command.integers)
    let network = QuantizableGraph(request.graph)
    let plan = try BitPlan(
      network, within: request.budget, schemes: request.scheme, rule: request.memoryRule)
    let json = try JSONEncoder().encode(BitPlanSummary(of: plan, network))
    return (
      try JSONDecoder().decode(Summary.self, from: json), request.table(of: plan, network)
    )
  }

  @Test func theJSONNamesTheBitsOfEveryTensorAndLayer() throws {
    let (summary, _) = try planned(
      "--json", "--network", "mobilenetv1-0.75-224", "--flash", "2048000", "--ram", "512000",
      "--scheme", "pc", "--memory-rule", "paper")
    #expect(summary.feasible && summary.missing == nil)
    #expect((summary.flashBytes, summary.ramBytes) == (1_978_532, 451_584))
    #expect(summary.activationBits.count == 29 && summary.weightBits.count == 28)
    #expect(
      summary.activationBits.filter { $0.value < 8 } == ["dw1": 4, "pw1": 4, "dw3": 4])
    #expect(summary.weightBits.filter { $0.value < 8 } == ["pw13": 4, "fc": 4])
    #expect((summary.activationBits["input"], summary.weightBits["conv0"]) == (8, 8))
  }

  @Test func theJSONOfAMissSaysWhatIsMissing() throws {
    let (summary, _) = try planned(
      "--network", "mobilenetv1-1.0-224", "--ram", "256000", "--memory-rule", "paper")
    #expect(!summary.feasible && summary.missing?.count == 1)
    let missing = try #require(summary.missing?.first)
    #expect((missing.memory, missing.layer) == ("RAM", "pw1"))
    #expect((missing.neededBytes, missing.allowedBytes) == (301_056, 256_000))
  }

  @Test func theTableShowsBytesBeforeAndAfterAgainstTheLimits() throws {
    let (_, table) = try planned(
      "--network", "mobilenetv1-0.75-224", "--flash", "2048000", "--ram", "512000",
      "--memory-rule", "paper")
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let pointwise = try #require(rows.first { $0.first == "pw1" })
    #expect(pointwise.dropFirst(2).prefix(5) == ["112x112x48", "8", "bits", "4", "bits"])
    #expect(pointwise.suffix(2) == ["903,168", "451,584"])
    let sums = try #require(rows.first { $0.prefix(2) == ["in", "all"] })
    #expect(sums.suffix(3) == ["1,978,532", "903,168", "451,584"])
    #expect(rows.contains(["limit", "2,048,000", "512,000"]))
  }

  @Test func aDeviceGivesTheLimitsUnlessTheyAreNamed() throws {
    let command = try QuantizeCommand.parse([
      "--plan-only", "--network", "ds-cnn", "--device", "stm32f746", "--ram", "20 KiB",
    ])
    let request = try command.planning.request(command.integers)
    let device = Budget.standard(for: try .named("stm32f746"))
    #expect(request.budget[.flash] == device[.flash] && request.budget[.ram] == 20 * 1024)
    #expect(request.device == "STM32F746")
    #expect((request.scheme, request.memoryRule) == (.perChannel, .planned))
  }

  @Test func bitsThatAreAskedForArePlannedWithoutACut() throws {
    let arguments = ["--network", "mobilenetv1-0.5-cifar", "--flash", "1MiB", "--ram"]
    for (bits, ram, fits) in [("8", "64KiB", true), ("8", "48KiB", false), ("4", "48KiB", true)] {
      let command = try QuantizeCommand.parse(
        ["--plan-only", "--bits", bits] + arguments + [ram])
      let request = try command.planning.request(command.integers)
      let plan = try request.plan(of: QuantizableGraph(request.graph))
      #expect(plan.isFeasible == fits)
      #expect(Set(plan.bits.weights.map(\.rawValue)) == [Int(bits)])
    }
  }

  @Test(arguments: [
    (["--network", "resnet18"], "'--network FOLDER' takes a trained network into a new run"),
    (["--ram", "4k"], "'--flash' and '--ram' are limits of a '--device'."),
    (
      ["--plan-only", "--network", "resnet18", "--ram", "4k", "--equalize"],
      "'--plan-only' reads no values; leave '--ranges'"
    ),
    (["--plan-only", "--ram", "4k"], "'--plan-only' needs '--network NAME', one of "),
    (["--plan-only", "--network", "resnet18"], "'--plan-only' needs '--device NAME', or limits"),
    (
      ["--plan-only", "--network", "resnet18", "--ram", "4k", "--run", "runs/x"],
      "leave '--run', '--again', '--resume' and '--threads' out."
    ),
    (["--plan-only", "--network", "resnet18", "--ram", "4k", "--scheme", "fb"], "'fb'"),
  ])
  func wrongCombinationsAreOneError(arguments: [String], sentence: String) {
    #expect {
      try ThimbleCommand.parseAsRoot(["quantize"] + arguments)
    } throws: { error in
      ThimbleCommand.exitCode(for: error).rawValue == 64
        && ThimbleCommand.message(for: error).contains(sentence)
    }
  }
}
