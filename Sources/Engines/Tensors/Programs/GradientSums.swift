import Foundation

/// Gradients of one virtual batch, laid out as those of a store; zeros at the start.
final class GradientSums {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  init(of store: ParameterStore) {
    count = store.gradients.count
    let buffer = UnsafeMutableBufferPointer<Float>.aligned(count: count)
    guard let base = buffer.baseAddress else { fatalError("gradients have an address") }
    self.base = base
  }

  deinit {
    base.deallocate()
  }
}

/// The gradients of virtual batches between two uses; all of them are zeros here.
///
/// A sub-network touches a part of its supernet's gradients, and only that part is summed and
/// cleared again.
final class GradientPool: @unchecked Sendable {
  private let lock = NSLock()
  /// Only touched while the lock is held.
  private var free: [GradientSums] = []

  /// Zeros for all gradients of a store; memory for a store of another size is let go.
  func take(for store: ParameterStore) -> GradientSums {
    let known = lock.withLock {
      free.removeAll { $0.count != store.gradients.count }
      return free.popLast()
    }
    return known ?? GradientSums(of: store)
  }

  /// Takes gradients back that are zeros but for these ranges.
  func giveBack(_ sums: GradientSums, clearing ranges: [Range<Int>]) {
    for range in ranges {
      (sums.base + range.lowerBound).update(repeating: 0, count: range.count)
    }
    lock.withLock { free.append(sums) }
  }
}

/// The mean and the variance of channels over all virtual batches.
struct PooledStatistics {
  private var images = 0.0
  private var sum: [Double] = []
  private var sumOfSquares: [Double] = []

  /// Takes the statistics of so many images in.
  mutating func add(mean: [Float], variance: [Float], images: Int) {
    if sum.isEmpty {
      sum = mean.map { _ in 0 }
      sumOfSquares = sum
    }
    let weight = Double(images)
    self.images += weight
    for channel in mean.indices {
      let value = Double(mean[channel])
      sum[channel] += weight * value
      sumOfSquares[channel] += weight * (Double(variance[channel]) + value * value)
    }
  }

  /// Per channel.
  var mean: Tensor {
    Tensor(shape: [sum.count], values: sum.map { Float($0 / images) })
  }

  /// Per channel, biased.
  var variance: Tensor {
    Tensor(
      shape: [sum.count],
      values: zip(sum, sumOfSquares).map { sum, squares in
        let mean = sum / images
        return Float(max(squares / images - mean * mean, 0))
      })
  }
}

extension ParameterStore {
  /// Moves the values of a tensor towards `values` by a share `weight`.
  func average(_ values: [Float], into name: String, weight: Float) {
    let target = self.values(of: name)
    for index in values.indices { target[index] += weight * (values[index] - target[index]) }
  }
}
