import Architectures
import Graphs

/// The networks that the devices of a run may get.
enum NetworkChoice {
  /// Any part of the supernet of a space.
  case subnetworks(of: SearchSpace)
  /// One network for all devices.
  case one(FloatGraph)

  /// The largest network.
  var largest: FloatGraph {
    get throws {
      switch self {
      case .subnetworks(let space): try space.largest.graph(in: space)
      case .one(let graph): graph
      }
    }
  }

  /// The side in pixels of the images that the only network reads; nil where there are several.
  var onlySide: Int? {
    switch self {
    case .subnetworks: nil
    case .one(let graph): graph.inputValue.width
    }
  }
}
