import Architectures
import CostModels
import Devices
import Foundation
import Graphs
import Search
import Testing
import TinyRuns

@testable import Pipeline

@Suite struct HostLatencyTests {
  private let space = TinyRun.space

  @Test func `every block of a tiny space is timed`() throws {
    var steps = 0
    var last: (done: Int, total: Int)?
    let table = try HostLatency(runs: 5, warmUp: 1).table(of: space) { progress in
      guard case .step(let done, let total, _) = progress else { return }
      steps += 1
      last = (done, total)
    }
    #expect(table.name == "this host, float32, 1 image, 1 thread")
    #expect(table.entries.count == steps && last?.done == steps && last?.total == steps)
    #expect(table.entries.values.allSatisfy { $0.count == 5 && $0.mean > 0 && $0.mean < 1000 })
    for architecture in [space.largest, space.smallest] {
      #expect(try table.latency(of: try architecture.sectionedGraph(in: space)) > 0)
    }
  }

  @Test func `sums of a table are compared with whole networks`() throws {
    let latency = HostLatency(runs: 3, warmUp: 1)
    var table = try MeasuredLatencies(json: try latency.measure(space), file: "host.json")
    // The networks take half, all and four times the sum of their blocks.
    var factors = [0.5, 1, 4]
    let error = try HostLatency.deviation(of: table, in: space, networks: 3) { network in
      [try table.table.latency(of: network) * factors.removeFirst()]
    }
    #expect(factors.isEmpty && error.networks == 3)
    #expect(abs(error.mean - 0.25 / 3) < 1e-12 && abs(error.largest - 1) < 1e-12)
    for block in table.table.entries.keys { table.table.entries[block]?.mean = 0 }
    let none = try latency.deviation(of: table, in: space, networks: 3)
    #expect(none.mean == -1 && none.largest == 1)
  }

  @Test func `a measurement can be stopped`() {
    #expect(throws: PipelineError.interrupted(step: "latency")) {
      try HostLatency(runs: 1, warmUp: 0).measure(space, shouldStop: { true })
    }
  }

  /// A table in which a block takes a millisecond for every thousand multiply-adds.
  private func table() throws -> MeasuredLatencies {
    let table = try LatencyTable.measured(space, name: "clock") { [Double($0.macs) / 1000] }
    return try MeasuredLatencies(json: try table.json(), file: "clock.json")
  }

  @Test func `a table decides the time of the only device`() async throws {
    let run = TinyRun()
    var request = try TinyRun.request()
    request.latencies = try table()
    let target = try request.searchTargets()[0]
    for architecture in [space.largest, space.smallest] {
      let milliseconds = Double(try architecture.graph(in: space).macs) / 1000
      #expect(abs(target.costs.cost(of: architecture).value(of: .latency) - milliseconds) < 0.001)
      #expect(try target.costs.exactCost(of: architecture).value(of: .latency) == milliseconds)
    }
    #expect(request.command(run: "x").contains("--device stm32f401 --latency-table clock.json"))

    // The budget is between the smallest and the largest network.
    let limit = Double(try space.smallest.graph(in: space).macs) / 1000 * 1.5
    request.budgets["stm32f401"] = Budget([.latency: limit])
    do { try await Pipeline(request: request, in: run.folder).fit(until: .search) }
    let cost = try run.folder.readArchitecture(of: "stm32f401").cost
    #expect(cost.value(of: .latency) <= limit && cost.value(of: .latency) > 0.5 * limit)
    #expect(try run.folder.readRequest() == request)
    request.latencies = nil
    #expect(
      throws: PipelineError.otherRequest(
        folder: run.folder.url.path, difference: "latency table")
    ) { try Pipeline(request: request, in: run.folder) }
  }

  @Test func `a table of another space or for several devices is refused`() throws {
    var request = try TinyRun.request(devices: ["stm32f401", "rp2040"])
    request.latencies = try table()
    #expect(
      throws: PipelineError.request("A latency table is that of one device; here are 2.")
    ) { try Pipeline(request: request, in: TinyRun().folder) }
    request.devices.removeLast()
    request.latencies?.table.entries = [:]
    #expect {
      try request.searchTargets()
    } throws: { error in
      guard case LatencyError.unknownBlock("clock", _, let cause) = error else { return false }
      return cause.hasPrefix("It was measured for another search space")
    }
    request.latencies?.table.entries["Conv"] = LatencyTable.Entry(count: 1, mean: 1e300, std: 0)
    let bad = LatencyError.badEntry(file: "clock.json", block: "Conv")
    #expect(throws: PipelineError.request(bad.description)) {
      try Pipeline(request: request, in: TinyRun().folder)
    }
  }
}
