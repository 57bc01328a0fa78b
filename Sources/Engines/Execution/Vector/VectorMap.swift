import Graphs

/// Where the value of a node lies in the arena of a ``VectorRunner``, in elements.
///
/// Around the map lies a border as wide as the padding of all who read it; it holds the zero point, so
/// that a window needs no bounds.
struct VectorMap {
  /// The shape without the border.
  var shape: Shape
  /// The stored value of the border.
  var zeroPoint: Int32
  /// Elements around the map.
  var border: Padding
  /// The first element of pixel (0, 0) in the arena.
  var start = 0

  /// From row to row.
  var row: Int { (border.left + shape.width + border.right) * shape.channels }
  /// From the first element of the border to pixel (0, 0).
  var inset: Int { border.top * row + border.left * shape.channels }
  /// All elements, with the border.
  var count: Int { (border.top + shape.height + border.bottom) * row }
  /// Whether rows follow each other without a gap.
  var isContiguous: Bool { border == Padding(0) }
}

extension Window {
  /// The border that the window reads around a map of this shape.
  func border(on input: Shape, output: Shape) -> Padding {
    func behind(_ outputs: Int, _ stride: Int, _ kernel: Int, _ padding: Int, _ inputs: Int) -> Int
    {
      max(0, (outputs - 1) * stride + kernel - padding - inputs)
    }
    return Padding(
      top: padding.top, left: padding.left,
      bottom: behind(output.height, stride.height, kernel.height, padding.top, input.height),
      right: behind(output.width, stride.width, kernel.width, padding.left, input.width))
  }
}

extension Padding {
  /// The wider of both on every side.
  func union(_ other: Padding) -> Padding {
    Padding(
      top: max(top, other.top), left: max(left, other.left), bottom: max(bottom, other.bottom),
      right: max(right, other.right))
  }
}
