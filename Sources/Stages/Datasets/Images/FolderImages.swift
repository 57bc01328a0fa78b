import Files

/// The images of a folder, cut to the square in their middle and resampled.
package struct FolderImages: Sendable {
  /// The class names in the order of the labels.
  package let classes: [String]
  /// The images to train with, the held-out ones among them.
  package let training: ImageSet
  /// The images of the test half, or nil where a part of `training` is to be split off.
  package let test: ImageSet?
  /// What is not read.
  package let leftOut: LeftOut

  /// Reads the images that a folder lists.
  ///
  /// - Parameter side: of the images, in pixels.
  /// - Throws: ``DatasetError/unreadableImages(_:count:of:)`` unless these are to be left out;
  ///   ``DatasetError/noImages(folder:holds:)`` where that leaves a class without images.
  package init(of folder: ImageFolder, side: Int, _ reading: ImageReading) throws(DatasetError) {
    let entries = folder.training + (folder.test ?? [])
    let decoded = try DecodedImages(entries, side: side, reading)
    guard reading.skipsUnreadable || decoded.failures.isEmpty else {
      throw .unreadableImages(
        decoded.failures.prefix(Self.mostListed).map { index, reason in
          UnreadableImage(file: entries[index].path.shown, reason: reason)
        }, count: decoded.failures.count, of: entries.count)
    }
    var leftOut = folder.leftOut
    for (index, _) in decoded.failures {
      leftOut.add(.unreadable, entries[index].shortPath)
    }
    let failed = Set(decoded.failures.map(\.index))
    func images(_ range: Range<Int>) throws(DatasetError) -> ImageSet {
      let kept = range.filter { !failed.contains($0) }
      let labels = Set(kept.map { entries[$0].label })
      if let lost = range.first(where: { !labels.contains(entries[$0].label) }) {
        throw .noImages(
          folder: entries[lost].folderPath, holds: "images that cannot be read, and no other one")
      }
      return decoded.images.subset(kept)
    }
    classes = folder.classes
    training = try images(0..<folder.training.count)
    test = folder.test == nil ? nil : try images(folder.training.count..<entries.count)
    self.leftOut = leftOut
  }

  /// How many unreadable images an error lists.
  private static let mostListed = 10
}
