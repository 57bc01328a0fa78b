import Graphs

/// A view of a stored tensor as addresses: leading entries of the outer dimensions, the centre of
/// the spatial ones, then the chain of kernel transforms, then rounding.
///
/// Reading gives contiguous values; writing back adds gradients in the place where the values came
/// from, and those of the transforms to their matrices, those of the rounding to its steps.
struct ParameterSlice {
  private let name: String
  private let stored: [Int]
  private let view: ParameterView
  /// Of the view, or of the kernels before the first transform.
  private let runs: [Run]
  private let rounding: WeightRounding?
  private let biasRounding: BiasRounding?

  /// - Parameter view: stops where the store has no such tensor, or a smaller one.
  init(_ view: ParameterView, in store: ParameterStore) {
    name = view.source
    stored = store.shape(of: view.source)
    self.view = view
    require(
      stored.count == view.shape.count && zip(stored, view.shape).allSatisfy { $0 >= $1 },
      "'\(view.source)' is stored as \(stored); a view asks for \(view.shape)")
    var shape = view.shape
    if let first = view.transforms.first {
      shape.replaceSubrange(2..., with: [first.side, first.side])
    }
    runs = Self.runs(of: shape, in: stored)
    rounding = view.quantization.map { WeightRounding($0, shape: view.shape, in: store) }
    biasRounding = view.biasQuantization.map {
      BiasRounding($0, count: view.shape.reduce(1, *), in: store)
    }
  }

  /// The stored tensors to whose gradients it adds.
  var tensors: [String] { [name] + view.transforms.map(\.matrix) + (rounding?.tensors ?? []) }

  /// The number of values.
  var count: Int { view.shape.reduce(1, *) }

  /// Copies the values of the view to `target`.
  func read(from store: ParameterStore, into target: UnsafeMutablePointer<Float>) {
    guard let rounding else {
      gather(from: store, into: target)
      biasRounding?.round(UnsafeMutableBufferPointer(start: target, count: count), from: store)
      return
    }
    if let weights = whole(in: store) {
      rounding.round(weights, from: store, into: target)
    } else {
      gather(from: store, into: target)
      rounding.round(target, from: store, into: target)
    }
  }

  /// The stored values where the view is nothing but all of them.
  private func whole(in store: ParameterStore) -> UnsafeMutablePointer<Float>? {
    view.transforms.isEmpty && view.shape == stored ? store.values(of: name).baseAddress : nil
  }

  /// The values before they are rounded.
  private func gather(from store: ParameterStore, into target: UnsafeMutablePointer<Float>) {
    guard let values = store.values(of: name).baseAddress else { return }
    if view.transforms.isEmpty {
      for run in runs { (target + run.view).update(from: values + run.stored, count: run.count) }
    } else {
      let chain = chain(from: store)
      if let last = chain.last { target.update(from: last, count: count) }
    }
  }

