import CVectorKernels
import Graphs
import Planning

/// Packs layers with weights, and averages, for the kernels of an instruction set.
struct VectorLayerPacker {
  let kernels: IntegerVectorKernels
  let constants: VectorConstants

  /// Numbers of a layer: its weights `[outputs, taps]`, and what becomes of the sums.
  struct Numbers {
    var weights: [Int8]
    var bias: [Int32]
    var requantization: Requantization
    var output: OutputQuantization
  }

  /// A convolution that reads neighbouring channels.
  func convolution(
    _ op: IntegerConvolution, from x: VectorMap, to y: VectorMap, input: QuantizedType
  ) -> vector_layer {
    let window = op.geometry.window
    let groups = op.geometry.groups
    let depth = x.shape.channels / groups
    var layer = vector_layer(over: y)
    layer.setSteps(of: window, on: x)
    layer.groups = Int32(groups)
    layer.x_group = depth
    let rows = (0..<window.kernel.height).map { $0 * x.row }
    // Without groups all channels of all columns under the window are neighbours.
    let offsets =
      groups == 1
      ? rows
      : rows.flatMap { row in (0..<window.kernel.width).map { row + $0 * x.shape.channels } }
    let length = groups == 1 ? window.kernel.width * depth : depth
    set(
      &layer, runs: offsets, length: length, input: input,
      Numbers(op))
    return layer
  }

  /// A fully connected layer: a convolution of one pixel.
  func dense(
    _ op: IntegerDense, from x: VectorMap, to y: VectorMap, input: QuantizedType
  ) -> vector_layer {
    var layer = vector_layer(over: y)
    layer.groups = 1
    set(
      &layer, runs: [0], length: x.shape.count, input: input,
      Numbers(op))
    return layer
  }

  /// A convolution of each channel alone.
  func depthwise(
    _ op: IntegerConvolution, from x: VectorMap, to y: VectorMap, input: QuantizedType
  ) -> vector_layer {
    perChannel(
      op.geometry.window, from: x, to: y, input: input,
      Numbers(op))
  }

  /// An average: a convolution of each channel alone with weights of 1.
  func average(
    _ op: IntegerAveragePool, from x: VectorMap, to y: VectorMap, input: QuantizedType
  ) -> vector_layer {
    let channels = x.shape.channels
    return perChannel(
      op.window, from: x, to: y, input: input,
      Numbers(
        weights: [Int8](repeating: 1, count: op.window.kernel.area * channels),
        bias: [Int32](repeating: 0, count: channels), requantization: op.requantization,
        output: op.output))
  }

  private func perChannel(
    _ window: Window, from x: VectorMap, to y: VectorMap, input: QuantizedType, _ numbers: Numbers
  ) -> vector_layer {
    var layer = vector_layer(over: y)
    layer.setSteps(of: window, on: x)
    layer.groups = 1
    let channels = x.shape.channels
    let taps = window.kernel.area
    // Neighbouring outputs share a block where it has room, as their windows are neighbours, too.
    let fold =
      window.stride.width == 1 ? kernels.fold(channels: channels, columns: y.shape.width) : 1
    layer.columns /= Int32(fold)
    layer.x_column *= fold
    layer.y_column *= fold
    layer.outputs = Int32(channels * fold)
    var offsets = (0..<window.kernel.height).flatMap { row in
      (0..<window.kernel.width).map { row * x.row + $0 * channels }
    }
    if offsets.count % 2 == 1, let last = offsets.last { offsets.append(last) }
    layer.runs = Int32(offsets.count)
    layer.offsets = constants.copy(offsets)
    let blocks = kernels.blocks(of: channels * fold, hasNarrowBlocks: false)
    let pairs = offsets.count / 2
    var packed = [Int16](repeating: 0, count: blocks.count * pairs * 2 * kernels.block)
    for (number, block) in blocks.enumerated() {
      for (index, output) in block.outputs.enumerated() {
        for tap in 0..<taps {
          let pair = number * pairs + tap / 2
          packed[(pair * kernels.block + block.place(index, kernels)) * 2 + tap % 2] =
            Int16(numbers.weights[output % channels * taps + tap])
        }
      }
    }
    layer.weights = UnsafeRawPointer(constants.copy(packed))
    setOutputs(&layer, numbers, input: input, repeats: fold, hasNarrowBlocks: false)
    return layer
  }

