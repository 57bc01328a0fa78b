/// A window that slides over a feature map: its size, stride and padding.
public struct Window: Hashable, Codable, Sendable {
  /// Rows and columns under the window.
  public var kernel: Size
  /// Pixels from one position to the next.
  public var stride: Size
  /// Zeros around the map; a zero of an integer map is its zero point.
  public var padding: Padding

  /// A window; padding nil centres it, as `k / 2` on every side.
  public init(kernel: Size, stride: Size = Size(1), padding: Padding? = nil) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding ?? .centred(kernel: kernel)
  }

  /// The shape after the window has slid over `input`: `(in + pad − kernel) / stride + 1`, rounded down.
  package func output(of input: Shape, channels: Int) -> Shape {
    Shape(
      height: (input.height + padding.top + padding.bottom - kernel.height) / stride.height + 1,
      width: (input.width + padding.left + padding.right - kernel.width) / stride.width + 1,
      channels: channels)
  }

  /// What is wrong with the window on a map of this shape, or nil.
  func violation(on input: Shape) -> String? {
    if !kernel.isAllowed { return "the kernel is \(kernel)" }
    if !stride.isAllowed { return "the stride is \(stride)" }
    if min(padding.top, padding.left, padding.bottom, padding.right) < 0 {
      return "a side has negative padding"
    }
    if max(padding.top, padding.bottom) >= kernel.height
      || max(padding.left, padding.right) >= kernel.width
    {
      return "the padding is as large as the kernel \(kernel)"
    }
    let rows = input.height + padding.top + padding.bottom
    let columns = input.width + padding.left + padding.right
    return rows < kernel.height || columns < kernel.width
      ? "a \(kernel) kernel is larger than the padded input \(rows)x\(columns)" : nil
  }

  static let rule =
    "Kernel and stride are 1 to 65535, padding is smaller than the kernel, and the kernel fits the padded input."
}

extension Size {
  /// Whether both are the side of a window.
  fileprivate var isAllowed: Bool {
    (1...65535).contains(height) && (1...65535).contains(width)
  }
}
