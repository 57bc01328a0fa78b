import Graphs
import Randomness
package import Tensors

/// The batches of a training in the order of its steps, each known from its number alone.
///
/// Every epoch visits the images in an order of its own; the last batch of an epoch is dropped where
/// it would not be full. Where all images do not fill a batch, it begins again from the first ones,
/// each time with other random changes.
package struct TrainingBatches: Sendable {
  /// The images in 8 bits.
  package let images: ImageSet
  /// How pixels become numbers around 0.
  package let normalization: Normalization
  /// What is changed at random.
  package let augmentation: Augmentation
  /// The parameter of the distribution by which images are mixed in pairs, or nil to mix none.
  package let mixup: Double?
  /// Images per batch.
  package let size: Int
  /// The seed of order and changes.
  package let seed: UInt64
  /// The tables of the normalisation, channel after channel.
  private let table: [Float]

  package init(
    _ images: ImageSet, _ normalization: Normalization, augmentation: Augmentation = .none,
    mixup: Double? = nil, size: Int, seed: UInt64
  ) {
    require(
      size >= 1 && images.count >= 1, "\(images.count) images fill no batch of \(size)")
    require(mixup ?? 1 > 0, "images are mixed by a parameter above 0")
    require(
      augmentation.border == .zero
        || augmentation.cropPadding < min(images.shape.height, images.shape.width),
      "an image of \(images.shape) cannot be reflected by \(augmentation.cropPadding) pixels")
    self.images = images
    self.normalization = normalization
    self.augmentation = augmentation
    self.mixup = mixup
    self.size = size
    self.seed = seed
    table = normalization.table(channels: images.shape.channels)
  }

  /// Full batches in one pass over the images, at least 1.
  package var stepsPerEpoch: Int { max(1, images.count / size) }

  /// The indices of the images of a step, counted from 0 over all epochs.
  package func indices(step: Int) -> [Int] {
    let (epoch, position) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    // Even streams are orders, odd ones are changes.
    var generator = SeededGenerator(seed: seed, stream: UInt64(epoch) << 1)
    let order = Permutation(count: images.count, generator: &generator)
    return (position * size..<(position + 1) * size).map { order[$0 % images.count] }
  }

  /// How the images of a step are mixed, or nil where they are not.
  ///
  /// The labels of a batch are those of the images themselves; who makes targets mixes them as the
  /// images are.
  package func mixture(step: Int) -> Mixture? {
    guard let mixup else { return nil }
    // Of other streams than orders and changes, so that both are the same without mixing.
    var generator = SeededGenerator(seed: ~seed, stream: UInt64(step))
    return Mixture(of: size, alpha: mixup, generator: &generator)
  }

  /// The batch of a step, counted from 0 over all epochs.
  package func batch(step: Int) -> Batch {
    let indices = indices(step: step)
    var generator = SeededGenerator(seed: seed, stream: UInt64(step) << 1 | 1)
    let shape = images.shape
    let changes = indices.map { _ in Change(augmentation, shape, &generator) }
    let values = [Float](unsafeUninitializedCapacity: size * shape.count) { buffer, initialized in
      images.pixels.withUnsafeBufferPointer { pixels in
        table.withUnsafeBufferPointer { table in
          for (place, (index, change)) in zip(indices, changes).enumerated() {
            change.write(
              UnsafeBufferPointer(
                rebasing: pixels[index * shape.count..<(index + 1) * shape.count]),
              table, shape, augmentation.border,
              to: UnsafeMutableBufferPointer(
                rebasing: buffer[place * shape.count..<(place + 1) * shape.count]))
          }
        }
      }
      initialized = size * shape.count
    }
    return Batch(
      images: mixture(step: step)?.mixed(values) ?? values, shape: shape,
      labels: indices.map { images.labels[$0] })
  }
}

/// What happens to one image of a batch.
private struct Change {
  /// The rows and columns by which the image moves up and to the left.
  var rows = 0
  var columns = 0
  var isMirrored = false
  /// The rows and columns that are set to the mean colour.
  var cutRows = 0..<0
  var cutColumns = 0..<0

  init(_ augmentation: Augmentation, _ shape: Shape, _ generator: inout SeededGenerator) {
    let padding = augmentation.cropPadding
    if padding > 0 {
      rows = generator.index(below: 2 * padding + 1) - padding
      columns = generator.index(below: 2 * padding + 1) - padding
    }
    if augmentation.flips { isMirrored = generator.index(below: 2) == 1 }
    let side = augmentation.cutout
    if side > 0 {
      // The centre is uniform over the image; what lies outside is cut off (DeVries, Taylor 2017).
      let top = generator.index(below: shape.height) - side / 2
      let left = generator.index(below: shape.width) - side / 2
      cutRows = (top..<top + side).clamped(to: 0..<shape.height)
      cutColumns = (left..<left + side).clamped(to: 0..<shape.width)
    }
  }

  /// Writes the changed, normalised image `[H, W, C]`.
  func write(
    _ pixels: UnsafeBufferPointer<UInt8>, _ table: UnsafeBufferPointer<Float>, _ shape: Shape,
    _ border: Augmentation.Border, to target: UnsafeMutableBufferPointer<Float>
  ) {
    let channels = shape.channels
    var place = 0
    for row in 0..<shape.height {
      let sourceRow = Self.source(row + rows, shape.height, border)
      for column in 0..<shape.width {
        let seen = isMirrored ? shape.width - 1 - column : column
        let sourceColumn = Self.source(seen + columns, shape.width, border)
        let isCut = cutRows.contains(row) && cutColumns.contains(column)
        if isCut || sourceRow < 0 || sourceColumn < 0 {
          for _ in 0..<channels {
            target.initializeElement(at: place, to: 0)
            place += 1
          }
        } else {
          let start = (sourceRow * shape.width + sourceColumn) * channels
          for channel in 0..<channels {
            target.initializeElement(
              at: place, to: table[channel << 8 | Int(pixels[start + channel])])
            place += 1
          }
        }
      }
    }
  }

  /// The place of a row or column that may lie outside, or -1 where the mean colour is.
  @inline(__always)
  private static func source(_ position: Int, _ count: Int, _ border: Augmentation.Border) -> Int {
    if position >= 0 && position < count { return position }
    return switch border {
    case .zero: -1
    case .reflect: position < 0 ? -position : 2 * (count - 1) - position
    }
  }
}
