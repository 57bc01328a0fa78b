import Devices
import Foundation
import Pipeline
import Testing
import TinyRuns

/// Images and devices that cannot be used.
@Suite struct InputTests {
  private let run = TinyRun()

  /// A folder as CIFAR-10 has it, with 40 images per file.
  private func makeImages() throws -> URL {
    let folder = run.folder.url.appending(path: "images", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
    for name in names {
      let records = (0..<40).flatMap {
        [UInt8($0 % 10)] + [UInt8](repeating: UInt8($0), count: 3072)
      }
      try Data(records).write(to: folder.appending(path: name))
    }
    let classes = (0..<10).map { "class \($0)\n" }.joined()
    try Data(classes.utf8).write(to: folder.appending(path: "batches.meta.txt"))
    return folder
  }

  private func train(on folder: URL) throws -> Tool.Outcome {
    try Tool.run(
      "train", "--device", "rp2040", "--data", "cifar10", "--data-path", folder.path,
      "--held-out", "100", "--run", run.folder.url.appending(path: "run").path)
  }

  @Test func aMissingFolderOfImagesIsTold() throws {
    let folder = run.folder.url.appending(path: "nowhere", directoryHint: .isDirectory)
    try train(on: folder).expectError(
      "There is no folder '\(folder.path)' with the images of the run", "'--data-path FOLDER'")
  }

  @Test func aTruncatedFileIsToldWithItsSize() throws {
    let folder = try makeImages()
    let file = folder.appending(path: "data_batch_3.bin")
    try Data(contentsOf: file).prefix(3073 * 39 + 5).write(to: file)
    try train(on: folder).expectError(
      "data_batch_3.bin' has 119852 bytes instead of one or more records of 3073 bytes")
  }

  @Test func aLabelOutOfRangeIsToldWithItsImage() throws {
    let folder = try makeImages()
    let file = folder.appending(path: "test_batch.bin")
    var bytes = try Data(contentsOf: file)
    bytes[3073 * 7] = 10
    try bytes.write(to: file)
    try train(on: folder).expectError(
      "test_batch.bin' labels image 7 with class 10; classes go from 0 to 9.")
  }

  @Test func anUnknownDeviceIsAnsweredWithTheNearest() throws {
    let path = run.folder.url.path
    try Tool.run("train", "--device", "stm32f747", "--run", path)
      .expectError("There is no device 'stm32f747'. Did you mean stm32f746, ")
    #expect(!run.exists(run.folder.url))
  }

  @Test(arguments: [
    ("\"clockHertz\": 84000000", "\"clockHertz\": \"fast\"", "field 'clockHertz'"),
    ("\"bytes\": \"96 KiB\"", "\"bytes\": \"many\"", "field 'memories[1].bytes'"),
    ("\"core\": \"cortex-m4f\"", "\"core\": \"cortex-m4g\"", "field 'core': there is no core "),
    ("\"arenaMemory\": \"SRAM\"", "\"arenaMemory\": \"moon\"", "field 'arenaMemory'"),
    ("{", "[", "is not JSON"),
  ])
  func aMalformedDeviceFileIsToldWithTheField(
    original: String, changed: String, expected: String
  ) throws {
    try FileManager.default.createDirectory(at: run.folder.url, withIntermediateDirectories: true)
    let file = run.folder.url.appending(path: "board.json")
    let template = try Tool.run("devices", "--template").output
    #expect(template.contains(original))
    let text = template.replacing(original, with: changed, maxReplacements: 1)
    try Data(text.utf8).write(to: file)
    try Tool.run("train", "--device", file.path, "--run", run.folder.url.path)
      .expectError("board.json", expected)
  }

  @Test func anImpossibleBudgetIsAnsweredWithTheNearestMiss() throws {
    let request = try TinyRun.request(budgets: ["stm32f401": Budget([.ram: 512])])
    // Begins the run.
    _ = try Pipeline(request: request, in: run.folder)
    try Tool.run("train", "--run", run.folder.url.path).expectError(
      "No architecture fits stm32f401: of the nearest (r8 k3e2), RAM needs ",
      " of 0.5 KiB. Raise the budget or choose a larger device.")
    #expect(!run.exists(run.folder.supernet) && !run.exists(run.folder.checkpoint))
  }
}
