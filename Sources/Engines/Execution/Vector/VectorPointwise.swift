import CVectorKernels
import Foundation
import Graphs

extension vector_pointwise {
  /// A function of the values of one map at each place.
  ///
  /// - Parameter pixels: whether pixels are treated one by one, since those of a map are no neighbours.
  init(from x: VectorMap, to y: VectorMap, pixels: Bool = false) {
    self.init()
    rows = Int32(y.shape.height)
    (x_row, y_row) = (x.row, y.row)
    (x_column, y_column) = (x.shape.channels, y.shape.channels)
    columns = pixels ? Int32(y.shape.width) : 1
    count = Int32(pixels ? x.shape.channels : x.shape.width * x.shape.channels)
  }

  /// Adds the second map, of the same shape or of a single pixel.
  private mutating func read(_ x2: VectorMap, isPerChannel: Bool) {
    (x2_row, x2_column) = isPerChannel ? (0, 0) : (x2.row, x2.shape.channels)
  }

  private mutating func setOutput(_ output: OutputQuantization, offset: Int32) {
    zero_point = output.zeroPoint + offset
    minimum = output.minimum + offset
    maximum = output.maximum + offset
  }

  /// `Zy + floor(x1 · M1 / 2^s + x2 · M2 / 2^s + constant)`, exact in double precision: products have 40
  /// bits.
  init(
    _ op: IntegerAdd, _ types: [QuantizedType], _ x: [VectorMap], to y: VectorMap, offset: Int32
  ) {
    self.init(from: x[0], to: y)
    read(x[1], isPerChannel: false)
    setOutput(op.output, offset: offset)
    // A shift that 53 bits do not hold leaves nothing of sums of 41 bits.
    guard op.shift <= 50 else { return }
    let scale = exp2(-Double(op.shift))
    factor = Double(op.multipliers[0]) * scale
    factor_2 = Double(op.multipliers[1]) * scale
    constant = 0.5
    for (type, multiplier) in zip(types, op.multipliers) {
      constant -= Double(type.zeroPoint + offset) * Double(multiplier) * scale
    }
  }

  /// `Zy + floor((x1 − Z1) · (x2 − Z2) · M + constant)`, exact in double precision: products have 48 bits.
  init(
    _ op: IntegerMultiply, _ types: [QuantizedType], _ x: [VectorMap], to y: VectorMap,
    offset: Int32
  ) {
    let isPerChannel = x[1].shape != x[0].shape
    self.init(from: x[0], to: y, pixels: isPerChannel)
    read(x[1], isPerChannel: isPerChannel)
    setOutput(op.output, offset: offset)
    zero_point_1 = types[0].zeroPoint + offset
    zero_point_2 = types[1].zeroPoint + offset
    switch op.requantization {
    case .rounded(let multipliers, let shift):
      factor = Double(multipliers[0]) * exp2(Double(shift - 32))
      constant = 0.5
    case .floor(let multipliers):
      factor = Double(multipliers[0].mantissa) * exp2(Double(Int(multipliers[0].exponent) - 31))
    }
  }

  /// A table of 256 elements.
  init(
    _ op: IntegerLookup, from x: VectorMap, to y: VectorMap, kernels: IntegerVectorKernels,
    constants: VectorConstants
  ) {
    self.init(from: x, to: y)
    let values = op.table.map { op.output.clamp(Int64($0)) }
    if kernels.elementBytes == 1 {
      table = UnsafeRawPointer(
        constants.copy(values.map { UInt8(truncatingIfNeeded: Int32($0) + kernels.offset) }))
    } else {
      table = UnsafeRawPointer(constants.copy(values.map { Int16($0) }))
    }
  }
}

extension vector_maximum {
  /// The largest value under a window.
  init(_ window: Window, from x: VectorMap, to y: VectorMap) {
    self.init(
      input_height: Int32(x.shape.height), input_width: Int32(x.shape.width),
      output_height: Int32(y.shape.height), output_width: Int32(y.shape.width),
      channels: Int32(x.shape.channels), kernel_height: Int32(window.kernel.height),
      kernel_width: Int32(window.kernel.width), stride_height: Int32(window.stride.height),
      stride_width: Int32(window.stride.width), padding_top: Int32(window.padding.top),
      padding_left: Int32(window.padding.left), x_row: x.row, y_row: y.row)
  }
}
