import Dispatch
import Files
import Foundation
import Graphs

/// Images at the size of a set, from a cache or from their files.
struct DecodedImages {
  /// One image per file; those that cannot be read are black.
  let images: ImageSet
  /// The files that cannot be read, in their order, with the reasons.
  let failures: [(index: Int, reason: String)]

  /// Takes from the cache what it has, decodes the rest on all processors and keeps it.
  ///
  /// No more full-sized images are in memory than there are processors.
  /// - Throws: ``DatasetError/interrupted`` where the caller asked to stop; what was decoded until
  ///   then is kept.
  init(_ entries: [ImageFolder.Entry], side: Int, _ reading: ImageReading) throws(DatasetError) {
    let shape = Shape(height: side, width: side, channels: 3)
    let keys = entries.map(\.fingerprint.key)
    let cache = KeptImages(shape: shape, keys: keys, reading)
    var pixels = [UInt8](repeating: 0, count: entries.count * shape.count)
    let rest = cache.fill(&pixels, keys)
    let state = Locked(Reading(done: entries.count - rest.count))
    if !rest.isEmpty { reading.progress(entries.count - rest.count, entries.count) }
    pixels.withUnsafeMutableBufferPointer { pixels in
      // Each turn writes a part of its own.
      nonisolated(unsafe) let pixels = pixels
      DispatchQueue.concurrentPerform(iterations: rest.count) { turn in
        let index = rest[turn]
        if state.withLock(\.isStopped) { return }
        if reading.shouldStop() { return state.withLock { $0.isStopped = true } }
        var failure: String?
        do throws(DatasetError) {
          let square = try ImageFile(contentsOf: entries[index].path).square(side: side)
          _ = UnsafeMutableBufferPointer(
            rebasing: pixels[index * shape.count..<(index + 1) * shape.count]
          ).update(from: square)
        } catch {
          failure = error.imageReason
        }
        state.withLock { state in
          state.done += 1
          if let failure { state.failures[index] = failure } else { state.decoded.insert(index) }
          reading.progress(state.done, entries.count)
        }
      }
    }
    images = ImageSet(shape: shape, pixels: pixels, labels: entries.map(\.label))
    let (isStopped, decoded, failures) = state.withLock { state in
      (state.isStopped, state.decoded, state.failures)
    }
    self.failures = failures.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let unread = Set(rest).subtracting(decoded)
    if !decoded.isEmpty || cache.isOutdated {
      cache.keep(images, keys, at: entries.indices.filter { !unread.contains($0) })
    }
    if isStopped { throw .interrupted }
  }

  /// What the processors have done so far.
  private struct Reading {
    var done: Int
    var isStopped = false
    var decoded: Set<Int> = []
    var failures: [Int: String] = [:]
  }
}

/// The cache of a reading, where it has one and the disk has room for it.
private struct KeptImages {
  private let file: URL?
  private let shape: Shape
  private let known: ImageCache?
  private let note: @Sendable (String) -> Void
  /// Whether the file holds other images, too.
  let isOutdated: Bool

  init(shape: Shape, keys: [String], _ reading: ImageReading) {
    self.shape = shape
    note = reading.note
    var known: ImageCache?
    var file = reading.cache
    if let url = file, FileManager.default.fileExists(atPath: url.path) {
      do throws(ImageCacheError) {
        known = try ImageCache(contentsOf: url, shape: shape)
      } catch {
        note("'\(url.lastPathComponent)' is made anew: \(error)")
      }
    }
    isOutdated = known.map { !$0.holdsOnly(keys) } ?? false
    let isWhole = known.map { cache in keys.allSatisfy { cache.position(of: $0) != nil } } ?? false
    let size = ImageCache.size(of: shape, count: keys.count)
    if !isWhole, let url = file,
      let free = FileManager.default.freeBytes(at: url.deletingLastPathComponent()), free < size
    {
      note(
        "the disk has no room to keep the images at their new size, so every command reads the files "
          + "again: \(size >> 20) MiB are needed in '\(url.path)', \(free >> 20) MiB are free")
      file = nil
    }
    (self.known, self.file) = (known, file)
  }

  /// Copies what is known to its place.
  ///
  /// - Returns: the indices of the others.
  func fill(_ pixels: inout [UInt8], _ keys: [String]) -> [Int] {
    guard let known else { return Array(keys.indices) }
    let rest = pixels.withUnsafeMutableBytes { pixels in
      keys.indices.filter { index in
        guard let position = known.position(of: keys[index]) else { return true }
        let target = UnsafeMutableRawBufferPointer(
          rebasing: pixels[index * shape.count..<(index + 1) * shape.count])
        known.copy(position, to: target)
        return false
      }
    }
    if !rest.isEmpty {
      note(
        "\(keys.count - rest.count) of \(keys.count) images are kept already; the others are read")
    }
    return rest
  }

  /// Writes the images at these indices; where that fails, the caller is told and nothing else
  /// happens.
  func keep(_ images: ImageSet, _ keys: [String], at indices: [Int]) {
    guard let file else { return }
    let isAll = indices.count == images.count
    let kept = isAll ? images : images.subset(indices)
    do throws(FileError) {
      try ImageCache.write(kept.pixels, shape, keys: indices.map { keys[$0] }, to: file)
    } catch {
      note(
        "the images are not kept at their new size, so every command reads the files again: \(error)"
      )
    }
  }
}

extension DatasetError {
  /// Why an image cannot be read, without its name.
  fileprivate var imageReason: String {
    if case .image(_, let reason) = self { reason } else { "\(self)" }
  }
}
