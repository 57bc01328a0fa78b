import Devices
import Graphs
import Planning

/// Instructions of the kernels on one image, and the cycles that a core takes for them.
///
/// The form is that of the cycle fits for CMSIS_NN-INTQ on an STM32H743, a product term plus terms
/// per input and per output; the numbers are those of our kernels. They are fitted to the counts of
/// an emulator for the layers of mobile-32 networks (clang 21, `-O2`) with residuals below 3 %, of
/// pooling and grouped convolution below 15 %.
struct InstructionCounts: Sendable {
  private let kernels: KernelInstructions
  private let packed: PackedInstructions
  private let cyclesPerInstruction: Double

  init(_ core: Core) {
    switch core.instructions {
    case .armv7EM where core == .cortexM7:
      kernels = .cortexM7
      packed = .cortexM7
      // The loop of CMSIS_NN-INTQ has 24 instructions for 16 products; at 400 MHz an STM32H743
      // needs 1.54 cycles for a product on top of what depends on channels (EEESlab,
      // mobilenet_v1_stm32_cmsis_nn): 1.54 / 1.5.
      cyclesPerInstruction = 1.03
    case .armv7EM:
      kernels = .cortexM4F
      packed = .cortexM4F
      // TFLite-Micro with CMSIS-NN on an STM32L4R5 (EdgeMark, four MLPerf Tiny networks) takes 1.63
      // to 1.89 cycles for an instruction that the same source executes in the emulator; the mean.
      cyclesPerInstruction = 1.77
    case .armv8M:
      kernels = .cortexM4F
      packed = .cortexM4F
      // The same on a RA6M4 (MLPerf Tiny v0.7): 1.30 to 1.65.
      cyclesPerInstruction = 1.46
    case .armv6M:
      kernels = .cortexM0Plus
      packed = .cortexM0Plus
      // Two cycles for loads, stores and taken branches and one for all else, at 40 of 100
      // instructions; the cache of external flash is taken to hit. Not compared with silicon.
      cyclesPerInstruction = 1.4
    case .armv7M, .xtensa, .riscV, .other:
      // The kernels take their paths without DSP instructions, which were counted for Armv6-M alone:
      // richer sets need fewer instructions, so this is high. Not compared with silicon.
      kernels = .cortexM0Plus
      packed = .cortexM0Plus
      cyclesPerInstruction = 1.4
    }
  }

  /// The instructions of a node that this function computes on values and weights of these bits.
  func instructions(
    _ graph: FloatGraph, _ node: Node<FloatOp>, on function: KernelFunction, bits: KernelBits,
    hasExponents: Bool
  ) -> Int {
    let inputs = node.inputs.map { graph.nodes[$0].value }
    let count =
      function.isPacked
      ? packed.instructions(
        node.op, inputs: inputs, output: node.value, bits: bits, hasExponents: hasExponents)
      : kernels.instructions(node.op, inputs: inputs, output: node.value, function)
    return Int(count.rounded())
  }

  /// The cycles of so many instructions.
  func cycles(instructions: Int) -> Int {
    Int((Double(instructions) * cyclesPerInstruction).rounded())
  }
}

/// Instructions per unit of work, for one instruction set.
private struct KernelInstructions: Sendable {
  /// A convolution that carries two outputs per product, on four pixels at a time.
  struct Paired: Sendable {
    /// Per word of weights, for four pixels.
    var word: Double
    /// Per pair of outputs, for four pixels.
    var outputs: Double
    /// Per widened tap of a pixel, where channels come in whole words and where they do not.
    var wordTap: Double
    var byteTap: Double
    /// Per pixel.
    var pixel: Double
  }

