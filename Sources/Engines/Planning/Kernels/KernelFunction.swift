/// The functions of the C kernel library; ``description`` says what is known of each.
package enum KernelFunction: Int, CaseIterable, Sendable {
  case convolution
  case pairedConvolution
  case depthwise
  case dense
  case add
  case multiply
  case averagePool
  case maximumPool
  case lookup
  case copyChannels
  /// Convolutions and fully connected layers of packed values, by the bits of their weights.
  case packedConvolution8
  case packedConvolution4
  case packedConvolution2
  case packedDepthwise
  case packedAdd
  case packedAveragePool
  case packedMaximumPool
  case packedMultiply
  case packedLookup
  case packedCopyChannels

  /// What planning, cost models and emission know of the function.
  package var description: KernelDescription { Self.descriptions[rawValue] }

  private static let descriptions = allCases.map(\.made)

  private var made: KernelDescription {
    switch self {
    case .convolution: .convolution
    case .pairedConvolution: .pairedConvolution
    case .depthwise: .depthwise
    case .dense: .dense
    case .add: .add
    case .multiply: .multiply
    case .averagePool: .averagePool
    case .maximumPool: .maximumPool
    case .lookup: .lookup
    case .copyChannels: .copyChannels
    case .packedConvolution8: .packedConvolution8
    case .packedConvolution4: .packedConvolution4
    case .packedConvolution2: .packedConvolution2
    case .packedDepthwise: .packedDepthwise
    case .packedAdd: .packedAdd
    case .packedAveragePool: .packedAveragePool
    case .packedMaximumPool: .packedMaximumPool
    case .packedMultiply: .packedMultiply
    case .packedLookup: .packedLookup
    case .packedCopyChannels: .packedCopyChannels
    }
  }
}
