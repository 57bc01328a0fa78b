import Architectures
import Datasets
import Devices
import Execution
import Foundation
import Graphs
import Reports
import Testing
import TinyRuns

import enum Pipeline.Progress

@testable import Pipeline

/// Sets of a few photographs, as people begin with.
@Suite struct SmallSetTests {
  /// A folder of pictures per class that goes away; the format is told by the first bytes, so that no
  /// encoder is needed.
  private final class Photographs: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "photographs-\(UUID().uuidString)", directoryHint: .isDirectory)

    /// Bars at places of their own, bright at the top in one class and at the left in the other.
    init(_ counts: [(name: String, count: Int)], dark: Bool = false) throws {
      for (label, (name, count)) in counts.enumerated() {
        let folder = url.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for index in 0..<count {
          let pixels = (0..<24).flatMap { row in
            (0..<30).flatMap { column in
              let place = label % 2 == 0 ? row : column
              let grey = UInt8((place < 8 + index % 5 ? 200 : 20) + (row * 7 + column * index) % 50)
              return [grey, grey / 2, dark ? grey / 64 : grey]
            }
          }
          try (Data("P6\n30 24\n255\n".utf8) + pixels)
            .write(to: folder.appending(path: String(format: "%03d.png", index)))
        }
      }
    }

    deinit { try? FileManager.default.removeItem(at: url) }
  }

  private func request(_ photographs: Photographs) throws -> FitRequest {
    FitRequest(
      data: try .folder(at: photographs.url.path, side: 16), devices: [try .named("stm32f401")],
      space: TinyRun.space, training: TrainingPlan(epochs: 1, batch: 32),
      search: SearchPlan(candidates: 2, population: 2), threads: 2, verifiedImages: 3)
  }

  // Case 2
  @Test func `twenty images become firmware with the interval of their accuracy`() async throws {
    let (photographs, run) = (try Photographs([("bar", 10), ("door", 10)]), TinyRun())
    let pipeline = try Pipeline(request: try request(photographs), in: run.folder)
    try await pipeline.fit()
    let data = try run.folder.readData()
    #expect((data.trainingImages, data.heldOutImages, data.testImages) == (14, 2, 4))
    #expect(data.preprocessing == Preprocessing(side: 12, channels: 3))
    let report = try run.folder.readReport()
    let accuracy = try run.folder.readAccuracy(of: "stm32f401")
    #expect(
      report.rows[0].interval == AccuracyInterval(share: accuracy.integer, images: 4))
    #expect(report.notes?.first?.contains("as 4 test images can say") == true)
    #expect(report.text.contains("recalibrated on 14 and measured on 2 images"))
    #expect(try run.folder.readVerdict(of: "stm32f401").isExact)
  }

  // Case 5
  @Test func `a photograph is answered alike by its file and by its index`() async throws {
    let (photographs, run) = (try Photographs([("bar", 10), ("door", 10)]), TinyRun())
    var asked = try request(photographs)
    // The set has sides of 12 pixels, the network one of 8.
    asked.source = .architecture(TinyRun.space.smallest, try #require(asked.space))
    let pipeline = try Pipeline(request: asked, in: run.folder)
    try await pipeline.fit(until: .quantize)
    let device = asked.devices[0]
    let files = ["bar", "door"].flatMap { name in
      (0..<10).map {
        photographs.url.appending(path: "\(name)/" + String(format: "%03d.png", $0))
      }
    }
    let answers = try files.map { try pipeline.predict(image: $0, on: device).classes }
    for index in 0..<4 {
      let found = try pipeline.predict(testImage: index, on: device)
      #expect(answers.contains(found.classes))
    }
    #expect(Set(answers.map { "\($0)" }).count > 10, "Photographs are told apart.")
  }

  // Case 10
  @Test func `a class without a test image is named where the accuracy is`() async throws {
    let photographs = try Photographs([("many", 30), ("one", 1), ("two", 2)])
    let (run, notes) = (TinyRun(), Notes())
    let pipeline = try Pipeline(
      request: try request(photographs), in: run.folder, progress: notes.add)
    try await pipeline.fit(until: .quantize)
    try await pipeline.report()
    let sentence = "No test image, so not in the accuracy: 'one'"
    #expect(notes.sentences.contains(sentence))
    #expect(try run.folder.readReport().text.contains(sentence))
    #expect(try run.folder.readReport().html.contains("No test image"))
    #expect(try pipeline.evaluate(pipeline.request.devices[0]).untestedClasses == ["one"])
    #expect(
      notes.sentences.contains(
        "23 images to train with, 4 held out to choose networks by, 6 to test with"))
  }

  // Case 7
  @Test func `a channel of little variance is named and leaves the scale of the input alone`()
    async throws
  {
    var scales: [Double] = []
    for dark in [false, true] {
      let photographs = try Photographs([("bar", 20), ("door", 20)], dark: dark)
      let (run, notes) = (TinyRun(), Notes())
      let pipeline = try Pipeline(
        request: try request(photographs), in: run.folder, progress: notes.add)
      try await pipeline.fit(until: .quantize)
      scales.append(try run.folder.readIntegerGraph(of: "stm32f401").inputValue.scale)
      #expect(
        notes.sentences.contains { $0.hasPrefix("the channel blue is 0 to 3 of 0 to 255") } == dark)
    }
    #expect(scales[1] < 1.25 * scales[0])
  }

  // Case 26
  @Test func `the same images in a folder of another name are the same`() throws {
    let record = DataRecord(
      name: "photos", task: .classes(["bar", "door"]),
      shape: Shape(height: 8, width: 8, channels: 3),
      mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2], trainingImages: 6, heldOutImages: 2,
      testImages: 2)
    var other = record
    other.name = "copies"
    #expect(other.hasImages(of: record))
    other.mean[0] = 0.4
    #expect(!other.hasImages(of: record))
  }

  @Test func `epochs are more where a folder holds few images`() throws {
    func epochs(_ count: Int) throws -> Int {
      let photographs = try Photographs([("bar", count), ("door", count)])
      return try DataSource.folder(at: photographs.url.path).standardEpochs(batch: 32)
    }
    #expect(try epochs(10) == 100)
    // 400 images: 80 to test with, 53 held out, 267 in 8 steps.
    #expect(try epochs(200) == 63)
    #expect(try DataSource.generated(training: 100, test: 10).standardEpochs(batch: 64) == 10)
  }
}

/// The notes of a pipeline.
private final class Notes: Sendable {
  private let store = Locked<[String]>([])

  var sentences: [String] { store.withLock { $0 } }

  @Sendable func add(_ progress: Progress) {
    if case .note(let sentence) = progress { store.withLock { $0.append(sentence) } }
  }
}
