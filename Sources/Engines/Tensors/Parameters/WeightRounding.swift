import CTensorKernels
import Graphs

/// Rounds the weights of a view to the steps of its outputs, and spreads gradients to weights and
/// steps.
struct WeightRounding {
  private let quantization: WeightQuantization
  private let outputs: Int
  /// The weights of an output.
  private let rowCount: Int
  private let isPerOutput: Bool
  /// What the gradients of the steps are multiplied by.
  private let stepShare: Float

  /// - Parameter shape: of the weights, outputs first; stops where the store has too few steps.
  init(_ quantization: WeightQuantization, shape: [Int], in store: ParameterStore) {
    self.quantization = quantization
    outputs = shape[0]
    rowCount = shape.dropFirst().reduce(1, *)
    let steps = store.shape(of: quantization.steps)
    isPerOutput = quantization.ratios == nil && steps != [1]
    require(
      steps.count == 1 && (isPerOutput ? steps[0] >= outputs : steps == [1]),
      "'\(quantization.steps)' is stored as \(steps) for \(outputs) outputs")
    if let ratios = quantization.ratios {
      let stored = store.shape(of: ratios)
      require(
        stored.count == 1 && stored[0] >= outputs,
        "'\(ratios)' is stored as \(stored) for \(outputs) outputs")
    }
    let sharing = rowCount * (isPerOutput ? 1 : outputs)
    stepShare = 1 / (Float(sharing) * Float(quantization.precision.maximum)).squareRoot()
  }

  /// The stored tensors beside the weights to whose gradients it adds.
  var tensors: [String] { [quantization.steps] }

  /// Rounds contiguous weights; `target` may be where they are.
  func round(
    _ weights: UnsafePointer<Float>, from store: ParameterStore,
    into target: UnsafeMutablePointer<Float>
  ) {
    let kernels = Self.kernels
    forEachOutput(store) { row, step, _, _ in
      if step == 0 {
        (target + row).update(repeating: 0, count: rowCount)
      } else {
        kernels.round_weights(weights + row, step, most, target + row, rowCount)
      }
    }
  }

  /// Adds what of contiguous gradients reaches the weights to `sums`, which is as contiguous, and the
  /// gradients of the steps to those of the store, which begin at `storeSums`.
  func add(
    _ gradients: UnsafePointer<Float>, of weights: UnsafePointer<Float>,
    from store: ParameterStore, to sums: UnsafeMutablePointer<Float>,
    stepsOf storeSums: UnsafeMutablePointer<Float>
  ) {
    let stepSums = storeSums + store.offset(of: quantization.steps)
    let kernels = Self.kernels
    // In double precision, as one step may be that of a whole layer.
    var shared = 0.0
    forEachOutput(store) { row, step, ratio, output in
      guard step != 0 else { return }
      let gradient = kernels.round_weights_backward(
        weights + row, step, most, gradients + row, sums + row, rowCount)
      if isPerOutput {
        stepSums[output] += gradient * stepShare
      } else {
        shared += Double(gradient * ratio)
      }
    }
    if !isPerOutput { stepSums[0] += Float(shared) * stepShare }
  }

  private var most: Float { Float(quantization.precision.maximum) }

  /// Calls `body` with the place of the first weight of each output, its step, and its ratio to the
  /// stored one.
  private func forEachOutput(
    _ store: ParameterStore,
    _ body: (_ row: Int, _ step: Float, _ ratio: Float, _ output: Int) -> Void
  ) {
    let steps = store.values(of: quantization.steps)
    let ratios = quantization.ratios.map { store.values(of: $0) }
    for output in 0..<outputs {
      let ratio = ratios.map { $0[output] } ?? 1
      body(output * rowCount, steps[isPerOutput ? output : 0] * ratio, ratio, output)
    }
  }

  /// Those of the best instruction set of this processor.
  private nonisolated(unsafe) static let kernels: tensor_kernels = {
    for set in Int32(0)...2 {
      if let table = tensor_kernels_of(2 - set) { return table.pointee }
    }
    fatalError("the plainest kernels are always there")
  }()
}
