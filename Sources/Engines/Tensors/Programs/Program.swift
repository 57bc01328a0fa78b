import Graphs

/// A network compiled for chunks of so many images and one pass: its kernels and where each of
/// their values lies in an arena of floats.
struct Program: Sendable {
  /// One kernel with its places in the arena.
  struct Step: Sendable {
    /// The node whose value it computes.
    var node: Int
    var kernel: any OperationKernel
    /// What it computes, for a profile.
    var label: String
    /// The multiply-adds of its forward pass.
    var macs: Int
    /// The nodes whose values it reads.
    var sources: [Int]
    var inputs: [Int]
    var output: Int
    var parameters: [Int]
    var saved: Int
    var outputGradient: Int?
    var inputGradients: [Int?]
    var parameterGradients: [Int]
  }

  /// What the backward pass does, in order.
  enum Action: Sendable {
    /// The backward pass of a step.
    case backward(step: Int)
    /// Adds one place to another; counts are in floats.
    case accumulate(from: Int, to: Int, count: Int)
    /// Copies one place to another.
    case copy(from: Int, to: Int, count: Int)
  }

  /// A parameter in the arena.
  struct ParameterPlace: Sendable {
    var parameter: Parameter
    var value: Int
    var gradient: Int
  }

  /// A batch norm in the arena.
  struct NormPlace: Sendable {
    /// The name of the node.
    var name: String
    var channels: Int
    var saved: Int
  }

  let network: Network
  let pass: Pass
  let layouts: [ValueLayout]
  /// Where the value of each node lies; nil for those that are fused away.
  let values: [Int?]
  let steps: [Step]
  let backward: [Action]
  let parameters: [ParameterPlace]
  let norms: [NormPlace]
  /// The gradient of the result.
  let resultGradient: Int?
  let scratch: Int
  /// The floats of the arena.
  let arenaCount: Int
  let images: Int
}
