#if Images
import Datasets
import Foundation
import Graphs
import Testing

/// Photographs are decoded once, with progress, and stop when asked (case 15).
final class ImageReadingTests: Sendable {
  private let folder: TemporaryFolder
  private let run: TemporaryFolder
  private var cache: URL { run.url.appending(path: "images.cache") }

  /// What a reading says.
  private struct Log {
    var progress: [Int] = []
    var notes: [String] = []
  }

  /// A log that the closures of a reading share.
  private final class Record: Sendable {
    let log = Locked(Log())
  }

  private let record = Record()

  init() throws {
    folder = try TemporaryFolder()
    run = try TemporaryFolder()
    for index in 0..<40 {
      let image = PortableNetworkGraphic(
        width: 2, height: 3, colour: .grey, depth: 8,
        rows: (0..<3).map { [UInt8(3 * index + $0), UInt8(index)] })
      try folder.write(image.bytes, "\(index % 2 == 0 ? "even" : "odd")/\(index).png")
    }
  }

  /// Reads the folder with the cache; the log holds what this reading said.
  @discardableResult
  private func read(
    side: Int = 2, cache: URL? = nil, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> Dataset {
    record.log.withLock { $0 = Log() }
    return try Dataset.folder(
      at: folder.url, side: side, heldOut: 6, seed: 1,
      reading: ImageReading(
        cache: cache ?? self.cache,
        progress: { [record] done, total in
          #expect(total == 40)
          record.log.withLock { $0.progress.append(done) }
        },
        note: { [record] note in record.log.withLock { $0.notes.append(note) } },
        shouldStop: shouldStop))
  }

  private var progress: [Int] { record.log.withLock(\.progress) }
  private var notes: [String] { record.log.withLock(\.notes) }

  // Case 15
  @Test func `every image is reported, the first time, and decoded once`() throws {
    let first = try read()
    #expect(progress == Array(0...40))
    #expect(try read() == first)
    #expect(progress.isEmpty && notes.isEmpty)
    #expect(run.names == ["images.cache"])
  }

  // Case 15
  @Test func `it is stopped between two images and goes on from there`() throws {
    #expect(throws: DatasetError.interrupted) {
      try read { [record] in record.log.withLock { $0.progress.last ?? 0 >= 9 } }
    }
    let stopped = try #require(progress.last)
    #expect((9..<40).contains(stopped))
    let whole = try read()
    #expect(progress == Array(stopped...40))
    #expect(notes == ["\(stopped) of 40 images are kept already; the others are read"])
    #expect(try read(cache: run.url.appending(path: "other.cache")) == whole)
    #expect(progress.count == 41)
  }

  // Case 15
  @Test func `only what has changed is decoded again`() throws {
    let first = try read()
    try folder.write(
      PortableNetworkGraphic(width: 1, height: 1, colour: .grey, depth: 8, rows: [[255]]).bytes,
      "odd/7.png")
    #expect(try read() != first)
    #expect(progress == [39, 40])
    try folder.remove("odd/9.png")
    record.log.withLock { $0 = Log() }
    let set = try Dataset.folder(
      at: folder.url, side: 2, heldOut: 6, seed: 1,
      reading: ImageReading(cache: cache, progress: { _, _ in Issue.record("decoded again") }))
    #expect(set.training.count + set.heldOut.count + set.test.count == 39)
  }

  // Case 15
  @Test func `a damaged or foreign cache is made anew and never trusted`() throws {
    let first = try read()
    let bytes = try run.read("images.cache")
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var damaged = bytes
      damaged[place] ^= 4
      try run.write(damaged, "images.cache")
      #expect(try read() == first)
      #expect(notes == ["'images.cache' is made anew: it is damaged"])
      #expect(try run.read("images.cache") == bytes)
    }
    for length in [0, 7, 31, bytes.count - 1] {
      try run.write(Array(bytes.prefix(length)), "images.cache")
      #expect(try read() == first)
    }
    try read(side: 3)
    #expect(notes == ["'images.cache' is made anew: it holds images of another size or version"])
    #expect(progress.count == 41)
  }

  // Case 15
  @Test func `without a place for the cache the images are read, and the reason is reported`()
    throws
  {
    let first = try read()
    let file = run.url.appending(path: "images.cache/below")
    #expect(try read(cache: file) == first)
    #expect(notes.count == 1)
    #expect(
      notes.first?.hasPrefix(
        "the images are not kept at their new size, so every command reads the files again: ")
        == true)
  }
}
#endif
