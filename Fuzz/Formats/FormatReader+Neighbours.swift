extension FormatReader {
  /// The files beside the one that is read, all of them whole and with as few images as allow one to
  /// be held out.
  static let neighbours: [(String, [UInt8])] =
    (1...5).map { ("data_batch_\($0).bin", cifar(labels: 1, records: 3)) } + [
      ("batches.meta.txt", lines(10)), ("train.bin", cifar(labels: 2, records: 101)),
      ("fine_label_names.txt", lines(100)), ("train-images-idx3-ubyte", idxImages(20)),
      ("train-labels-idx1-ubyte", idxLabels(20)), ("t10k-images-idx3-ubyte", idxImages(2)),
      ("t10k-labels-idx1-ubyte", idxLabels(2)),
    ]

  /// Records whose labels go round.
  static func cifar(labels: Int, records: Int) -> [UInt8] {
    (0..<records).flatMap { record in
      [UInt8](repeating: UInt8(record % (labels == 1 ? 10 : 100)), count: labels)
        + (0..<3072).map { UInt8(truncatingIfNeeded: $0 + record) }
    }
  }

  /// Grey images of 3 × 2 pixels.
  static func idxImages(_ count: UInt8) -> [UInt8] {
    [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 3, 0, 0, 0, 2] + (0..<count * 6).map { $0 }
  }

  static func idxLabels(_ count: UInt8) -> [UInt8] {
    [0, 0, 8, 1, 0, 0, 0, count] + (0..<count).map { $0 % 10 }
  }

  private static func lines(_ count: Int) -> [UInt8] {
    Array((0..<count).map { "class \($0)\n" }.joined().utf8)
  }
}
