/// Dense (`groups` = 1), grouped or depthwise (`groups` = input channels) convolution.
///
/// Weight `[outputs, inputs / groups, kernelHeight, kernelWidth]`, bias `[outputs]`.
public struct Convolution: Hashable, Codable, Sendable {
  /// Channels of the result, at least 1.
  public var outputChannels: Int
  /// Kernel, stride and padding.
  public var window: Window
  /// Into how many independent parts the channels are split; divides inputs and outputs.
  public var groups: Int
  /// Whether a bias is added; false before a batch norm.
  public var hasBias: Bool

  /// A convolution; padding nil is `kernel / 2` on every side.
  public init(
    outputChannels: Int, window: Window, groups: Int = 1, hasBias: Bool = false
  ) {
    self.outputChannels = outputChannels
    self.window = window
    self.groups = groups
    self.hasBias = hasBias
  }

  /// Whether every output channel reads one input channel of its own, given the input.
  package func isDepthwise(inputChannels: Int) -> Bool {
    groups > 1 && groups == inputChannels && outputChannels == inputChannels
  }

  var mnemonic: String {
    if groups == 1 { return "convolution" }
    return groups == outputChannels ? "depthwise convolution" : "grouped convolution"
  }

  /// The multiply-adds of one image, padding taps included.
  package func macs(input: Shape, output: Shape) -> Int {
    output.count * window.kernel.area * (input.channels / groups)
  }

  /// The rules of a convolution.
  package static let constraints: [Constraint<Application<Convolution, Shape>>] = [
    Constraint("There is at least one output channel.") {
      $0.op.outputChannels < 1 ? "there are \($0.op.outputChannels)" : nil
    },
    Constraint("Groups divide the input and the output channels.") {
      let (inputs, outputs, groups) = ($0.inputs[0].channels, $0.op.outputChannels, $0.op.groups)
      return groups < 1 || inputs % groups != 0 || outputs % groups != 0
        ? "\(groups) groups meet \(inputs) input and \(outputs) output channels" : nil
    },
    Constraint(Window.rule) { $0.op.window.violation(on: $0.inputs[0]) },
  ]
}