  /// A depthwise convolution; a tap, row and so on counts for as many channels as run at one time.
  struct Depthwise: Sendable {
    /// How many channels run at one time.
    var lanes: Int
    /// Per tap inside the map and outside of it.
    var tap: Double
    var paddedTap: Double
    /// Per row of a window.
    var row: Double
    /// Per row that is cut at a side of the map.
    var cutRow: Double
    /// Per rectangle of taps that lie all inside or all on one side.
    var rectangle: Double
    /// Per result of all lanes.
    var output: Double
    /// Per pixel, whatever its channels.
    var pixel: Double
  }

  /// Any loop over taps.
  struct Loop: Sendable {
    /// Per tap of an output.
    var tap: Double
    /// Per row of a window; of a convolution, per tap of the window, which joins several inputs.
    var row: Double
    /// Per output.
    var output: Double
  }

  var paired: Paired
  var depthwise: Depthwise
  var convolution: Loop
  var dense: Loop
  var averagePool: Loop
  var maximumPool: Loop
  var add: Double
  var multiply: Double
  var lookup: Double
  var copy: Double

  static let cortexM7 = KernelInstructions(
    paired: Paired(word: 18.56, outputs: 180.3, wordTap: 2.68, byteTap: 19.84, pixel: 118.7),
    depthwise: Depthwise(
      lanes: 4, tap: 15, paddedTap: 15, row: 29.67, cutRow: 29.67, rectangle: 69.98,
      output: 58.59, pixel: 99.6),
    convolution: Loop(tap: 5.5, row: 28.5, output: 151),
    dense: Loop(tap: 2.17, row: 0, output: 61.1),
    averagePool: Loop(tap: 2.54, row: 26.2, output: 72.7),
    maximumPool: Loop(tap: 1.86, row: 39.3, output: 20.8),
    add: 25.25, multiply: 27.8, lookup: 4.5, copy: 6.72)

  static let cortexM4F = KernelInstructions(
    paired: Paired(word: 17.14, outputs: 168.6, wordTap: 2.42, byteTap: 23.1, pixel: 128.5),
    depthwise: Depthwise(
      lanes: 4, tap: 13.83, paddedTap: 13.83, row: 33.18, cutRow: 33.18, rectangle: 64.13,
      output: 60.19, pixel: 55.6),
    convolution: Loop(tap: 5.6, row: 28.2, output: 152),
    dense: Loop(tap: 2.19, row: 0, output: 62.9),
    averagePool: Loop(tap: 2.45, row: 29.9, output: 87.9),
    maximumPool: Loop(tap: 0.23, row: 49, output: 26.1),
    add: 24.25, multiply: 28.8, lookup: 4.5, copy: 6.48)

  static let cortexM0Plus = KernelInstructions(
    paired: Paired(word: 94.59, outputs: 485.2, wordTap: 8.54, byteTap: 28.85, pixel: 720),
    depthwise: Depthwise(
      lanes: 1, tap: 35.3, paddedTap: 26.3, row: 75.3, cutRow: 0, rectangle: 0, output: 0, pixel: 0),
    convolution: Loop(tap: 6.5, row: 49.5, output: 738),
    dense: Loop(tap: 7.01, row: 0, output: 86.6),
    averagePool: Loop(tap: 3.03, row: 37.1, output: 135),
    maximumPool: Loop(tap: 3.33, row: 43.8, output: 23.1),
    add: 89.9, multiply: 62.8, lookup: 5, copy: 8.22)

