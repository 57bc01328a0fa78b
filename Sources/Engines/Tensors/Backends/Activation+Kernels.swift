import Graphs

#if OneDNN
import COneDNN
import CTensorKernels
#endif

extension Activation {
  /// The value of the function in single precision.
  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .hSwish: x * min(max(x + 3, 0), 6) / 6
    case .hSigmoid: min(max(x + 3, 0), 6) / 6
    }
  }

  /// The slope of the function, 0 at the kinks of the ReLUs.
  func derivative(at x: Float) -> Float {
    switch self {
    case .relu: x > 0 ? 1 : 0
    case .relu6: x > 0 && x < 6 ? 1 : 0
    case .hSwish: x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6
    case .hSigmoid: x > -3 && x < 3 ? 1 / 6 : 0
    }
  }

  /// Whether a convolution can compute the function of its results, without a step of its own; 0 must
  /// stay 0, as in absent channels.
  var isEpilogue: Bool {
    switch self {
    case .relu, .relu6, .hSwish: true
    case .hSigmoid: false
    }
  }
}

#if OneDNN
extension Activation {
  /// The function as our C kernels name it.
  var function: tensor_activation {
    switch self {
    case .relu: TENSOR_RELU
    case .relu6: TENSOR_RELU6
    case .hSwish: TENSOR_H_SWISH
    case .hSigmoid: TENSOR_H_SIGMOID
    }
  }

  /// The function as oneDNN computes it behind a convolution.
  var postOperation: (algorithm: dnnl_alg_kind_t, alpha: Float, beta: Float) {
    switch self {
    case .relu: (dnnl_eltwise_relu, 0, 0)
    case .relu6: (dnnl_eltwise_clip, 0, 6)
    case .hSwish: (dnnl_eltwise_hardswish, 0, 0)
    case .hSigmoid: fatalError("'\(rawValue)' is a step of its own.")
    }
  }
}
#endif
