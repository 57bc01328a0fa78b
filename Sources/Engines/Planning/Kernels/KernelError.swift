/// An integer network that the kernels cannot run.
package enum KernelError: Error, Equatable, CustomStringConvertible {
  /// A value has fewer than 8 bits.
  case precision(node: String, bits: Int)

  package var description: String {
    switch self {
    case .precision(let node, let bits):
      "The value of node '\(node)' has \(bits) bits; the kernels store 8 bits per activation. Quantize activations to 8 bits."
    }
  }
}
