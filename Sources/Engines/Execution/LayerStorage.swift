import Graphs
import Planning

/// A C layer structure and its constants in memory, laid out from the fields of a kernel.
///
/// Members are `int32_t`, pointers and nested structures, in the order of the C declaration.
final class LayerStorage: @unchecked Sendable {
  // Written in `init` only; afterwards every thread may read it.
  private let bytes: UnsafeMutableRawPointer
  private var constants: [UnsafeMutableRawPointer] = []

  /// The structure.
  var layer: UnsafeRawPointer { UnsafeRawPointer(bytes) }

  /// - Parameter size: of the C type; what the fields take must be the same.
  init(_ fields: [KernelField], size: Int) {
    bytes = .allocate(byteCount: size, alignment: 8)
    let layout = Layout(fields)
    require(layout.size == size, "The fields of a kernel are not those of its C type.")
    write(fields, at: 0)
  }

  deinit {
    bytes.deallocate()
    for constant in constants { constant.deallocate() }
  }

  private func write(_ fields: [KernelField], at base: Int) {
    for (field, offset) in zip(fields, Layout(fields).offsets) {
      switch field.value {
      case .int(let value):
        bytes.storeBytes(of: Int32(value), toByteOffset: base + offset, as: Int32.self)
      case .constant(let constant):
        bytes.storeBytes(
          of: UnsafeRawPointer(copy(constant)), toByteOffset: base + offset,
          as: UnsafeRawPointer?.self)
      case .none:
        bytes.storeBytes(of: nil, toByteOffset: base + offset, as: UnsafeRawPointer?.self)
      case .structure(let fields):
        write(fields, at: base + offset)
      }
    }
  }

  private func copy(_ constant: KernelConstant) -> UnsafeMutableRawPointer {
    let copy = UnsafeMutableRawPointer.allocate(
      byteCount: max(constant.byteCount, 1), alignment: 8)
    switch constant {
    case .int8(let elements):
      elements.withUnsafeBytes {
        copy.copyMemory(from: $0.baseAddress ?? .init(copy), byteCount: $0.count)
      }
    case .int32(let elements):
      elements.withUnsafeBytes {
        copy.copyMemory(from: $0.baseAddress ?? .init(copy), byteCount: $0.count)
      }
    }
    constants.append(copy)
    return copy
  }
}

/// Offsets, size and alignment of C members: each at the next multiple of its own alignment.
private struct Layout {
  var offsets: [Int] = []
  var size = 0
  var alignment = 1

  init(_ fields: [KernelField]) {
    for field in fields {
      let member = Layout.sizeAndAlignment(of: field.value)
      size = size.roundedUp(to: member.alignment)
      offsets.append(size)
      size += member.size
      alignment = max(alignment, member.alignment)
    }
    size = size.roundedUp(to: alignment)
  }

  static func sizeAndAlignment(of value: KernelField.Value) -> (size: Int, alignment: Int) {
    switch value {
    case .int:
      return (MemoryLayout<Int32>.size, MemoryLayout<Int32>.alignment)
    case .constant, .none:
      return (MemoryLayout<UnsafeRawPointer>.size, MemoryLayout<UnsafeRawPointer>.alignment)
    case .structure(let fields):
      let layout = Layout(fields)
      return (layout.size, layout.alignment)
    }
  }
}
