import Architectures
import CostModels
import Devices

/// Costs that functions of architectures give, without a table.
struct FunctionCosts: ArchitectureCosts {
  let layout: GenomeLayout
  private let function: @Sendable (Architecture) -> Cost
  private let exact: @Sendable (Architecture) throws -> Cost

  /// - Parameters:
  ///   - exact: the cost as a whole; nil is the same as the sums.
  ///   - function: stands for the sums.
  init(
    of space: SearchSpace, exact: (@Sendable (Architecture) throws -> Cost)? = nil,
    _ function: @escaping @Sendable (Architecture) -> Cost
  ) {
    layout = GenomeLayout(space)
    self.function = function
    self.exact = exact ?? function
  }

  func cost(of genome: ArraySlice<UInt8>) -> Cost { function(layout.architecture(of: genome)) }

  func exactCost(of architecture: Architecture) throws -> Cost { try exact(architecture) }
}
