import Architectures
import Devices
import Foundation
import Graphs
import Search
import Testing
import TinyRuns

import enum Pipeline.Progress

@testable import Pipeline

/// Searches by a trained predictor, on a supernet that is trained once.
@Suite(.serialized) struct PredictedSearchTests {
  private static let plan = PredictorPlan(samples: 14, tests: 4, width: 8, members: 1)

  /// A run folder with a supernet and its predictor.
  private static func trained() async throws -> TinyRun {
    let run = TinyRun()
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    try await pipeline.train()
    _ = try pipeline.trainPredictor(plan)
    return run
  }

  private func request(_ trained: TinyRun, devices: Int) throws -> FitRequest {
    try FitRequest(
      supernet: trained.folder.url.path,
      devices: (0..<devices).map { number in
        var device = try Device.named(number % 2 == 0 ? "stm32f401" : "stm32f746")
        device.name = "device-\(number)"
        return device
      },
      search: SearchPlan(candidates: 12, population: 2, recalibrationImages: 64), threads: 2)
  }

  @Test func `a search learns from its winners and ends the same after stops`() async throws {
    let trained = try await Self.trained()
    let (whole, stopped) = (TinyRun(), TinyRun())
    let request = try request(trained, devices: 1)
    try await Pipeline(request: request, in: whole.folder).fit(until: .search)
    let record = try whole.folder.readSearch()
    #expect((2...10).contains(record.measured.count))
    let known = try whole.folder.readMeasured(of: request.searchedSpace())
    #expect(known.count == 18)
    #expect(Set(known.map(\.architecture)).isDisjoint(with: record.measured.map(\.architecture)))
    let chosen = try whole.folder.readArchitecture(of: "device-0")
    let best = (known.map(\.accuracy) + record.measured.map(\.accuracy)).max()
    #expect(chosen.heldOutAccuracy == best, "All networks of the space fit this device.")

    var attempts = 0
    while attempts < 40, !stopped.exists(stopped.folder.search) {
      attempts += 1
      let questions = Locked(0)
      let pipeline = try Pipeline(
        request: request, in: stopped.folder,
        shouldStop: {
          questions.withLock { count in
            count += 1
            return count > 8
          }
        })
      do {
        try await pipeline.fit(until: .search)
      } catch PipelineError.interrupted {
        continue
      }
    }
    #expect(attempts > 1)
    #expect(try stopped.folder.readSearch() == record)
  }

  @Test func `many devices are served from a front that is kept while it is current`() async throws
  {
    let trained = try await Self.trained()
    let (first, second) = (TinyRun(), TinyRun())
    let notes = Notes()
    let request = try request(trained, devices: 9)
    try await Pipeline(request: request, in: first.folder, progress: notes.take)
      .fit(until: .search)
    #expect(notes.contains("searched a front of"))
    let data = try Data(contentsOf: first.folder.front)
    let front = try #require(
      try first.folder.readFront(of: request.searchedSpace()))
    #expect(!front.points.isEmpty && front.axes == [.flash, .ram, .latency])

    // The front goes with the supernet, and serves another fleet of the same first device.
    let others = Notes()
    var other = request
    other.devices.append(try .named("rp2040"))
    let adopted = try FitRequest(
      supernet: first.folder.url.path, devices: other.devices, search: request.search, threads: 2)
    try await Pipeline(request: adopted, in: second.folder, progress: others.take)
      .fit(until: .search)
    #expect(others.contains("took the front of"))
    #expect(try Data(contentsOf: second.folder.front) == data)

    // With other costs it is no longer that of the first device.
    let third = TinyRun()
    var slower = adopted
    slower.devices[0].microcontroller.clockHertz /= 2
    let late = Notes()
    try await Pipeline(request: slower, in: third.folder, progress: late.take)
      .fit(until: .search)
    #expect(late.contains("searched a front of"))
    #expect(try Data(contentsOf: third.folder.front) != data)
  }

  @Test func `a front of a device holds what fits and is not beaten`() async throws {
    let trained = try await Self.trained()
    let supernet = try TrainedSupernet(trained.folder.url.path)
    let device = try Device.named("stm32f401")
    let front = try supernet.front(on: device, axes: [.macs])
    #expect(front.device == "stm32f401" && front.axes == [.macs])
    let accuracies = front.points.map(\.accuracy)
    #expect(accuracies == accuracies.sorted(by: >) && Set(accuracies).count == accuracies.count)
    let macs = front.points.map { $0.cost.value(of: .macs) }
    #expect(macs == macs.sorted(by: >) && Set(macs).count == macs.count)

    let middle = macs[macs.count / 2]
    let limited = try supernet.front(on: device, budget: Budget([.macs: middle]), axes: [.macs])
    #expect(limited.points == front.points.filter { $0.cost.value(of: .macs) <= middle })
    #expect {
      try supernet.front(on: device, budget: Budget([.macs: 1]), axes: [.macs])
    } throws: { error in
      guard case SearchError.nothingFits("stm32f401", let nearest, let cost, let found) = error
      else { return false }
      return nearest == TinyRun.space.smallest
        && found == [Violation(.macs, needed: cost.value(of: .macs), allowed: 1)]
    }
    try FileManager.default.removeItem(at: trained.folder.predictor)
    #expect(
      throws: PipelineError.missing(file: trained.folder.predictor.path, step: "predictor")
    ) { try supernet.front(on: device) }
  }

  @Test func `measurements that no predictor leaves are refused`() async throws {
    let trained = try await Self.trained()
    let pipeline = try Pipeline(opening: trained.folder)
    for text in [
      #"[{"architecture":{"resolution":9,"units":[]},"correct":[1,1],"images":[2,2]}]"#,
      #"[{"architecture":{"resolution":8,"units":[[{"kernel":3,"expandRatio":2}]]},"correct":[3,1],"images":[2,2]}]"#,
    ] {
      try Data(text.utf8).write(to: trained.folder.measured)
      let error = await #expect(throws: PipelineError.self) { try await pipeline.search() }
      guard case .damaged = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  /// The notes of a pipeline.
  private final class Notes: Sendable {
    private let state = Locked<[String]>([])
    func contains(_ text: String) -> Bool {
      state.withLock { $0.contains { $0.contains(text) } }
    }
    var take: @Sendable (Progress) -> Void {
      { progress in
        if case .note(let text) = progress { self.state.withLock { $0.append(text) } }
      }
    }
  }
}
