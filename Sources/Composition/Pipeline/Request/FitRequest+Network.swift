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
        + "'\(source.option)'.")
  }

  /// Throws ``PipelineError/request(_:)`` where the run trains a supernet.
  func requireNetworkAlone() throws {
    guard searches else { return }
    throw PipelineError.request(
      "The run trains a supernet and no network alone; name a device, or one of its parts with "
        + "'--architecture'.")
  }

  /// Whether the run searches the parts of a supernet.
  package var searches: Bool { source.networkName == nil }

  /// The networks that the devices may get; nil where they are known only once a run is taken.
  ///
  /// - Throws: where the architecture is no point of its space, or there is no such network.
  var choice: NetworkChoice? {
    get throws { try source.choice(for: data) }
  }

  /// The side in pixels above which no network of the run looks at an image; nil where images have it.
  var largestSide: Int? {
    get throws { try largestNetwork?.inputValue.width }
  }

  /// The largest network that the run trains or searches; nil where it takes that of another run.
  package var largestNetwork: FloatGraph? {
    get throws { try choice?.largest }
  }

  /// The steps of the run in order; one network for all devices is not searched.
  package var steps: [RunStep] { source.steps }

  /// The same training and search, with devices and quantization of another request as far as those
  /// do not decide them.
  package func revised(by other: FitRequest) -> FitRequest {
    var request = self
    request.quantization = other.quantization
    request.name = other.name
    if searches {
      // The search has asked which bits fit.
      request.quantization.bits = quantization.bits
    } else {
      (request.devices, request.fleet) = (other.devices, other.fleet)
      request.budgets = other.budgets
    }
    return request
  }
}
