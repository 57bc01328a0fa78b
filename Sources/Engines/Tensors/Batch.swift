package import Graphs

/// Normalised images `[N, H, W, C]` with their labels: the only thing that data turns into.
package struct Batch: Equatable, Sendable {
  /// The pixels in the order image, row, column, channel.
  package let images: [Float]
  /// The shape of one image.
  package let shape: Shape
  /// The class of each image, from 0.
  package let labels: [Int]

  package init(images: [Float], shape: Shape, labels: [Int]) {
    require(
      images.count == labels.count * shape.count,
      "\(images.count) values are not \(labels.count) images of \(shape)")
    self.images = images
    self.shape = shape
    self.labels = labels
  }

  /// The number of images.
  package var count: Int { labels.count }
}
