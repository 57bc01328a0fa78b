import Datasets
import Devices
import Foundation
import Graphs
import Pipeline
import Testing
import TinyRuns

@Suite struct DataSourceTests {
  @Test func `mixup is a training of its own that stops and goes on the same`() async throws {
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

  @Test func `a mixture out of range is refused`() throws {
    var request = try TinyRun.request()
    request.training.mixup = 0
    let run = TinyRun()
    #expect(
      throws: PipelineError.request("'--mixup' is a number above 0, such as 0.2; here it is 0.0.")
    ) {
      try Pipeline(request: request, in: run.folder)
    }
  }

  @Test func `a request of an earlier version is still read`() throws {
    let request = try TinyRun.request()
    let data = try JSONEncoder().encode(request)
    #expect(!String(decoding: data, as: UTF8.self).contains("mixup"))
    #expect(try JSONDecoder().decode(FitRequest.self, from: data) == request)
  }

  @Test func `the classes of a folder are counted when a run begins`() throws {
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
    #expect(throws: DatasetError.fewClasses(folder: folder.path + "/a", found: 0, below: nil)) {
      try DataSource.folder(at: folder.path + "/a")
    }
  }

  #if Images
  @Test func `a folder is read at the largest resolution and its unreadable image is named`()
    async throws
  {
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
      throws: DatasetError.unreadableImages(
        [
          UnreadableImage(
            file: bad.path, reason: "it is neither JPEG nor PNG nor binary PPM (P6) or PGM (P5).")
        ], count: 1, of: 200)
    ) {
      try await Pipeline(request: request, in: other.folder).train()
    }
  }

  // Case 27
  @Test func `images that cannot be read are left out by every step where that is asked for`()
    async throws
  {
    let photos = TinyRun().folder.url
    defer { try? FileManager.default.removeItem(at: photos) }
    for name in ["a", "b"] {
      let folder = photos.appending(path: name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for index in 0..<40 { try Self.onePixel.write(to: folder.appending(path: "\(index).png")) }
    }
    try Data().write(to: photos.appending(path: "b/7.png"))
    try Data().write(to: photos.appending(path: "notes.txt"))
    let reading = FolderReading(skipsUnreadable: true)
    let tiny = try TinyRun.request()
    var request = FitRequest(
      data: try .folder(at: photos.path, side: 12, reading: reading), devices: tiny.devices,
      space: TinyRun.space, training: tiny.training, search: tiny.search, threads: 1)
    request.training.heldOut = .count(20)
    let run = TinyRun()
    let notes = Locked<[String]>([])
    try await Pipeline(
      request: request, in: run.folder,
      progress: { if case .note(let note) = $0 { notes.withLock { $0.append(note) } } }
    ).train()
    let expected = "left out: 1 unreadable image ('b/7.png'), 1 other file ('notes.txt')"
    #expect(notes.withLock { $0.contains(expected) })
    let record = try run.folder.readData()
    #expect(record.trainingImages + record.heldOutImages + record.testImages == 79)
    #expect(record.leftOut?.map(\.count) == [1, 1])
    #expect(request.command(run: "r").contains(" --skip-unreadable "))
    // Case 15: a later step decodes nothing, and what lies beside the images may change.
    try FileManager.default.removeItem(at: photos.appending(path: "notes.txt"))
    let steps = Locked<[String]>([])
    try await Pipeline(
      opening: run.folder,
      progress: { if case .step(_, _, let text) = $0 { steps.withLock { $0.append(text) } } }
    ).search()
    #expect(steps.withLock { $0.contains { $0.contains("reading images, 79 of 80") } })
    #expect(steps.withLock { !$0.contains { $0.contains("reading images, 40 of 80") } })
  }

  // Case 15
  @Test func `reading is interrupted like every other work`() async throws {
    let photos = TinyRun().folder.url
    defer { try? FileManager.default.removeItem(at: photos) }
    for name in ["a", "b"] {
      let folder = photos.appending(path: name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for index in 0..<40 { try Self.onePixel.write(to: folder.appending(path: "\(index).png")) }
    }
    let tiny = try TinyRun.request()
    var request = FitRequest(
      data: try .folder(at: photos.path, side: 12), devices: tiny.devices, space: TinyRun.space,
      training: tiny.training, threads: 1)
    request.training.heldOut = .count(20)
    let done = Locked(0)
    let run = TinyRun()
    await #expect(throws: PipelineError.interrupted(step: "reading the images")) {
      try await Pipeline(
        request: request, in: run.folder,
        progress: { if case .step(let count, _, _) = $0 { done.withLock { $0 = count } } },
        shouldStop: { done.withLock { $0 >= 9 } }
      ).train()
    }
    #expect(done.withLock { (9..<40).contains($0) })
    #expect(run.exists(run.folder.images) && !run.exists(run.folder.data))
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
