import CKernels
import Planning

/// A C kernel that can be called on raw memory.
struct KernelEntry: Sendable {
  /// The bytes of its layer type.
  let layerSize: Int
  /// Calls it with the layer, the inputs, the result and the scratch.
  let call:
    @Sendable (
      _ layer: UnsafeRawPointer, _ inputs: [UnsafePointer<Int8>],
      _ output: UnsafeMutablePointer<Int8>, _ scratch: UnsafeMutableRawPointer?
    ) -> Void

  /// The function that a value names.
  init(_ function: KernelFunction) {
    switch function {
    case .convolution: self.init(thimble_convolution)
    case .pairedConvolution: self.init(thimble_paired_convolution)
    case .depthwise: self.init(thimble_depthwise)
    case .dense: self.init(thimble_dense)
    case .add: self.init(thimble_add)
    case .multiply: self.init(thimble_multiply)
    case .averagePool: self.init(thimble_average_pool)
    case .maximumPool: self.init(thimble_maximum_pool)
    case .lookup: self.init(thimble_lookup)
    case .copyChannels: self.init(thimble_copy_channels)
    case .packedConvolution8: self.init(thimble_packed_convolution_8)
    case .packedConvolution4: self.init(thimble_packed_convolution_4)
    case .packedConvolution2: self.init(thimble_packed_convolution_2)
    case .packedDepthwise: self.init(thimble_packed_depthwise)
    case .packedAdd: self.init(thimble_packed_add)
    case .packedAveragePool: self.init(thimble_packed_average_pool)
    case .packedMaximumPool: self.init(thimble_packed_maximum_pool)
    case .packedMultiply: self.init(thimble_packed_multiply)
    case .packedLookup: self.init(thimble_packed_lookup)
    case .packedCopyChannels: self.init(thimble_packed_copy_channels)
    }
  }

  private init<Layer>(
    _ function:
      @escaping @Sendable (
        UnsafePointer<Layer>?, UnsafePointer<Int8>?, UnsafeMutablePointer<Int8>?,
        UnsafeMutableRawPointer?
      ) -> Void
  ) {
    layerSize = MemoryLayout<Layer>.size
    call = { layer, inputs, output, scratch in
      function(layer.assumingMemoryBound(to: Layer.self), inputs[0], output, scratch)
    }
  }

  private init<Layer>(
    _ function:
      @escaping @Sendable (
        UnsafePointer<Layer>?, UnsafePointer<Int8>?, UnsafePointer<Int8>?,
        UnsafeMutablePointer<Int8>?, UnsafeMutableRawPointer?
      ) -> Void
  ) {
    layerSize = MemoryLayout<Layer>.size
    call = { layer, inputs, output, scratch in
      function(layer.assumingMemoryBound(to: Layer.self), inputs[0], inputs[1], output, scratch)
    }
  }
}
