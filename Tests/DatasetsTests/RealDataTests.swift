import Datasets
import Foundation
import Graphs
import Testing

/// The official files, where they were put below `.data` in the root of the package.
struct RealDataTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".data")

  private static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// A folder beside the temporary ones that a test fills and removes.
  private func temporaryFolder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test(
    .enabled(if: has("cifar10/test_batch.bin"), "Needs the CIFAR-10 binary files in .data/cifar10"))
  func `CIFAR-10's official files hold what is known of them`() throws {
    let official = Self.folder.appending(path: "cifar10")
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      let data = try Data(contentsOf: official.appending(path: name), options: .alwaysMapped)
      #expect(data.count == 10_000 * 3073)
      try data.prefix(300 * 3073).write(to: folder.appending(path: name))
    }
    try FileManager.default.copyItem(
      at: official.appending(path: "batches.meta.txt"),
      to: folder.appending(path: "batches.meta.txt"))
    let set = try Dataset.cifar10(at: folder, heldOut: 500, seed: 0)
    #expect(
      set.classes == [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
      ])
    #expect((set.training.count, set.heldOut.count, set.test.count) == (1000, 500, 300))
    // Of all 50,000 images; planes in another order would be off by more.
    let known: [(Float, Float)] = [(0.4914, 0.2470), (0.4822, 0.2435), (0.4465, 0.2616)]
    for (channel, (mean, std)) in known.enumerated() {
      #expect(abs(set.normalization.mean[channel] - mean) < 0.015)
      #expect(abs(set.normalization.std[channel] - std) < 0.01)
    }
  }

  @Test(
    .enabled(
      if: has("fashion-mnist/t10k-images-idx3-ubyte"),
      "Needs the IDX files of Fashion-MNIST in .data/fashion-mnist"))
  func `Fashion-MNIST's test half, read in place of both, has the known statistics and balance`()
    throws
  {
    let official = Self.folder.appending(path: "fashion-mnist")
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for half in ["train", "t10k"] {
      for content in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: "\(half)-\(content)"),
          withDestinationURL: official.appending(path: "t10k-\(content)"))
      }
    }
    let set = try Dataset.fashionMNIST(at: folder, heldOut: 1000, seed: 0)
    #expect((set.training.count, set.heldOut.count, set.test.count) == (9000, 1000, 10_000))
    for label in 0..<10 { #expect(set.heldOut.labels.count { $0 == label } == 100) }
    #expect(abs(set.normalization.mean[0] - 0.2860) < 0.002)
    #expect(abs(set.normalization.std[0] - 0.3530) < 0.002)
  }

  #if Images
  @Test(
    .enabled(
      if: has("vww/images") && has("imagenet-sample/224"),
      "Needs photographs in .data/vww and .data/imagenet-sample"))
  func `Photographs are decoded and cut to squares that keep their colours`() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, path) in [("coco", "vww/images"), ("imagenet", "imagenet-sample/224")] {
      let source = Self.folder.appending(path: path)
      let target = folder.appending(path: name)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      let files = try FileManager.default.contentsOfDirectory(atPath: source.path)
        .filter { $0.hasSuffix(".jpg") }.sorted()
      for file in files.prefix(6) {
        try FileManager.default.createSymbolicLink(
          at: target.appending(path: file), withDestinationURL: source.appending(path: file))
      }
      let image = try ImageFile(contentsOf: source.appending(path: try #require(files.first)))
      let edge = min(image.shape.width, image.shape.height)
      let whole = image.square(side: edge).map(Double.init)
      let small = image.square(side: 16).map(Double.init)
      let means = [whole, small].map { $0.reduce(0, +) / Double($0.count) }
      #expect(abs(means[0] - means[1]) < 2)
    }
    let set = try Dataset.folder(at: folder, side: 32, heldOut: 2, seed: 0)
    #expect(set.classes == ["coco", "imagenet"])
    #expect((set.training.count, set.heldOut.count, set.test.count) == (8, 2, 2))
    // Photographs of the world are of middle brightness and contrast.
    for channel in 0..<3 {
      #expect((0.3...0.6).contains(set.normalization.mean[channel]))
      #expect((0.15...0.4).contains(set.normalization.std[channel]))
    }
  }
  #endif
}
