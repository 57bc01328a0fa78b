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

  /// The C sources that define the function, below `Sources/C/CKernels`.
  package var files: [String] { ["\(rawValue).c"] }

  /// The C type of its first argument.
  package var layerType: String {
    switch self {
    case .convolution, .depthwise: "thimble_convolution_layer"
    case .pairedConvolution, .dense, .add, .multiply, .averagePool, .maximumPool, .lookup,
      .copyChannels:
      "\(rawValue)_layer"
    }
  }
}