  /// Sets runs, weights and what becomes of the sums of a layer that reads neighbouring elements.
  private func set(
    _ layer: inout vector_layer, runs offsets: [Int], length: Int, input: QuantizedType,
    _ numbers: Numbers
  ) {
    let perWord = kernels.elementsPerWord
    let words = (length + perWord - 1) / perWord
    let groups = Int(layer.groups)
    let outputs = numbers.bias.count / groups
    layer.outputs = Int32(outputs)
    layer.runs = Int32(offsets.count)
    layer.length = Int32(words)
    layer.offsets = constants.copy(offsets)
    let blocks = kernels.blocks(of: outputs, hasNarrowBlocks: true)
    let count = groups * offsets.count * words * perWord * blocks.reduce(0) { $0 + $1.words }
    var packed = [Int8](repeating: 0, count: count)
    var start = 0
    for group in 0..<groups {
      for block in blocks {
        for (index, output) in block.outputs.enumerated() {
          let row = (group * outputs + output) * offsets.count * length
          let place = block.place(index, kernels)
          for run in offsets.indices {
            for element in 0..<length {
              let word = (run * words + element / perWord) * block.words + place
              packed[(start + word) * perWord + element % perWord] =
                numbers.weights[row + run * length + element]
            }
          }
        }
        start += offsets.count * words * block.words
      }
    }
    // A layer of one pixel reads each weight once, so that fewer bytes are faster than ready ones.
    let isWide = kernels.elementBytes == 2 && layer.rows * layer.columns > 1
    layer.has_bytes = kernels.elementBytes == 2 && !isWide ? 1 : 0
    layer.weights =
      isWide
      ? UnsafeRawPointer(constants.copy(packed.map { Int16($0) }))
      : UnsafeRawPointer(constants.copy(packed))
    setOutputs(&layer, numbers, input: input, repeats: 1, hasNarrowBlocks: true)
  }

  /// Sets biases, multipliers and requantization.
  ///
  /// - Parameter repeats: how often the outputs follow each other.
  private func setOutputs(
    _ layer: inout vector_layer, _ numbers: Numbers, input: QuantizedType, repeats: Int,
    hasNarrowBlocks: Bool
  ) {
    let outputs = numbers.bias.count
    func packed<Number: FixedWidthInteger & BitwiseCopyable>(
      _ perOutput: [Number]
    ) -> UnsafePointer<Number> {
      let all = (0..<repeats).flatMap { _ in perOutput }
      let count = all.count / Int(layer.groups)
      return constants.copy(
        stride(from: 0, to: all.count, by: count).flatMap {
          kernels.packed(Array(all[$0..<$0 + count]), hasNarrowBlocks: hasNarrowBlocks)
        })
    }
    let weights = IntegerTensor(
      shape: [outputs, numbers.weights.count / outputs], values: numbers.weights)
    let bounds = largestAccumulators(weights, numbers.bias, input.largestDistance)
    layer.bias = packed(weights.bias(numbers.bias, folding: input.zeroPoint + kernels.offset))
    layer.multipliers = packed(numbers.requantization.multipliers(outputs: outputs))
    layer.requantization = vector_requantization(
      numbers.requantization, numbers.output, bounds: bounds,
      exponents: numbers.requantization.exponents(outputs: outputs).map(packed),
      offset: kernels.offset)
  }
}

extension VectorLayerPacker.Numbers {
  fileprivate init(_ op: IntegerConvolution) {
    self.init(
      weights: op.weights.values, bias: op.bias, requantization: op.requantization,
      output: op.output)
  }

  fileprivate init(_ op: IntegerDense) {
    self.init(
      weights: op.weights.values, bias: op.bias, requantization: op.requantization,
      output: op.output)
  }
}

extension IntegerVectorKernels {
  /// The number of adjacent output pixels to pack into one row of blocks so that the fewest vector lanes
  /// stay idle; a divisor of `columns`.
  fileprivate func fold(channels: Int, columns: Int) -> Int {
    func blocks(_ fold: Int) -> Int { (channels * fold + block - 1) / block }
    var best = 1
    for fold in 2...max(2, block) where fold <= columns && columns % fold == 0 {
      if blocks(fold) * best < blocks(best) * fold { best = fold }
    }
    return best
  }
}

extension vector_layer {
  /// A layer that writes a map.
  fileprivate init(over y: VectorMap) {
    self.init()
    rows = Int32(y.shape.height)
    columns = Int32(y.shape.width)
    y_row = y.row
    y_column = y.shape.channels
  }

  /// Sets how a window moves over a map.
  fileprivate mutating func setSteps(of window: Window, on x: VectorMap) {
    x_row = window.stride.height * x.row
    x_column = window.stride.width * x.shape.channels
  }
}
