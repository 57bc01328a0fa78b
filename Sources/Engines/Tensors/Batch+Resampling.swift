package import Graphs

extension Batch {
  /// The same images in another size, resampled as ``PixelResampling`` says; the same where they have it.
  package func resized(to size: Size) -> Batch {
    guard size != shape.size else { return self }
    return Batch(
      images: PixelResampling.resize(images, count: count, shape: shape, to: size),
      shape: Shape(height: size.height, width: size.width, channels: shape.channels),
      labels: labels)
  }

  /// The same images with sides of `side` pixels.
  package func resized(to side: Int) -> Batch { resized(to: Size(side)) }
}