  /// Adds contiguous gradients to those of the store, which begin at `sums`.
  func add(
    _ gradients: UnsafePointer<Float>, from store: ParameterStore,
    to sums: UnsafeMutablePointer<Float>
  ) {
    guard let rounding else { return scatter(gradients, from: store, to: sums) }
    if let weights = whole(in: store) {
      return rounding.add(
        gradients, of: weights, from: store, to: sums + store.offset(of: name), stepsOf: sums)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { memory in
      guard let weights = memory.baseAddress else { return }
      let passed = weights + count
      gather(from: store, into: weights)
      passed.initialize(repeating: 0, count: count)
      rounding.add(gradients, of: weights, from: store, to: passed, stepsOf: sums)
      scatter(passed, from: store, to: sums)
    }
  }

  /// Adds the gradients of the values before they are rounded.
  private func scatter(
    _ gradients: UnsafePointer<Float>, from store: ParameterStore,
    to sums: UnsafeMutablePointer<Float>
  ) {
    let sum = sums + store.offset(of: name)
    guard !view.transforms.isEmpty else {
      return add(gradients, toRunsOf: sum)
    }
    let chain = chain(from: store)
    var gradient = Array(UnsafeBufferPointer(start: gradients, count: count))
    for (position, step) in view.transforms.enumerated().reversed() {
      gradient = backward(
        gradient, through: step, input: chain[2 * position], matrices: store,
        sum: sums + store.offset(of: step.matrix))
      if position > 0 {
        let outer = view.transforms[position - 1].side
        gradient = padded(gradient, from: step.side, to: outer)
      }
    }
    add(gradient, toRunsOf: sum)
  }

  private func add(
    _ gradients: UnsafePointer<Float>, toRunsOf sum: UnsafeMutablePointer<Float>
  ) {
    for run in runs {
      let (from, to) = (gradients + run.view, sum + run.stored)
      for index in 0..<run.count { to[index] += from[index] }
    }
  }

  // MARK: Slices

  /// Values that lie side by side both in the view and in the store.
  private struct Run {
    var view: Int
    var stored: Int
    var count: Int
  }

  /// The runs of a slice; the two inner dimensions of four are taken at the centre.
  private static func runs(of shape: [Int], in stored: [Int]) -> [Run] {
    if shape == stored { return [Run(view: 0, stored: 0, count: shape.reduce(1, *))] }
    var runs: [Run] = []
    func add(_ run: Run) {
      if let last = runs.last, last.view + last.count == run.view,
        last.stored + last.count == run.stored
      {
        runs[runs.count - 1].count += run.count
      } else {
        runs.append(run)
      }
    }
    let isSpatial = shape.count == 4
    let margins = shape.indices.map { isSpatial && $0 >= 2 ? (stored[$0] - shape[$0]) / 2 : 0 }
    func descend(_ axis: Int, _ view: Int, _ place: Int) {
      guard axis < shape.count - 1 else {
        let count = shape.last ?? 1
        return add(
          Run(
            view: view * count, stored: place * (stored.last ?? 1) + (margins.last ?? 0),
            count: count))
      }
      for index in 0..<shape[axis] {
        descend(axis + 1, view * shape[axis] + index, place * stored[axis] + margins[axis] + index)
      }
    }
    descend(0, 0, 0)
    return runs
  }

  // MARK: Kernel transforms

  /// Before and after each transform: `[crop, product, crop, product, …]`.
  private func chain(from store: ParameterStore) -> [[Float]] {
    guard let values = store.values(of: name).baseAddress, let first = view.transforms.first else {
      return []
    }
    let kernels = view.shape[0] * view.shape[1]
    var crop = [Float](repeating: 0, count: kernels * first.side * first.side)
    for run in runs {
      for index in 0..<run.count { crop[run.view + index] = values[run.stored + index] }
    }
    var chain: [[Float]] = []
    for (position, step) in view.transforms.enumerated() {
      if position > 0, let last = chain.last {
        crop = cropped(last, from: view.transforms[position - 1].side, to: step.side)
      }
      chain.append(crop)
      chain.append(product(of: crop, with: step, from: store))
    }
    return chain
  }

  /// Each kernel as a vector, multiplied by the matrix.
  private func product(
    of kernels: [Float], with step: ParameterView.KernelTransform, from store: ParameterStore
  ) -> [Float] {
    let size = step.side * step.side
    let matrix = store.values(of: step.matrix)
    var result = [Float](repeating: 0, count: kernels.count)
    for kernel in 0..<kernels.count / size {
      for row in 0..<size {
        var sum: Float = 0
        for column in 0..<size {
          sum += matrix[row * size + column] * kernels[kernel * size + column]
        }
        result[kernel * size + row] = sum
      }
    }
    return result
  }

  /// The gradient before the product; that of the matrix is added to `sum`.
  private func backward(
    _ gradient: [Float], through step: ParameterView.KernelTransform, input: [Float],
    matrices store: ParameterStore, sum: UnsafeMutablePointer<Float>
  ) -> [Float] {
    let size = step.side * step.side
    let matrix = store.values(of: step.matrix)
    var result = [Float](repeating: 0, count: gradient.count)
    for kernel in 0..<gradient.count / size {
      for row in 0..<size {
        let value = gradient[kernel * size + row]
        for column in 0..<size {
          result[kernel * size + column] += matrix[row * size + column] * value
          sum[row * size + column] += value * input[kernel * size + column]
        }
      }
    }
    return result
  }

  private func cropped(_ kernels: [Float], from side: Int, to smaller: Int) -> [Float] {
    let margin = (side - smaller) / 2
    return (0..<kernels.count / (side * side)).flatMap { kernel in
      (0..<smaller).flatMap { row in
        let first = (kernel * side + margin + row) * side + margin
        return kernels[first..<first + smaller]
      }
    }
  }

  private func padded(_ kernels: [Float], from side: Int, to larger: Int) -> [Float] {
    let margin = (larger - side) / 2
    var result = [Float](repeating: 0, count: kernels.count / (side * side) * larger * larger)
    for kernel in 0..<kernels.count / (side * side) {
      for row in 0..<side {
        for column in 0..<side {
          result[(kernel * larger + margin + row) * larger + margin + column] =
            kernels[(kernel * side + row) * side + column]
        }
      }
    }
    return result
  }
}
