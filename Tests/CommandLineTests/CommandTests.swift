import Architectures
import ArgumentParser
import Devices
import Foundation
import Graphs
import Pipeline
import Testing

@testable import CommandLineTool

@Suite struct CommandTests {
  @Test func everyVerbHasAnAbstractAndAnExample() {
    for verb in [ThimbleCommand.self] + ThimbleCommand.configuration.subcommands {
      #expect(verb.configuration.abstract.hasSuffix("."))
      #expect(verb.configuration.discussion.hasPrefix("EXAMPLES\n  thimble"))
    }
  }

  @Test func helpOfEveryVerbFitsATerminalOf80Columns() {
    for verb in ThimbleCommand.configuration.subcommands {
      let help = ThimbleCommand.helpMessage(for: verb, columns: 80)
      #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
      // A longer line would be broken wherever it reaches the border.
      let lines = verb.configuration.discussion.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(verb)")
    }
  }

  @Test func everyOperationHasAnEntryInTheTable() throws {
    let names = Set(SupportedOperator.all.map(\.name))
    let space = SearchSpace.mobile32()
    let graph = try space.largest.graph(in: space)
    #expect(graph.nodes.compactMap { SupportedOperator.name(of: $0.op) }.allSatisfy(names.contains))
    for op in [FloatOp.add, .multiply, .globalAveragePool, .concat, .flatten, .softmax] {
      #expect(names.contains(SupportedOperator.name(of: op) ?? ""))
    }
    #expect(
      OperatorsCommand.table(of: SupportedOperator.all).contains("The table has 256 entries."))
  }

  @Test func theTableOfDevicesNamesEveryDevice() {
    let table = DevicesCommand.table(of: Device.builtIn)
    #expect(Device.builtIn.allSatisfy { table.contains($0.title) })
    #expect(table.contains("84 MHz  512 KiB   96 KiB        496 KiB   92 KiB"))
  }

  @Test func theLayersOfANetworkSumUp() throws {
    let space = SearchSpace.mobile32()
    let graph = try space.smallest.graph(in: space)
    let last = InspectCommand.table(of: graph).split(separator: "\n").last
    #expect(last?.split(separator: " ").dropFirst(2).first == "\(graph.macs)")
  }

  @Test func aStepIsFollowedByTheNextCommand() throws {
    let run = RunFolder(URL(filePath: "runs/no-such-run", directoryHint: .isDirectory))
    var request = FitRequest(
      data: .generated(training: 1000, test: 100), devices: [try .named("stm32f746")],
      space: .mobile32())
    #expect(
      RunStep.train.hint(for: run, request) == "Next: thimble search --run runs/no-such-run\n")
    #expect(
      RunStep.report.hint(for: run, request) == """
        Open runs/no-such-run/report.html
        For your own build: thimble emit --run runs/no-such-run --as cmake (or make, arduino, platformio, zephyr, esp-idf)

        """)
    request.source = .literature("resnet8-cifar")
    #expect(
      RunStep.train.hint(for: run, request) == "Next: thimble quantize --run runs/no-such-run\n")
  }

  @Test func theDeviceOfARunIsChosenOrTold() throws {
    let devices = [try Device.named("stm32f746"), try Device.named("stm32g431")]
    var request = FitRequest(
      data: .generated(training: 1000, test: 100), devices: devices, space: .mobile32())
    #expect(throws: UsageError.deviceNeeded(served: ["stm32f746", "stm32g431"])) {
      try request.device(named: nil)
    }
    #expect(throws: UsageError.notServed(device: "rp2040", served: ["stm32f746", "stm32g431"])) {
      try request.device(named: "rp2040")
    }
    request.devices = [devices[1]]
    #expect(try request.device(named: nil).name == "stm32g431")
  }
}
