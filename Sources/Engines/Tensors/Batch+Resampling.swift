import Graphs

extension Batch {
  /// The same images with sides of `side` pixels, resampled as ``PixelResampling`` says.
  package func resized(to side: Int) -> Batch {
    Batch(
      images: PixelResampling.resize(images, count: count, shape: shape, to: side),
      shape: Shape(height: side, width: side, channels: shape.channels), labels: labels)
  }
}
