#if OneDNN
import COneDNN
import Graphs

/// Strides and padding of a convolution as oneDNN takes them, and by which algorithm it is fastest.
struct ConvolutionGeometry {
  let strides: [dnnl_dim_t]
  let before: [dnnl_dim_t]
  let after: [dnnl_dim_t]
  /// Whether it is asked for in the form of Winograd (Lavin & Gray, 2015), which multiplies a tile
  /// of 4 × 4 outputs with 36 products instead of 144.
  let prefersWinograd: Bool

  /// Padding behind the last window that is read is left out, and more is added where it is short.
  init(_ op: Convolution, _ request: KernelRequest) {
    let (input, output) = (request.inputs[0], request.output)
    let (window, x, y) = (op.window, input.shape, output.shape)
    strides = [dnnl_dim_t(window.stride.height), dnnl_dim_t(window.stride.width)]
    before = [dnnl_dim_t(window.padding.top), dnnl_dim_t(window.padding.left)]
    after = [
      dnnl_dim_t(
        (y.height - 1) * window.stride.height + window.kernel.height - x.height
          - window.padding.top),
      dnnl_dim_t(
        (y.width - 1) * window.stride.width + window.kernel.width - x.width
          - window.padding.left),
    ]
    let isTraining = request.pass == .training
    let channels = (fewer: min(x.channels, y.channels), more: max(x.channels, y.channels))
    // Measured with oneDNN 2.6 on one core with AVX-512: 1.2 to 3.3 times as fast within these
    // bounds, no gain with 16 channels on both sides or on maps of up to 6 pixels a side, and slower
    // where the transforms of the weights, made anew in training, serve few tiles. A rule and not a
    // trial run, as the choice decides the bytes.
    prefersWinograd =
      window.kernel == Size(3) && window.stride == Size(1) && op.groups == 1
      && input.element == .float && channels.fewer >= 16 && channels.more >= 32
      && min(y.height, y.width) >= 7 && (!isTraining || output.images * y.area >= 1024)
  }
}

extension Primitive {
  /// Which of the three passes of a convolution.
  enum ConvolutionPass {
    case forward(isTraining: Bool, Epilogue)
    case backwardData(Primitive)
    case backwardWeights(Primitive)
  }

  /// One pass of a convolution, by the algorithm that its geometry prefers where oneDNN offers it.
  static func convolution(
    _ library: OneDNNLibrary, _ pass: ConvolutionPass, _ source: dnnl_memory_desc_t,
    _ weights: dnnl_memory_desc_t, _ bias: dnnl_memory_desc_t?, _ target: dnnl_memory_desc_t,
    _ geometry: ConvolutionGeometry
  ) -> Primitive {
    let (hint, epilogue): (Primitive?, Epilogue) =
      switch pass {
      case .forward(_, let epilogue): (nil, epilogue)
      case .backwardData(let forward), .backwardWeights(let forward): (forward, .none)
      }
    func description(_ algorithm: dnnl_alg_kind_t) -> dnnl_convolution_desc_t {
      .init(pass, algorithm, source, weights, bias, target, geometry)
    }
    if geometry.prefersWinograd {
      var operation = description(dnnl_convolution_winograd)
      let found = Primitive(library, ifOffered: &operation, hint: hint, epilogue: epilogue)
      if let found { return found }
    }
    var operation = description(dnnl_convolution_direct)
    return Primitive(library, &operation, hint: hint, epilogue: epilogue)
  }
}

extension dnnl_convolution_desc_t {
  fileprivate init(
    _ pass: Primitive.ConvolutionPass, _ algorithm: dnnl_alg_kind_t,
    _ source: dnnl_memory_desc_t, _ weights: dnnl_memory_desc_t, _ bias: dnnl_memory_desc_t?,
    _ target: dnnl_memory_desc_t, _ geometry: ConvolutionGeometry
  ) {
    self.init()
    var (source, weights, target) = (source, weights, target)
    // A description of no dimensions says that there is no bias.
    var bias = bias ?? dnnl_memory_desc_t()
    let (strides, before, after) = (geometry.strides, geometry.before, geometry.after)
    switch pass {
    case .forward(let isTraining, _):
      check(
        dnnl_convolution_forward_desc_init(
          &self, isTraining ? dnnl_forward_training : dnnl_forward_inference, algorithm, &source,
          &weights, &bias, &target, strides, before, after))
    case .backwardData:
      check(
        dnnl_convolution_backward_data_desc_init(
          &self, algorithm, &source, &weights, &target, strides, before, after))
    case .backwardWeights:
      check(
        dnnl_convolution_backward_weights_desc_init(
          &self, algorithm, &source, &weights, &bias, &target, strides, before, after))
    }
  }
}
#endif
