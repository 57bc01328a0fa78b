import Datasets
import Foundation
import Testing

struct FileTests {
  // MARK: CIFAR-10

  /// A record whose planes are filled with 10, 20 and 30 plus the label, the first pixel with 1, 2, 3.
  private func record(_ label: UInt8) -> [UInt8] {
    var bytes = [label]
    for plane in UInt8(1)...3 {
      bytes += [plane] + [UInt8](repeating: plane * 10 + label, count: 1023)
    }
    return bytes
  }

  private func cifar10() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for file in 1...5 {
      try folder.write(
        (0..<4).flatMap { record(UInt8(($0 + file) % 10)) }, "data_batch_\(file).bin")
    }
    try folder.write((0..<10).flatMap { record($0) }, "test_batch.bin")
    try folder.write(Array("a\nb\nc\nd\ne\nf\ng\nh\ni\nlast one\n\n".utf8), "batches.meta.txt")
    return folder
  }

  private func readCIFAR10(_ folder: TemporaryFolder) -> String {
    text { _ = try Dataset.cifar10(at: folder.url, heldOut: 1, seed: 0) }
  }

  @Test("CIFAR-10's planes become pixels, five files the training set")
  func cifar10Layout() throws {
    let folder = try cifar10()
    let set = try Dataset.cifar10(at: folder.url, heldOut: 2, seed: 0)
    #expect(set.name == "cifar10")
    #expect(set.classes == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "last one"])
    #expect((set.training.count, set.heldOut.count, set.test.count) == (18, 2, 10))
    #expect(set.test.labels == Array(0..<10))
    #expect(Array(set.test.pixels(of: 7).prefix(6)) == [1, 2, 3, 17, 27, 37])
    #expect(Array(set.test.pixels(of: 9).suffix(3)) == [19, 29, 39])
  }

  @Test("An absent folder is said with what it should hold")
  func noFolder() {
    let url = URL(filePath: "/nowhere/cifar10")
    #expect(
      text { _ = try Dataset.cifar10(at: url, heldOut: 1, seed: 0) }
        == "There is no folder '/nowhere/cifar10'; give the folder that holds the CIFAR-10 binary files."
    )
    #expect(
      text { _ = try Dataset.mnist(at: url, heldOut: 1, seed: 0) }
        == "There is no folder '/nowhere/cifar10'; give the folder that holds the IDX files of MNIST."
    )
  }

  @Test("All missing files are named in one error")
  func missing() throws {
    let folder = try cifar10()
    for name in ["data_batch_2.bin", "test_batch.bin", "batches.meta.txt"] {
      try folder.remove(name)
    }
    #expect(
      readCIFAR10(folder)
        == "'\(folder.path)' holds no 'data_batch_2.bin', 'test_batch.bin' or 'batches.meta.txt'; "
        + "put the files of the official distribution there, unpacked.")
  }

  @Test("Files that are still packed are told to be unpacked")
  func packed() throws {
    let folder = try cifar10()
    try folder.remove("test_batch.bin")
    try folder.write([1], "test_batch.bin.xz")
    #expect(
      readCIFAR10(folder)
        == "'\(folder.path)' holds no 'test_batch.bin', but 'test_batch.bin.xz'; "
        + "unpack the files in place.")
  }

  @Test("A CIFAR-10 file has whole records", arguments: [0, 3072, 2 * 3073 + 1])
  func recordSize(bytes: Int) throws {
    let folder = try cifar10()
    try folder.write([UInt8](repeating: 0, count: bytes), "data_batch_3.bin")
    #expect(
      readCIFAR10(folder)
        == "'\(folder.path)/data_batch_3.bin' has \(bytes) bytes instead of one or more records of "
        + "3073 bytes; the file is damaged or of another format, fetch it again.")
  }

  @Test("A CIFAR-10 label is below ten")
  func labelRange() throws {
    let folder = try cifar10()
    try folder.write(record(0) + record(10), "test_batch.bin")
    #expect(
      readCIFAR10(folder)
        == "'\(folder.path)/test_batch.bin' labels image 1 with class 10; classes go from 0 to 9. "
        + "The file is damaged or of another format, fetch it again.")
  }

  @Test("CIFAR-10 has ten class names")
  func classNames() throws {
    let folder = try cifar10()
    try folder.write(Array("cat\ndog\n".utf8), "batches.meta.txt")
    #expect(
      readCIFAR10(folder)
        == "'\(folder.path)/batches.meta.txt' names 2 classes instead of 10; "
        + "it holds one name per line.")
  }

  // MARK: CIFAR-100

  /// Two training images of each class and one test image of each of the last 50.
  private func cifar100() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let records = (0..<100).map { [UInt8($0 / 5)] + record(UInt8($0)) }
    try folder.write(Array((records + records).joined()), "train.bin")
    try folder.write(Array(records[50...].joined()), "test.bin")
    let names = (0..<100).map { "class \($0)\n" }.joined()
    try folder.write(Array(names.utf8), "fine_label_names.txt")
    return folder
  }

  @Test("CIFAR-100's fine labels count, and its planes become pixels")
  func cifar100Layout() throws {
    let folder = try cifar100()
    let set = try Dataset.cifar100(at: folder.url, heldOut: 100, seed: 0)
    #expect(set.name == "cifar100")
    #expect(set.classes.count == 100 && set.classes[99] == "class 99")
    #expect((set.training.count, set.heldOut.count, set.test.count) == (100, 100, 50))
    #expect(set.heldOut.labels.sorted() == Array(0..<100))
    #expect(set.test.labels == Array(50..<100))
    #expect(Array(set.test.pixels(of: 1).prefix(6)) == [1, 2, 3, 61, 71, 81])
    try folder.remove("fine_label_names.txt")
    let unnamed = try Dataset.cifar100(at: folder.url, heldOut: 100, seed: 0)
    #expect(unnamed.classes == (0..<100).map(String.init))
    #expect(unnamed.training == set.training)
  }

  @Test("CIFAR-100's files are checked: missing, size, label, names")
  func cifar100Errors() throws {
    let folder = try cifar100()
    func read() -> String {
      text { _ = try Dataset.cifar100(at: folder.url, heldOut: 100, seed: 0) }
    }
    try folder.write(Array("apple\n".utf8), "fine_label_names.txt")
    #expect(read().contains("names 1 classes instead of 100"))
    try folder.remove("fine_label_names.txt")
    try folder.write([0] + record(100), "test.bin")
    #expect(
      read().hasPrefix(
        "'\(folder.path)/test.bin' labels image 0 with class 100; classes go from 0 to 99."))
    try folder.write([1, 2, 3], "test.bin")
    #expect(read().contains("has 3 bytes instead of one or more records of 3074 bytes"))
    try folder.remove("test.bin")
    #expect(read().hasPrefix("'\(folder.path)' holds no 'test.bin'; put the files"))
  }

  // MARK: IDX

  private func idx(_ sizes: [Int], magic: UInt8? = nil, _ body: [UInt8]) -> [UInt8] {
    [0, 0, 8, magic ?? UInt8(sizes.count)]
      + sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
      + body
  }

  /// 20 training and 3 test images of 2 × 3 pixels that count up.
  private func digits() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (half, count) in [("train", 20), ("t10k", 3)] {
      let pixels = (0..<count * 6).map { UInt8($0) }
      try folder.write(idx([count, 2, 3], pixels), "\(half)-images-idx3-ubyte")
      let labels = (0..<count).map { UInt8($0 % 10) }
      try folder.write(idx([count], labels), "\(half)-labels-idx1-ubyte")
    }
    return folder
  }

  private func readMNIST(_ folder: TemporaryFolder) -> String {
    text { _ = try Dataset.mnist(at: folder.url, heldOut: 1, seed: 0) }
  }

  @Test("IDX files give grey images and labels, under either spelling of their names")
  func idxLayout() throws {
    let folder = try digits()
    let set = try Dataset.mnist(at: folder.url, heldOut: 5, seed: 0)
    #expect(set.classes == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    #expect((set.training.count, set.heldOut.count) == (15, 5))
    #expect(set.test.pixels == Array(0..<18))
    #expect(set.test.labels == [0, 1, 2])
    #expect(!set.augmentation.flips)
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "train-images-idx3-ubyte"),
      to: folder.url.appending(path: "train-images.idx3-ubyte"))
    let fashion = try Dataset.fashionMNIST(at: folder.url, heldOut: 5, seed: 0)
    #expect(fashion.name == "fashion-mnist")
    #expect(fashion.training == set.training)
  }

  @Test("An absent training half is one error")
  func missingHalf() throws {
    let folder = try digits()
    try folder.remove("train-images-idx3-ubyte")
    try folder.remove("train-labels-idx1-ubyte")
    #expect(
      readMNIST(folder)
        == "'\(folder.path)' holds no 'train-images-idx3-ubyte' or 'train-labels-idx1-ubyte'; "
        + "put the files of the official distribution there, unpacked.")
  }

  @Test("An IDX file begins with the number of its content")
  func magic() throws {
    let folder = try digits()
    try folder.write(idx([3], [0, 1, 2]), "t10k-images-idx3-ubyte")
    #expect(
      readMNIST(folder)
        == "'\(folder.path)/t10k-images-idx3-ubyte' begins with 0x00000801; an IDX file of images "
        + "begins with 0x00000803. The file is of another format or still packed.")
  }

  @Test("A truncated or longer IDX file is said with both lengths", arguments: [2, 9, 10, 12])
  func length(bytes: Int) throws {
    let folder = try digits()
    let labels = idx([3], [0, 1, 2, 3, 4])
    try folder.write(Array(labels.prefix(bytes)), "t10k-labels-idx1-ubyte")
    #expect(
      readMNIST(folder)
        == "'\(folder.path)/t10k-labels-idx1-ubyte' has \(bytes) bytes; its header asks for "
        + "\(bytes < 8 ? 8 : 11). The file is truncated or damaged, fetch it again.")
  }

  @Test("An IDX file of images has images with sides")
  func dimensions() throws {
    let folder = try digits()
    try folder.write(idx([3, 0, 5000], []), "t10k-images-idx3-ubyte")
    #expect(
      readMNIST(folder)
        == "'\(folder.path)/t10k-images-idx3-ubyte' claims 3 images of 0x5000 pixels; there is at "
        + "least 1 image, and sides go from 1 to 4096. The file is damaged, fetch it again.")
  }

  @Test("There are as many labels as images, and they are below ten")
  func labels() throws {
    let folder = try digits()
    try folder.write(idx([2], [0, 1]), "t10k-labels-idx1-ubyte")
    #expect(
      readMNIST(folder)
        == "'\(folder.path)/t10k-images-idx3-ubyte' holds 3 images, but "
        + "'\(folder.path)/t10k-labels-idx1-ubyte' holds 2 labels; "
        + "take both from the same distribution.")
    try folder.write(idx([3], [0, 1, 77]), "t10k-labels-idx1-ubyte")
    #expect(
      readMNIST(folder)
        == "'\(folder.path)/t10k-labels-idx1-ubyte' labels image 2 with class 77; classes go from "
        + "0 to 9. The file is damaged or of another format, fetch it again.")
  }

  @Test("Both halves have images of one size")
  func shapes() throws {
    let folder = try digits()
    try folder.write(idx([3, 1, 6], (0..<18).map { $0 }), "t10k-images-idx3-ubyte")
    #expect(
      readMNIST(folder)
        == "The training images are 2x3x1, the test images 1x6x1; "
        + "take both from the same distribution.")
  }
}
