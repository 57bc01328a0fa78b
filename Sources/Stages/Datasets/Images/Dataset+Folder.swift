import Dispatch
package import Foundation
import Graphs
import Randomness
import Synchronization

extension Dataset {
  /// A set from a folder of images per class, as ``ImageFolder`` finds them.
  ///
  /// Each image is cut to the square in its middle and resampled. Without a test half a fifth is
  /// split off as one, by class and chosen by seed.
  /// - Parameters:
  ///   - side: of the images, in pixels.
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice and that of the test images.
  package static func folder(at url: URL, side: Int, heldOut: SplitSize, seed: UInt64)
    throws(DatasetError) -> Dataset
  {
    let folder = try ImageFolder(url)
    // Of another stream than the held-out images, which are chosen by the seed itself.
    var generator = SeededGenerator(seed: seed, stream: .max)
    let testSeed = generator.next()
    // Known from the labels alone, so that no image is read in vain.
    let split = try folder.split(heldOut: heldOut, seed: testSeed, path: url.path)
    let images = try ImageSet(folder.training, side: side)
    let halves: (training: ImageSet, test: ImageSet)
    if let test = folder.test {
      halves = (images, try ImageSet(test, side: side))
    } else {
      halves = (images.subset(split.kept), images.subset(split.apart))
    }
    return try Dataset(
      name: url.standardizedFileURL.lastPathComponent, classes: folder.classes,
      training: halves.training, test: halves.test, heldOut: heldOut, seed: seed,
      augmentation: .photographs)
  }
}

extension ImageFolder {
  /// The training files that stay and those split off to test with; none of these where there is a
  /// test half.
  ///
  /// - Throws: ``DatasetError`` where so many training images cannot be held out of those that stay.
  fileprivate func split(heldOut: SplitSize, seed: UInt64, path: String) throws(DatasetError)
    -> (kept: [Int], apart: [Int])
  {
    let labels = training.map(\.label)
    var split = (kept: Array(labels.indices), apart: [Int]())
    if test == nil {
      let sizes = labels.counts(classes: classes.count)
      let most = sizes.max() ?? 0
      guard most >= 3,
        let tested = SplitSize.testPart.split(labels: labels, classes: classes.count, seed: seed)
      else { throw .fewImages(folder: path, most: most) }
      split = tested
    }
    let kept = split.kept.map { labels[$0] }
    guard heldOut.counts(of: kept.counts(classes: classes.count)) != nil else {
      throw .heldOut(heldOut, of: kept, classes: classes.count)
    }
    return split
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
