import Graphs

/// Trained values and their gradients in storage that never moves, 64-byte aligned.
///
/// The store is shared by the workers of an engine and by an optimizer, one after the other: the
/// engine reads values and adds gradients, the optimizer changes values. Callers keep these phases
/// apart.
package final class ParameterStore: @unchecked Sendable {
  /// The names of the tensors, in the order of the weights.
  package let names: [String]

  private struct Slot {
    var shape: [Int]
    var offset: Int
    var count: Int
  }

  private let slots: [String: Slot]
  private let valueSlab: UnsafeMutableBufferPointer<Float>
  private let gradientSlab: UnsafeMutableBufferPointer<Float>

  /// A store that holds a copy of `weights`; all gradients are 0.
  package init(_ weights: Weights) {
    names = weights.names
    var slots: [String: Slot] = [:]
    var offset = 0
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      slots[name] = Slot(shape: tensor.shape, offset: offset, count: tensor.values.count)
      offset += (tensor.values.count + 15) / 16 * 16
    }
    self.slots = slots
    valueSlab = .aligned(count: offset)
    gradientSlab = .aligned(count: offset)
    load(weights)
  }

  deinit {
    valueSlab.deallocate()
    gradientSlab.deallocate()
  }

  /// The dimensions of a tensor; stops where the name is unknown.
  package func shape(of name: String) -> [Int] { slot(name).shape }

  /// Whether a tensor of this name is stored.
  package func contains(_ name: String) -> Bool { slots[name] != nil }

  /// The values of a tensor in row-major order.
  package func values(of name: String) -> UnsafeMutableBufferPointer<Float> {
    part(of: valueSlab, name)
  }

  /// The gradients of a tensor in row-major order.
  package func gradients(of name: String) -> UnsafeMutableBufferPointer<Float> {
    part(of: gradientSlab, name)
  }

  /// A copy of all values.
  package var weights: Weights {
    var weights = Weights()
    for name in names {
      weights[name] = Tensor(shape: shape(of: name), values: Array(values(of: name)))
    }
    return weights
  }

  /// Replaces the values of the tensors that `weights` holds; shapes must be those of the store.
  package func load(_ weights: Weights) {
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      require(tensor.shape == shape(of: name), "'\(name)' is \(tensor.shape)")
      _ = values(of: name).update(from: tensor.values)
    }
  }

  /// Where the gradient of a tensor begins among all gradients.
  func offset(of name: String) -> Int { slot(name).offset }

  /// Where the gradients of the tensors that these slices read lie among all of them, from the
  /// first to the last, with neighbours joined and the gaps behind tensors.
  func gradientRanges(of slices: [ParameterSlice]) -> [Range<Int>] {
    let slots = Set(slices.flatMap(\.tensors)).map(slot).sorted { $0.offset < $1.offset }
    var ranges: [Range<Int>] = []
    for slot in slots {
      let end = slot.offset + (slot.count + 15) / 16 * 16
      if let last = ranges.last, last.upperBound == slot.offset {
        ranges[ranges.count - 1] = last.lowerBound..<end
      } else {
        ranges.append(slot.offset..<end)
      }
    }
    return ranges
  }

  /// All gradients, one tensor behind the other with gaps.
  var gradients: UnsafeMutableBufferPointer<Float> { gradientSlab }

  /// Sets all gradients to 0.
  package func clearGradients() {
    gradientSlab.update(repeating: 0)
  }

  private func slot(_ name: String) -> Slot {
    guard let slot = slots[name] else { fatalError("no tensor is called '\(name)'") }
    return slot
  }

  private func part(of slab: UnsafeMutableBufferPointer<Float>, _ name: String)
    -> UnsafeMutableBufferPointer<Float>
  {
    let slot = slot(name)
    return UnsafeMutableBufferPointer(rebasing: slab[slot.offset..<slot.offset + slot.count])
  }
}

extension UnsafeMutableBufferPointer where Element == Float {
  /// Zeros at an address that is a multiple of 64.
  static func aligned(count: Int) -> UnsafeMutableBufferPointer<Float> {
    let raw = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Swift.max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    let buffer = raw.bindMemory(to: Float.self)
    buffer.initialize(repeating: 0)
    return buffer
  }
}
