import Foundation
import Graphs
import Pipeline
import Testing
import TinyRuns

@Suite struct HeldOutTests {
  @Test(arguments: [("100", HeldOut.count(100)), ("15%", .percent(15)), ("2.5%", .percent(2.5))])
  func `a count and a share are read, written and printed back`(text: String, heldOut: HeldOut)
    throws
  {
    #expect(HeldOut(text) == heldOut && "\(heldOut)" == text)
    let json = try JSONEncoder().encode([heldOut])
    #expect(try JSONDecoder().decode([HeldOut].self, from: json) == [heldOut])
    var request = try TinyRun.request()
    request.training.heldOut = heldOut
    #expect(request.command(run: "x").contains(" --held-out \(text) "))
    #expect(HeldOut("a tenth") == nil && HeldOut("1.5") == nil)
  }

  @Test func `a count is a number, as requests of earlier versions have it`() throws {
    #expect(try JSONDecoder().decode([HeldOut].self, from: Data("[1000]".utf8)) == [1000])
    #expect(String(decoding: try JSONEncoder().encode([HeldOut.count(7)]), as: UTF8.self) == "[7]")
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([HeldOut].self, from: Data(#"["x"]"#.utf8))
    }
    #expect(error?.fieldAndProblem.problem == "'x' is neither a count nor a share such as 15%.")
  }

  @Test func `the generated and public sets hold out a thousand images as ever`() throws {
    for data in [DataSource.generated(training: 6000, test: 1000), .cifar10(path: "x")] {
      let request = FitRequest(data: data, devices: [], space: TinyRun.space)
      #expect(request.training.heldOut == 1000)
      #expect(!request.command(run: "x").contains("--held-out"))
    }
    let folder = DataSource.folder(path: "x", side: 32, classes: 2)
    let request = FitRequest(data: folder, devices: [], space: TinyRun.space)
    #expect(request.training.heldOut == .standard)
    #expect(!request.command(run: "x").contains("--held-out"))
  }
}
