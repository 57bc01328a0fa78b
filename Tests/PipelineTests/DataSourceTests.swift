import Datasets
import Devices
import Foundation
import Graphs
import Pipeline
import Testing
import TinyRuns

@Suite struct DataSourceTests {
  @Test func mixupIsATrainingOfItsOwnThatStopsAndGoesOnTheSame() async throws {
    var request = try TinyRun.request()
    let plain = TinyRun()
    try await Pipeline(request: request, in: plain.folder).train()
    request.training.mixup = 0.4
    let runs = [TinyRun(), TinyRun()]
    for run in runs { try await Pipeline(request: request, in: run.folder).train() }
    let weights = try (runs + [plain]).map { try Data(contentsOf: $0.folder.supernet) }
    #expect(weights[0] == weights[1])
    #expect(weights[0] != weights[2])
  }

  @Test func aMixtureOutOfRangeIsRefused() throws {
    var request = try TinyRun.request()
    request.training.mixup = 0
    let run = TinyRun()
    #expect(
      throws: PipelineError.request("The parameter of mixup is above 0; here it is 0.0.")
    ) {
      try Pipeline(request: request, in: run.folder)
    }
  }

  @Test func aRequestOfAnEarlierVersionIsStillRead() throws {
    let request = try TinyRun.request()
    let data = try JSONEncoder().encode(request)
    #expect(!String(decoding: data, as: UTF8.self).contains("mixup"))
    #expect(try JSONDecoder().decode(FitRequest.self, from: data) == request)
  }

  @Test func theClassesOfAFolderAreCountedWhenARunBegins() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b", "a", "c"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: "\(name)/1.png"))
    }
    let source = try DataSource.folder(at: folder.path)
    #expect(source == .folder(path: folder.path, side: 32, classes: 3))
    #expect(source.classes == 3 && source.imageChannels == 3)
    #expect(throws: DatasetError.self) { try DataSource.folder(at: folder.path + "/a") }
  }

  #if Images
  @Test func aFolderIsReadAtTheLargestResolutionAndItsUnreadableImageIsNamed() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
      for index in 0..<100 {
        try Self.onePixel.write(to: folder.appending(path: "\(name)/\(index).png"))
      }
    }
    let source = try DataSource.folder(at: folder.path, side: 64)
    let tiny = try TinyRun.request()
    var request = FitRequest(
      data: source, devices: tiny.devices, space: TinyRun.space, training: tiny.training,
      threads: 1)
    request.training.heldOut = 100
    let run = TinyRun()
    try await Pipeline(request: request, in: run.folder).train()
    let record = try run.folder.readData()
    #expect(record.shape.width == 12 && record.classes == ["a", "b"])
    #expect(
      (record.trainingImages, record.heldOutImages, record.testImages) == (60, 100, 40))

    let bad = folder.appending(path: "b/7.png")
    try Data([1, 2]).write(to: bad)
    let other = TinyRun()
    await #expect(
      throws: DatasetError.image(
        file: bad.path, reason: "it is neither JPEG nor PNG nor binary PPM (P6) or PGM (P5).")
    ) {
      try await Pipeline(request: request, in: other.folder).train()
    }
  }

  /// A grey PNG of one pixel.
  private static let onePixel = Data([
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B,
    0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE,
    0x42, 0x60, 0x82,
  ])
  #endif
}
