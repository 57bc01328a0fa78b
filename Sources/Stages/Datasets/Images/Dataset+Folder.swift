import Dispatch
package import Foundation
import Graphs
import Randomness
import Synchronization

extension Dataset {
  /// A set from a folder of images per class, as ``ImageFolder`` finds them.
  ///
  /// Each image is cut to the square in its middle and resampled. Without a test half a fifth of
  /// each class is split off as one, chosen by seed.
  /// - Parameters:
  ///   - side: of the images, in pixels.
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice and that of the test images.
  package static func folder(at url: URL, side: Int, heldOut: Int, seed: UInt64)
    throws(DatasetError) -> Dataset
  {
    let folder = try ImageFolder(url)
    let images = try ImageSet(folder.training, side: side)
    let halves: (training: ImageSet, test: ImageSet)
    if let test = folder.test {
      halves = (images, try ImageSet(test, side: side))
    } else {
      // Of another stream than the held-out images, which are chosen by the seed itself.
      var generator = SeededGenerator(seed: seed, stream: .max)
      let (kept, test) = split(
        labels: images.labels, classes: folder.classes.count,
        heldOut: max(1, images.count / 5),
        seed: generator.next())
      halves = (images.subset(kept), images.subset(test))
    }
    return try Dataset(
      name: url.standardizedFileURL.lastPathComponent, classes: folder.classes,
      training: halves.training, test: halves.test, heldOut: heldOut, seed: seed,
      augmentation: .photographs)
  }
}

extension ImageSet {
  /// Decodes files on all processors.
  ///
  /// - Throws: the error of the first file, in their order, that cannot be read.
  fileprivate init(_ entries: [ImageFolder.Entry], side: Int) throws(DatasetError) {
    let shape = Shape(height: side, width: side, channels: 3)
    let firstFailure = Atomic(Int.max)
    var results = [Result<[UInt8], DatasetError>?](repeating: nil, count: entries.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each turn writes an element of its own.
      nonisolated(unsafe) let results = results
      DispatchQueue.concurrentPerform(iterations: entries.count) { index in
        // What stands before the failure is still read, so that the same file is told every time.
        guard index < firstFailure.load(ordering: .relaxed) else { return }
        do throws(DatasetError) {
          results[index] = .success(
            try ImageFile(contentsOf: entries[index].url).square(side: side))
        } catch {
          results[index] = .failure(error)
          firstFailure.min(index, ordering: .relaxed)
        }
      }
    }
    var pixels: [UInt8] = []
    for case let result? in results { pixels += try result.get() }
    self.init(shape: shape, pixels: pixels, labels: entries.map(\.label))
  }
}
