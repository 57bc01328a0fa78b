import Files
package import Foundation
import Randomness

extension Dataset {
  /// A set from a folder of images per class, as ``ImageFolder`` finds them.
  ///
  /// Each image is cut to the square in its middle and resampled. Without a test half a fifth is
  /// split off as one, by class and chosen by seed.
  /// - Parameters:
  ///   - side: of the images, in pixels.
  ///   - layout: nil is found from what is inside.
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice and that of the test images.
  ///   - reading: what goes with reading the files.
  package static func folder(
    at url: URL, side: Int, layout: ImageFolder.Layout? = nil, heldOut: SplitSize, seed: UInt64,
    reading: ImageReading = ImageReading()
  ) throws(DatasetError) -> Dataset {
    let folder = try ImageFolder(url, layout: layout, shouldStop: reading.shouldStop)
    for note in folder.notes { reading.note(note) }
    // Of another stream than the held-out images, which are chosen by the seed itself.
    var generator = SeededGenerator(seed: seed, stream: .max)
    let testSeed = generator.next()
    func split(_ labels: [Int]) throws(DatasetError) -> (kept: [Int], apart: [Int]) {
      try folder.split(labels, heldOut: heldOut, seed: testSeed, path: url.path.shownArgument)
    }
    // Known from the labels alone, so that no image is read in vain.
    _ = try split(folder.training.map(\.label))
    let images = try FolderImages(of: folder, side: side, reading)
    let halves: (training: ImageSet, test: ImageSet)
    if let test = images.test {
      halves = (images.training, test)
    } else {
      // Some may have been left out.
      let split = try split(images.training.labels)
      halves = (images.training.subset(split.kept), images.training.subset(split.apart))
    }
    var dataset = try Dataset(
      name: url.standardizedFileURL.lastPathComponent.shownArgument, classes: images.classes,
      training: halves.training, test: halves.test, heldOut: heldOut, seed: seed,
      augmentation: .photographs(ofSide: side))
    dataset.leftOut = images.leftOut.groups
    return dataset
  }
}

extension ImageFolder {
  /// The training images that stay and those split off to test with; none of these where there is a
  /// test half.
  ///
  /// - Throws: ``DatasetError`` where so many training images cannot be held out of those that stay.
  fileprivate func split(_ labels: [Int], heldOut: SplitSize, seed: UInt64, path: String)
    throws(DatasetError) -> (kept: [Int], apart: [Int])
  {
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
