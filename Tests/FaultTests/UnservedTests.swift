import Architectures
import Devices
import Foundation
import Pipeline
import Reports
import Testing
import TinyRuns

/// Fleets with devices that no network fits.
@Suite struct UnservedTests {
  private let run = TinyRun()

  private func begin(
    _ budgets: [String: Budget], devices: [String] = ["rp2040", "stm32f401"],
    bits: QuantizationPlan.Bits = .eight
  ) throws {
    var request = try TinyRun.request(devices: devices, budgets: budgets)
    request.quantization.bits = bits
    _ = try Pipeline(request: request, in: run.folder)
  }

  // Case 14
  @Test(arguments: [QuantizationPlan.Bits.eight, .mixed])
  func `the devices of a fleet are served beside an impossible one`(
    bits: QuantizationPlan.Bits
  ) throws {
    try begin(["rp2040": Budget([.ram: 512])], bits: bits)
    let path = run.folder.url.path
    let outcome = try Tool.run("fit", "--run", path)
    outcome.expectError(
      "1 of 2 devices is not served; the others are. rp2040: RAM needs ",
      "for the nearest network, r8 k3e2. Raise the budget or choose a larger device.")
    #expect(outcome.errors.contains("  not served: rp2040: RAM needs "))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.contains { $0.contains("not served") && $0.contains("RAM needs ") })
    #expect(run.exists(run.folder.device("stm32f401").verdict))
    #expect(!run.exists(run.folder.device("rp2040").url))
    let report = try run.folder.readReport()
    #expect(report.rows.map { $0.unserved == nil } == [false, true])
    #expect(report.html.contains("not served"))
    #expect(try run.folder.readSearch().unserved?.map(\.device) == ["rp2040"])

    // Every step is done, tells the same and does nothing.
    let files = try modified()
    for verb in ["fit", "search", "quantize", "emit", "verify", "report"] {
      let form = bits == .eight ? [] : ["--json"]
      try Tool([verb, "--run", path] + form).outcome().expectError("1 of 2 devices is not served")
    }
    #expect(try modified() == files)
    #expect(try Tool.run("inspect", "--run", path).output.contains("not served: rp2040: "))
    #expect(try Tool.run("eval", "--run", path).status == 0)
    try Tool.run("predict", "1", "--device", "rp2040", "--run", path)
      .expectError("is not served", "rp2040: RAM needs ")

    // Done again, it ends the same.
    let first = try Data(contentsOf: run.folder.search)
    try Tool.run("search", "--again", "--run", path).expectError("1 of 2 devices is not served")
    #expect(try Data(contentsOf: run.folder.search) == first)
  }

  // Case 14
  @Test func `where nothing fits any device, all are listed before the training`() throws {
    try begin(["rp2040": Budget([.ram: 512]), "stm32f401": Budget([.flash: 100])])
    try Tool.run("train", "--run", run.folder.url.path).expectError(
      "No network fits any of the 2 devices. rp2040: RAM needs ", "; stm32f401: flash needs ",
      " of 0.1 KiB")
    #expect(!run.exists(run.folder.data) && !run.exists(run.folder.supernet))
  }

  // Case 14
  @Test
  func `a network that is too large at the bits asked for is left to the devices that hold it`()
    async throws
  {
    var request = try TinyRun.request(
      devices: ["rp2040", "stm32f401"], budgets: ["rp2040": Budget([.ram: 600])])
    request.source = .architecture(TinyRun.space.largest, TinyRun.space)
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.train()
    try await pipeline.quantize()
    #expect(try run.folder.readUnserved().map(\.device) == ["rp2040"])
    #expect(try run.folder.servedDevices().map(\.name) == ["stm32f401"])
    #expect(RunStep.quantize.isDone(in: run.folder, devices: ["rp2040", "stm32f401"]))
    try await pipeline.emit()
    #expect(run.exists(run.folder.device("stm32f401").firmware))
    try await pipeline.quantize(again: true)
    #expect(try run.folder.readUnserved().map(\.step) == [.quantize])
  }

  /// When each file of the run was changed last, but for the times of the steps.
  private func modified() throws -> [String: Date] {
    var dates: [String: Date] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: run.folder.url.path)
    where !path.hasSuffix("times.json") && !path.hasPrefix(".lock") {
      let file = run.folder.url.appending(path: path)
      dates[path] = try file.resourceValues(forKeys: [.contentModificationDateKey])
        .contentModificationDate
    }
    return dates
  }
}
