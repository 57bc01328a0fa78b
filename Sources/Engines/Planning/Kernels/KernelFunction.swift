/// The functions of the C kernel library.
package enum KernelFunction: String, CaseIterable, Sendable {
  case convolution = "thimble_convolution"
  case pairedConvolution = "thimble_paired_convolution"
  case depthwise = "thimble_depthwise"
  case dense = "thimble_dense"
  case add = "thimble_add"
  case multiply = "thimble_multiply"
  case averagePool = "thimble_average_pool"
  case maximumPool = "thimble_maximum_pool"
  case lookup = "thimble_lookup"
  case copyChannels = "thimble_copy_channels"
  /// Convolutions and fully connected layers of packed values, by the bits of their weights.
  case packedConvolution8 = "thimble_packed_convolution_8"
  case packedConvolution4 = "thimble_packed_convolution_4"
  case packedConvolution2 = "thimble_packed_convolution_2"
  case packedDepthwise = "thimble_packed_depthwise"
  case packedAdd = "thimble_packed_add"
  case packedAveragePool = "thimble_packed_average_pool"
  case packedMaximumPool = "thimble_packed_maximum_pool"
  case packedMultiply = "thimble_packed_multiply"
  case packedLookup = "thimble_packed_lookup"
  case packedCopyChannels = "thimble_packed_copy_channels"

  /// The functions of which a network of 8 bits is made.
  package static let ofBytes = allCases.filter { !$0.isPacked }

  /// Whether the function takes values or weights of fewer than 8 bits.
  package var isPacked: Bool {
    switch self {
    case .convolution, .pairedConvolution, .depthwise, .dense, .add, .multiply, .averagePool,
      .maximumPool, .lookup, .copyChannels:
      false
    case .packedConvolution8, .packedConvolution4, .packedConvolution2, .packedDepthwise,
      .packedAdd, .packedAveragePool, .packedMaximumPool, .packedMultiply, .packedLookup,
      .packedCopyChannels:
      true
    }
  }

  /// The C source that defines the function and the headers that few sources include, below
  /// `Sources/C/CKernels`.
  package var files: [String] {
    let source = "\(rawValue).c"
    let packed = ["include/thimble_packed_kernels.h", "thimble_packed.h"]
    switch self {
    case .convolution, .pairedConvolution, .depthwise, .dense, .add, .multiply, .averagePool,
      .maximumPool, .lookup, .copyChannels:
      return [source]
    case .packedConvolution8, .packedConvolution4, .packedConvolution2:
      return packed + ["thimble_packed_convolution.h", source]
    case .packedDepthwise, .packedAdd, .packedAveragePool, .packedMaximumPool, .packedMultiply,
      .packedLookup, .packedCopyChannels:
      return packed + [source]
    }
  }

  /// The C type of its first argument.
  package var layerType: String {
    switch self {
    case .convolution, .depthwise: "thimble_convolution_layer"
    case .packedConvolution8, .packedConvolution4, .packedConvolution2:
      "thimble_packed_convolution_layer"
    case .pairedConvolution, .dense, .add, .multiply, .averagePool, .maximumPool, .lookup,
      .copyChannels, .packedDepthwise, .packedAdd, .packedAveragePool, .packedMaximumPool,
      .packedMultiply, .packedLookup, .packedCopyChannels:
      "\(rawValue)_layer"
    }
  }
}
