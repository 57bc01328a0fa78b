extension ImageFolder {
  /// The median of the shorter sides of the training images in pixels, by the headers of a sample.
  ///
  /// - Parameter count: of the images that are looked at, evenly spread over all.
  /// - Returns: nil where no header of the sample can be read.
  package func typicalSide(sample count: Int = 200) -> Int? {
    let step = max(1, training.count / count)
    let sides = stride(from: 0, to: training.count, by: step).compactMap { index in
      ImageFile.size(of: training[index].path).map { min($0.width, $0.height) }
    }.sorted()
    return sides.isEmpty ? nil : sides[sides.count / 2]
  }
}
