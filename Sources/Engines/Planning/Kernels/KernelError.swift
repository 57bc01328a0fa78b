/// An integer network that the kernels cannot run.
package enum KernelError: Error, Equatable, CustomStringConvertible {
  /// An operation that takes 8 bits only has a value of fewer.
  case precision(node: String, operation: String, bits: Int)

  package var description: String {
    switch self {
    case .precision(let node, let operation, let bits):
      "Node '\(node)' (\(operation)) has values of \(bits) bits; its kernel takes 8 bits. Quantize what it reads and computes to 8 bits."
    }
  }
}