  func instructions(
    _ op: FloatOp, inputs: [Shape], output: Shape, _ function: KernelFunction
  ) -> Double {
    let results = Double(output.count)
    switch op {
    case .convolution(let op):
      switch function {
      case .pairedConvolution:
        return paired.instructions(op, input: inputs[0], output: output)
      case .depthwise:
        return depthwise.instructions(op.window, input: inputs[0], output: output)
      case .dense:
        return dense.instructions(taps: inputs[0].channels, rows: 0, results: results)
      case .convolution, .add, .multiply, .averagePool, .maximumPool, .lookup, .copyChannels,
        .packedConvolution8, .packedConvolution4, .packedConvolution2, .packedDepthwise,
        .packedAdd, .packedAveragePool, .packedMaximumPool, .packedMultiply, .packedLookup,
        .packedCopyChannels:
        return convolution.instructions(
          taps: op.window.kernel.area * inputs[0].channels / op.groups,
          rows: op.window.kernel.area, results: results)
      }
    case .dense:
      return dense.instructions(taps: inputs[0].count, rows: 0, results: results)
    case .pool(let op):
      let loop = op.kind == .average ? averagePool : maximumPool
      return loop.instructions(
        taps: op.window.kernel.area, rows: op.window.kernel.height, results: results)
    case .globalAveragePool:
      return averagePool.instructions(
        taps: inputs[0].area, rows: inputs[0].height, results: results)
    case .add: return add * results
    case .multiply: return multiply * results
    case .activation: return lookup * results
    case .concat: return copy * results
    case .input, .batchNorm, .flatten, .softmax: return 0
    }
  }
}

extension KernelInstructions.Loop {
  func instructions(taps: Int, rows: Int, results: Double) -> Double {
    results * (output + Double(taps) * tap + Double(rows) * row)
  }
}

extension KernelInstructions.Paired {
  func instructions(_ op: Convolution, input: Shape, output: Shape) -> Double {
    let blocks = Double((output.area + 3) / 4)
    let taps = op.window.kernel.area * input.channels
    let words = Double((taps + 1) / 2)
    let fill = Double(taps) * (input.channels % 4 == 0 ? wordTap : byteTap) + pixel
    let pairs = Double((output.channels + 1) / 2)
    return blocks * (pairs * (words * word + outputs) + 4 * fill)
  }
}

extension KernelInstructions.Depthwise {
  /// A window is cut into the rectangle inside the map and up to four outside of it.
  func instructions(_ window: Window, input: Shape, output: Shape) -> Double {
    let (vertical, horizontal) = window.clips(on: input, output: output)
    let area = output.area
    let inside = vertical.inside * horizontal.inside
    let outside = area * window.kernel.area - inside
    let rows = area * window.kernel.height
    let cutRows = vertical.inside * horizontal.sides
    let rectangles =
      area + vertical.sides * output.width + horizontal.sides * output.height
    let perLane =
      Double(inside) * tap + Double(outside) * paddedTap + Double(rows) * row
      + Double(cutRows) * cutRow + Double(rectangles) * rectangle + Double(area) * self.output
    let groups = Double((input.channels + lanes - 1) / lanes)
    return groups * perLane + Double(area) * pixel
  }
}

extension Window {
  /// Taps inside the map and outside of it, of all outputs of a channel.
  func taps(on input: Shape, output: Shape) -> (inside: Int, outside: Int) {
    let (vertical, horizontal) = clips(on: input, output: output)
    let inside = vertical.inside * horizontal.inside
    return (inside, output.area * kernel.area - inside)
  }

  fileprivate func clips(on input: Shape, output: Shape) -> (vertical: Clips, horizontal: Clips) {
    let vertical = Clips(
      kernel: kernel.height, stride: stride.height, padding: padding.top, input: input.height,
      output: output.height)
    let horizontal = Clips(
      kernel: kernel.width, stride: stride.width, padding: padding.left, input: input.width,
      output: output.width)
    return (vertical, horizontal)
  }
}

/// How windows along one axis meet the border of the map, summed over the outputs.
private struct Clips {
  /// Taps inside the map.
  var inside = 0
  /// Ends of windows that lie outside of it.
  var sides = 0

  init(kernel: Int, stride: Int, padding: Int, input: Int, output: Int) {
    for position in 0..<output {
      let start = position * stride - padding
      let (first, end) = (max(-start, 0), min(input - start, kernel))
      inside += end - first
      sides += (first > 0 ? 1 : 0) + (end < kernel ? 1 : 0)
    }
  }
}
