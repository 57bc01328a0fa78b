package import Graphs
package import Tensors

/// Images of one shape in 8 bits with their labels.
package struct ImageSet: Equatable, Sendable {
  /// The shape of one image.
  package let shape: Shape
  /// The pixels in the order image, row, column, channel.
  package let pixels: [UInt8]
  /// The class of each image, from 0.
  package let labels: [Int]

  package init(shape: Shape, pixels: [UInt8], labels: [Int]) {
    require(
      pixels.count == labels.count * shape.count,
      "\(pixels.count) bytes are not \(labels.count) images of \(shape)")
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
  }

  /// The number of images.
  package var count: Int { labels.count }

  /// The pixels `[H, W, C]` of one image.
  package func pixels(of index: Int) -> ArraySlice<UInt8> {
    pixels[index * shape.count..<(index + 1) * shape.count]
  }

  /// The smallest and the largest pixel of a channel, 0 without images.
  package func range(ofChannel channel: Int) -> ClosedRange<UInt8> {
    var (lower, upper) = (UInt8.max, UInt8.min)
    for place in stride(from: channel, to: pixels.count, by: shape.channels) {
      lower = min(lower, pixels[place])
      upper = max(upper, pixels[place])
    }
    return lower <= upper ? lower...upper : 0...0
  }

  /// The images of these indices, in their order.
  package func subset(_ indices: some Sequence<Int>) -> ImageSet {
    var pixels: [UInt8] = []
    var labels: [Int] = []
    pixels.reserveCapacity(indices.underestimatedCount * shape.count)
    labels.reserveCapacity(indices.underestimatedCount)
    for index in indices {
      pixels += self.pixels(of: index)
      labels.append(self.labels[index])
    }
    return ImageSet(shape: shape, pixels: pixels, labels: labels)
  }

  /// The same images in another size, resampled as `PixelResampling` says and rounded; the same where
  /// they have it.
  package func resized(to size: Size) -> ImageSet {
    guard size != shape.size else { return self }
    return ImageSet(
      shape: Shape(height: size.height, width: size.width, channels: shape.channels),
      pixels: PixelResampling.resize(pixels, count: count, shape: shape, to: size), labels: labels)
  }

  /// The same images with sides of `side` pixels.
  package func resized(to side: Int) -> ImageSet { resized(to: Size(side)) }

  /// The normalised images of these indices, in their order.
  package func batch(of indices: some Sequence<Int>, _ normalization: Normalization) -> Batch {
    let table = normalization.table(channels: shape.channels)
    let indices = Array(indices)
    let channels = shape.channels
    let images = [Float](unsafeUninitializedCapacity: indices.count * shape.count) {
      images, count in
      table.withUnsafeBufferPointer { table in
        for index in indices {
          pixels(of: index).withUnsafeBufferPointer { source in
            for start in stride(from: 0, to: source.count, by: channels) {
              for channel in 0..<channels {
                images.initializeElement(
                  at: count, to: table[channel << 8 | Int(source[start + channel])])
                count += 1
              }
            }
          }
        }
      }
    }
    return Batch(images: images, shape: shape, labels: indices.map { labels[$0] })
  }
}
