import Foundation
import Pipeline
import Testing
import TinyRuns

/// Runs that are opened from elsewhere, and images that were moved.
@Suite struct MovedDataTests {
  /// A folder with images as CIFAR-10 has them, and a run that was made beside it with a relative path.
  private final class Place {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "thimble-moved-\(UUID())", directoryHint: .isDirectory)
    var run: RunFolder { RunFolder(root.appending(path: "runs/x", directoryHint: .isDirectory)) }

    init() throws {
      let images = root.appending(path: "my images")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
        var records: [UInt8] = []
        for image in 0..<40 {
          records.append(UInt8(image % 10))
          records += (0..<3072).map { place -> UInt8 in UInt8((place * 7 + image * 13) % 251) }
        }
        try Data(records).write(to: images.appending(path: name))
      }
      let classes = (0..<10).map { "class \($0)\n" }.joined()
      try Data(classes.utf8).write(to: images.appending(path: "batches.meta.txt"))
      try JSONEncoder().encode(TinyRun.space).write(to: root.appending(path: "tiny.json"))
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// Runs the command in a folder below the root.
    func tool(in folder: String = "", _ arguments: String...) throws -> Tool.Outcome {
      let place = root.appending(path: folder).path
      return try Tool(arguments, shell: "cd '\(place)' && exec \"$@\"").outcome()
    }

    func fit() throws -> Tool.Outcome {
      try tool(
        "fit", "--data", "cifar10", "--data-path", "my images", "--device", "stm32f401", "--epochs",
        "1", "--batch", "32", "--held-out", "40", "--candidates", "2", "--space", "tiny.json",
        "--threads", "2", "--run",
        "runs/x", "--until", "quantize")
    }

    func move(_ from: String, _ to: String) throws {
      try FileManager.default.moveItem(
        at: root.appending(path: from), to: root.appending(path: to))
    }
  }

  // Case 26
  @Test func `images are found from anywhere, asked for where they were moved, and checked`() throws
  {
    let place = try Place()
    let begun = try place.fit()
    #expect(begun.status == 0, "\(begun.errors)")
    #expect(try place.tool(in: "runs", "eval", "--run", "x").status == 0)

    // What is around the run is moved along with it.
    try FileManager.default.createDirectory(
      at: place.root.appending(path: "new"), withIntermediateDirectories: true)
    for name in ["my images", "runs"] { try place.move(name, "new/\(name)") }
    #expect(try place.tool(in: "new/runs", "eval", "--run", "x").status == 0)

    try place.move("new/my images", "new/other images")
    try place.tool("eval", "--run", "new/runs/x").expectError(
      "There is no folder '",
      "my images' with the images of the run; where they were moved, name "
        + "their folder with '--data-path FOLDER'.")
    for verb in [["search", "--again"], ["quantize"], ["eval"], ["predict", "3"]] {
      let outcome = try Tool(
        verb + ["--run", "new/runs/x", "--data-path", "new/other images"],
        shell: "cd '\(place.root.path)' && exec \"$@\""
      ).outcome()
      #expect(outcome.status == 0, "\(verb): \(outcome.errors)")
    }
    // The new place is remembered.
    #expect(try place.tool(in: "new", "eval", "--run", "runs/x").status == 0)

    let file = place.root.appending(path: "new/other images/data_batch_1.bin")
    try Data(try Data(contentsOf: file).map { $0 < 10 ? $0 : $0 / 2 }).write(to: file)
    try place.tool("eval", "--run", "new/runs/x", "--data-path", "new/other images")
      .expectError("The images have changed since the training")
    try place.tool("eval", "--run", "new/runs/x", "--data-path", "nowhere")
      .expectError("There is no folder 'nowhere' with the images of the run", "--data-path")
  }

  // Case 26
  @Test func `a step that lacks its images removes nothing`() throws {
    let place = try Place()
    try #require(try place.fit().status == 0)
    try place.move("my images", "elsewhere")
    for verb in ["train", "search", "quantize"] {
      try place.tool(verb, "--again", "--run", "runs/x").expectError("--data-path FOLDER")
    }
    for file in [place.run.supernet, place.run.search, place.run.device("stm32f401").integerGraph] {
      #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)")
    }
    let again = try place.tool(
      "train", "--again", "--run", "runs/x", "--data-path", "elsewhere")
    #expect(again.status == 0, "\(again.errors)")
  }

  // Cases 20 and 26
  @Test func `the printed command can be pasted anywhere`() throws {
    let place = try Place()
    try #require(try place.fit().status == 0)
    let request = try place.run.readRequest()
    let command = request.command(run: "runs/x")
    let root = place.root.resolvingSymlinksInPath().path
    #expect(command.contains("--data-path '\(root)/my images'"), "\(command)")
    #expect(command.contains("--space \(root)/tiny.json"), "\(command)")
    // Run from another folder, it asks for the same.
    let words = command.replacing("thimble fit", with: "\"$@\" --until train")
    let outcome = try Tool(
      ["fit"],
      shell: "cd / && \(words) 2>&1".replacing(
        "--run runs/x", with: "--run '\(root)/runs/y'")
    ).outcome()
    #expect(outcome.status == 0, "\(outcome.output)")
    let again = RunFolder(place.root.appending(path: "runs/y"))
    #expect(try again.readRequest().data == .cifar10(path: "\(root)/my images"))
  }
}
