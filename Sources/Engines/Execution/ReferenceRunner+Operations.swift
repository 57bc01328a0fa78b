import Graphs

extension OutputQuantization {
  /// The stored output for an accumulator.
  fileprivate func store(
    _ accumulator: Int32, _ requantization: Requantization, channel: Int
  ) -> Int8 {
    clamp(requantization.apply(to: accumulator, channel: channel, zeroPoint: zeroPoint))
  }
}

/// Turns the sums of a layer into stored outputs.
struct ChannelStore {
  private let bias: [Int32]
  private let requantization: Requantization
  private let output: OutputQuantization
  /// One for each channel where sums are compared with thresholds.
  private let thresholds: [ChannelThresholds]

  init(
    _ bias: [Int32], _ requantization: Requantization, _ output: OutputQuantization,
    _ countsThresholds: Bool
  ) {
    self.bias = bias
    self.requantization = requantization
    self.output = output
    thresholds =
      countsThresholds && output.precision != .bits8
      ? bias.indices.map {
        ChannelThresholds(requantization, channel: $0, bias: bias[$0], output: output)
      } : []
  }

  /// The stored output for a sum without bias.
  func callAsFunction(_ sum: Int32, channel: Int) -> Int8 {
    thresholds.isEmpty
      ? output.store(sum + bias[channel], requantization, channel: channel)
      : thresholds[channel](Int64(sum))
  }
}

extension Shape {
  /// The value of `element` at every row, column and channel, in row-major order.
  fileprivate func map(_ element: (Int, Int, Int) -> Int8) -> [Int8] {
    (0..<count).map { element($0 / channels / width, $0 / channels % width, $0 % channels) }
  }
}

extension IntegerConvolution {
  /// `Zy + requantize(bias + Σ (x − Zx) · w)`.
  func reference(_ input: IntegerMap, output shape: Shape, store: ChannelStore) -> [Int8] {
    let window = geometry.window
    let groupInputs = input.shape.channels / geometry.groups
    let groupOutputs = shape.channels / geometry.groups
    return shape.map { y, x, channel in
      let first = channel / groupOutputs * groupInputs
      var accumulator: Int32 = 0
      for row in 0..<window.kernel.height {
        for column in 0..<window.kernel.width {
          let inputY = y * window.stride.height + row - window.padding.top
          let inputX = x * window.stride.width + column - window.padding.left
          let tap = (channel * window.kernel.height + row) * window.kernel.width + column
          for index in 0..<groupInputs {
            accumulator +=
              input.centred(inputY, inputX, first + index)
              * Int32(weights.values[tap * groupInputs + index])
          }
        }
      }
      return store(accumulator, channel: channel)
    }
  }
}

extension IntegerDense {
  /// `Zy + requantize(bias + Σ (x − Zx) · w)`.
  func reference(_ input: IntegerMap, store: ChannelStore) -> [Int8] {
    let inputs = input.centred
    return bias.indices.map { channel in
      var accumulator: Int32 = 0
      for (index, value) in inputs.enumerated() {
        accumulator += value * Int32(weights.values[channel * inputs.count + index])
      }
      return store(accumulator, channel: channel)
    }
  }
}

extension IntegerAdd {
  /// `Zy + (((x1 − Z1) · M1 + (x2 − Z2) · M2 + 2^(s−1)) >> s)`.
  func reference(_ first: IntegerMap, _ second: IntegerMap) -> [Int8] {
    zip(first.centred, second.centred).map { one, other in
      let sum = Int64(one) * Int64(multipliers[0]) + Int64(other) * Int64(multipliers[1])
      let half = Int64(1) << Int64(shift - 1)
      return output.clamp(Int64(output.zeroPoint) + ((sum + half) >> Int64(shift)))
    }
  }
}

extension IntegerMultiply {
  /// `Zy + requantize((x1 − Z1) · (x2 − Z2))`, the second value of the same shape or `[1, 1, C]`.
  func reference(_ first: IntegerMap, _ second: IntegerMap) -> [Int8] {
    first.shape.map { y, x, channel in
      let isPerChannel = second.shape != first.shape
      let other = isPerChannel ? second.centred(0, 0, channel) : second.centred(y, x, channel)
      return output.store(first.centred(y, x, channel) * other, requantization, channel: 0)
    }
  }
}

extension IntegerAveragePool {
  /// `Zy + requantize(Σ (x − Zx))`.
  func reference(_ input: IntegerMap, output shape: Shape) -> [Int8] {
    shape.map { y, x, channel in
      var sum: Int32 = 0
      for row in 0..<window.kernel.height {
        for column in 0..<window.kernel.width {
          sum += input.centred(
            y * window.stride.height + row, x * window.stride.width + column, channel)
        }
      }
      return output.store(sum, requantization, channel: 0)
    }
  }
}

extension Window {
  /// The largest stored value under the part of the window that lies inside the map.
  func maximum(of input: IntegerMap, output shape: Shape) -> [Int8] {
    shape.map { y, x, channel in
      let top = y * stride.height - padding.top
      let left = x * stride.width - padding.left
      var largest = Int8.min
      for inputY in max(top, 0)..<min(top + kernel.height, input.shape.height) {
        for inputX in max(left, 0)..<min(left + kernel.width, input.shape.width) {
          largest = max(largest, input[inputY, inputX, channel])
        }
      }
      return largest
    }
  }
}
