/// One call of a C kernel as a value, from which the host runner and the emitted code both derive.
///
/// The C function is `void function(const layerType *layer, const int8_t *x, [const int8_t *x2,]
/// int8_t *y, void *scratch)`; it takes as many `x` as there are `inputs`.
package struct KernelCall: Equatable, Sendable {
  /// The node of the graph that the call computes, or a part of it.
  package var node: Int
  /// A name that is unique in the network: that of the node, numbered where a node takes several calls.
  package var name: String
  /// What is called.
  package var kernel: Kernel
  /// The addresses of the inputs in the arena.
  package var inputs: [Int]
  /// The address of the result in the arena.
  package var output: Int
  /// The address of the scratch in the arena, or nil for a NULL pointer.
  package var scratch: Int?
}

/// A C function together with the layer that it is given.
package struct Kernel: Equatable, Sendable {
  /// The function as a value.
  package var symbol: KernelFunction
  /// The members of the layer type in the order of their declaration.
  package var fields: [KernelField]
  /// The bytes that the function needs while it runs, aligned to 4.
  package var scratchBytes: Int

  /// The C function, for example `thimble_convolution`.
  package var function: String { symbol.description.name }
  /// The C source that defines it and headers of its own, below `Sources/C/CKernels`.
  package var files: [String] { symbol.description.files }
  /// The C type of its first argument, for example `thimble_convolution_layer`.
  package var layerType: String { symbol.description.layerType }

  /// The headers that every source includes, below `Sources/C/CKernels`.
  package static let headers = [
    "include/thimble_kernels.h", "thimble_requantize.h", "thimble_dsp.h",
  ]
}

/// One member of a C layer type.
package struct KernelField: Equatable, Sendable {
  /// What a member holds.
  package indirect enum Value: Equatable, Sendable {
    /// An `int32_t`.
    case int(Int)
    /// A pointer to constants.
    case constant(KernelConstant)
    /// A NULL pointer.
    case none
    /// A structure held by value.
    case structure([KernelField])
  }

  /// The name of the member.
  package var name: String
  /// What it holds.
  package var value: Value

  package init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// An array of constants in read-only memory.
package enum KernelConstant: Equatable, Sendable {
  /// `const int8_t [n]`.
  case int8([Int8])
  /// `const int32_t [n]`.
  case int32([Int32])

  /// The bytes that the array takes.
  package var byteCount: Int {
    switch self {
    case .int8(let elements): elements.count
    case .int32(let elements): 4 * elements.count
    }
  }
}
