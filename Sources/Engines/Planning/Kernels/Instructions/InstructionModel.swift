import Graphs

/// Counts the instructions of a function for one image.
///
/// The form is that of the cycle fits for CMSIS_NN-INTQ on an STM32H743, a product term plus terms
/// per input and per output; the numbers are those of our kernels, fitted to the counts of an emulator
/// (clang 21, `-O2`). For 8 bits, the layers of mobile-32 networks leave residuals below 3 %, pooling and
/// grouped convolution below 15 %. For fewer bits, layers of each width with windows of 1 × 1 to
/// 7 × 7, 3 to 576 inputs and 8 to 100 outputs, odd numbers among them, leave residuals below 7 %.
package protocol InstructionModel: Sendable {
  /// The instructions of a layer.
  ///
  /// - Parameter hasExponents: whether each multiplier has an exponent of its own.
  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double
}

/// A number of instructions per value of the result.
struct PerResult: InstructionModel {
  var count: Double

  init(_ count: Double) { self.count = count }

  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    count * Double(layer.output.count)
  }
}

/// A pool.
struct PoolInstructions: InstructionModel {
  /// Per tap of an output, per row of its window and per output.
  var tap, row, output: Double

  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    let kernel = layer.window.kernel
    return Double(layer.output.count)
      * (output + Double(kernel.area) * tap + Double(kernel.height) * row)
  }
}

/// A convolution that computes one output at a time, or a fully connected layer.
struct ConvolutionInstructions: InstructionModel {
  /// Per product, per tap of the window, which joins several inputs, and per output.
  var product, tap, output: Double

  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    Double(layer.output.count)
      * (output + Double(layer.taps) * product + Double(layer.window.kernel.area) * tap)
  }
}

/// A convolution that carries two outputs per product, on four pixels at a time.
struct PairedInstructions: InstructionModel {
  /// Per word of weights, for four pixels.
  var word: Double
  /// Per pair of outputs, for four pixels.
  var outputs: Double
  /// Per widened tap of a pixel, where channels come in whole words and where they do not.
  var wordTap: Double
  var byteTap: Double
  /// Per pixel.
  var pixel: Double

  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    let blocks = Double((layer.output.area + 3) / 4)
    let words = Double((layer.taps + 1) / 2)
    let isWhole = layer.inputChannels % 4 == 0
    let fill = Double(layer.taps) * (isWhole ? wordTap : byteTap) + pixel
    let pairs = Double((layer.output.channels + 1) / 2)
    return blocks * (pairs * (words * word + outputs) + 4 * fill)
  }
}

/// A depthwise convolution; a tap, row and so on counts for as many channels as run at one time.
struct DepthwiseInstructions: InstructionModel {
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

  /// A window is cut into the rectangle inside the map and up to four outside of it.
  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    let (vertical, horizontal) = layer.clips
    let (window, output) = (layer.window, layer.output)
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
    let groups = Double((layer.inputChannels + lanes - 1) / lanes)
    return groups * perLane + Double(area) * pixel
  }
}

extension LayerShape {
  /// Taps inside the map and outside of it, of all outputs of a channel.
  var windowTaps: (inside: Int, outside: Int) {
    let (vertical, horizontal) = clips
    let inside = vertical.inside * horizontal.inside
    return (inside, output.area * window.kernel.area - inside)
  }

  fileprivate var clips: (vertical: Clips, horizontal: Clips) {
    let (window, input) = (window, inputs[0])
    let vertical = Clips(
      kernel: window.kernel.height, stride: window.stride.height, padding: window.padding.top,
      input: input.height, output: output.height)
    let horizontal = Clips(
      kernel: window.kernel.width, stride: window.stride.width, padding: window.padding.left,
      input: input.width, output: output.width)
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
