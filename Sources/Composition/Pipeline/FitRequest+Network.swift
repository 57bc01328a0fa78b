public import Architectures
package import Graphs

extension FitRequest {
  /// The space that the networks are points of, or nil.
  public var space: SearchSpace? { source.space }

  /// The space whose supernet the run trains and searches.
  ///
  /// - Throws: ``PipelineError/request(_:)`` where the run trains one network alone.
  package func searchedSpace() throws -> SearchSpace {
    if let space = source.searchedSpace { return space }
    throw PipelineError.request(
      "The run trains '\(source.title)' alone and has no supernet; start a new folder without "
        + "'\(source.optionOfOne ?? "")'.")
  }

  /// The network that the run trains alone; nil where it trains none, or takes one that is trained.
  ///
  /// - Throws: where the architecture is no point of its space, or there is no such network.
  package var networkAlone: FloatGraph? {
    get throws {
      switch source {
      case .space, .supernet, .run: nil
      case .architecture(let architecture, let space): try architecture.graph(in: space)
      case .literature(let name): try network(named: name)
      }
    }
  }

  /// A network of the literature for the images of the request.
  func network(named name: String) throws -> FloatGraph {
    try Zoo.network(named: name, reading: data.imageShape, classes: data.classes)
  }

  /// The side in pixels above which no network of the run looks at an image; nil where images have it.
  var largestSide: Int? {
    get throws { try largestNetwork?.inputValue.width }
  }

  /// The largest network that the run trains or searches; nil where it takes that of another run.
  var largestNetwork: FloatGraph? {
    get throws {
      try networkAlone ?? source.searchedSpace.map { try $0.largest.graph(in: $0) }
    }
  }

  /// The steps of the run in order; one network for all devices is not searched.
  package var steps: [RunStep] {
    RunStep.allCases.filter { $0 != .search || source.searchedSpace != nil }
  }

  /// The same training and search, with devices and quantization of another request as far as those
  /// do not decide them.
  package func revised(by other: FitRequest) -> FitRequest {
    var request = self
    request.quantization = other.quantization
    request.name = other.name
    if steps.contains(.search) {
      // The search has asked which bits fit.
      request.quantization.bits = quantization.bits
    } else {
      (request.devices, request.fleet) = (other.devices, other.fleet)
      request.budgets = other.budgets
    }
    return request
  }
}
