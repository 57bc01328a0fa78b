extension Engine {
  /// What computes the operations.
  package enum Backend: String, Sendable, CaseIterable {
    /// Plain Swift: slow and readable.
    case portable
    #if OneDNN
    /// oneDNN and kernels of our own.
    case oneDNN = "oneDNN"
    #endif

    /// The fastest that was built in.
    package static var standard: Backend { allCases[allCases.count - 1] }

    func computing(in precision: Precision) -> any ComputeBackend {
      switch self {
      case .portable: PortableBackend()
      #if OneDNN
      case .oneDNN: OneDNNBackend(trainsInBFloat16: precision == .bfloat16)
      #endif
      }
    }

    /// The precisions in which it trains here, single precision first.
    package var precisions: [Precision] {
      switch self {
      case .portable: [.float32]
      #if OneDNN
      case .oneDNN: OneDNNBackend.hasBFloat16 ? [.float32, .bfloat16] : [.float32]
      #endif
      }
    }

    /// The instructions and the layout of the values between operations, in words.
    package var description: String {
      switch self {
      case .portable: "plain Swift, channels last"
      #if OneDNN
      case .oneDNN: OneDNNBackend.description
      #endif
      }
    }
  }

  /// The precision of activations during training; parameters, gradients and accumulators are always in
  /// single precision, and so is inference.
  package enum Precision: String, Codable, Sendable, CaseIterable {
    /// Single precision.
    case float32
    /// The upper half of single precision.
    case bfloat16
  }
}
