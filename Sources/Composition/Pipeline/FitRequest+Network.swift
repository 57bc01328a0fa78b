import Architectures
package import Graphs

extension FitRequest {
  /// The network that is trained alone, or nil where a supernet is trained.
  ///
  /// - Throws: where the architecture is no point of the space, or there is no such network.
  package var networkAlone: FloatGraph? {
    get throws {
      switch training.recipe {
      case .singleStage, .progressive:
        nil
      case .alone(let architecture):
        try architecture.graph(in: space)
      case .network(let name):
        try network(named: name)
      }
    }
  }

  /// A network of the literature for the images of the request.
  func network(named name: String) throws -> FloatGraph {
    try Zoo.network(named: name, reading: data.imageShape, classes: data.classes)
  }

  /// The side in pixels above which no network of the run looks at an image.
  var largestSide: Int? {
    get throws { try networkAlone?.inputValue.width ?? space.resolutions.max() }
  }

  /// The steps of the run in order; a network that is trained alone is not searched.
  package var steps: [RunStep] {
    RunStep.allCases.filter { $0 != .search || !training.recipe.isAlone }
  }

  /// The same training and search, with devices and quantization of another request as far as those
  /// do not decide them.
  package func revised(by other: FitRequest) -> FitRequest {
    var request = self
    request.quantization = other.quantization
    request.name = other.name
    if training.recipe.isAlone {
      (request.devices, request.fleet) = (other.devices, other.fleet)
      request.budgets = other.budgets
    } else {
      // The search has asked which bits fit.
      request.quantization.bits = quantization.bits
    }
    return request
  }

  /// What the networks of the run are called.
  package var networkTitle: String { training.recipe.network ?? space.name }
}
