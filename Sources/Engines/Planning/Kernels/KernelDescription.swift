/// A function of the C kernel library: what planning, cost models, emission and runners know of it.
///
/// Each function has one, beside the functions of its family; a new kernel is a case of
/// ``KernelFunction``, its description and its entry in the host runner.
package struct KernelDescription: Sendable {
  /// The C function, for example `thimble_convolution`.
  package let name: String
  /// The C type of its first argument, for example `thimble_convolution_layer`.
  package let layerType: String
  /// The members of that type, those of structures in it counted one by one; each has 4 bytes on a
  /// microcontroller.
  let layerMembers: Int
  /// Whether it takes values or weights of fewer than 8 bits.
  package let isPacked: Bool
  /// The headers that only some functions include, below `Sources/C/CKernels`.
  let headers: [String]
  /// The bytes of its code.
  package let codeBytes: CodeSizes
  /// The instructions that it executes.
  package let instructions: InstructionFits
  /// The bytes of each array of constants, in the order of the members that point to them.
  let constants: @Sendable (LayerShape, MultiplierForm) -> [Int]
  /// The bytes that it needs while it runs, aligned to 4.
  let scratchBytes: @Sendable (LayerShape) -> Int
  /// The members of its layer type in the order of their declaration.
  let fields: @Sendable (KernelOperands) -> [KernelField]

  /// - Parameter layerType: nil is `NAME_layer`.
  init(
    _ name: String, layerType: String? = nil, layerMembers: Int,
    packedWith headers: [String]? = nil,
    codeBytes: CodeSizes, instructions: InstructionFits,
    constants: @escaping @Sendable (LayerShape, MultiplierForm) -> [Int] = { _, _ in [] },
    scratchBytes: @escaping @Sendable (LayerShape) -> Int = { _ in 0 },
    fields: @escaping @Sendable (KernelOperands) -> [KernelField]
  ) {
    self.name = name
    self.layerType = layerType ?? "\(name)_layer"
    self.layerMembers = layerMembers
    isPacked = headers != nil
    self.headers = headers ?? []
    self.codeBytes = codeBytes
    self.instructions = instructions
    self.constants = constants
    self.scratchBytes = scratchBytes
    self.fields = fields
  }

  /// The C source that defines the function and the headers that only some sources include, below
  /// `Sources/C/CKernels`.
  package var files: [String] { headers + ["\(name).c"] }

  /// The bytes of its layer type where pointers have 32 bits.
  package var layerBytes: Int { 4 * layerMembers }

  /// The headers of functions that take packed values.
  static let packedHeaders = ["include/thimble_packed_kernels.h", "thimble_packed.h"]
  /// The members of a `thimble_window`.
  static let windowMembers = 12
  /// The members of a `thimble_requantization`.
  static let requantizationMembers = 7
}

/// The bytes of text and read-only data of a function at `-O2` on each core that was measured, the
/// larger one of clang 21 and GCC 12.2.
package struct CodeSizes: Sendable {
  package let cortexM7, cortexM4F, cortexM3, cortexM0Plus: Int

  init(_ cortexM7: Int, _ cortexM4F: Int, _ cortexM3: Int, _ cortexM0Plus: Int) {
    (self.cortexM7, self.cortexM4F) = (cortexM7, cortexM4F)
    (self.cortexM3, self.cortexM0Plus) = (cortexM3, cortexM0Plus)
  }
}

/// The instructions of a function on each core whose instructions were counted.
package struct InstructionFits: Sendable {
  package let cortexM7, cortexM4F, cortexM0Plus: any InstructionModel

  init(
    cortexM7: any InstructionModel, cortexM4F: any InstructionModel,
    cortexM0Plus: any InstructionModel
  ) {
    self.cortexM7 = cortexM7
    self.cortexM4F = cortexM4F
    self.cortexM0Plus = cortexM0Plus
  }
}

/// How the multipliers of a layer are stored.
package struct MultiplierForm: Hashable, Sendable {
  /// Whether each has an exponent, as in the `floor` form of requantization.
  package var hasExponents: Bool
  /// Whether there is one for all outputs.
  package var isShared: Bool

  package init(hasExponents: Bool = false, isShared: Bool = false) {
    self.hasExponents = hasExponents
    self.isShared = isShared
  }

  /// The bytes of the arrays with a number per output: biases, and those of a requantization.
  func channelBytes(outputs: Int) -> [Int] { [4 * outputs] + multiplierBytes(outputs: outputs) }

  /// The bytes of the arrays of a requantization: 32-bit multipliers, and exponents of 8 bits.
  func multiplierBytes(outputs: Int) -> [Int] {
    let count = isShared ? 1 : outputs
    return hasExponents ? [4 * count, count] : [4 * count]
  }
}
