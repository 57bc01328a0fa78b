import Devices
import Foundation
import Graphs
import Planning
import Reports

/// Finds a network of a device whose linked image is within the budget.
///
/// An image that is not is refused. From then on the cost model is taken to be short by what it was wrong
/// there, and the next best network takes the place of the refused one: a network that is given, with
/// fewer bits; in a search, another network of the supernet. Where there is no compiler, nothing is linked.
struct LinkStep {
  /// A device's network whose linked image is within the budget.
  struct LinkedNetwork {
    /// The bits; nil where a sub-network has 8 everywhere, which the search has made to fit.
    var bits: DeviceBits?
    /// The integer network by calibration, where it had to be made.
    var calibrated: IntegerGraph?
  }

  /// How many images of a device are linked until one is within its budget.
  private static let mostImages = 8

  /// The device.
  let device: Device
  /// What the linked image may take.
  let budget: Budget
  /// The title of a network that is no point of a space.
  let title: String
  /// The word for the bits that are asked for.
  let bits: String
  /// Links emitted code.
  let linker: ImageLinker
  /// What computes.
  let context: StepContext

  /// The size of the image of a network; nil where there is no compiler for the core.
  ///
  /// - Parameters:
  ///   - linked: receives the integer network where it had to be made.
  ///   - cost: of the network by the cost model.
  ///   - calibrated: makes the integer network.
  ///   - firmware: makes its code.
  func image(
    of network: QuantizedNetwork, _ linked: inout LinkedNetwork, cost: Cost,
    calibrated: () throws -> IntegerGraph, firmware: (IntegerGraph) throws -> FirmwareStep
  ) throws -> RefusedNetworks.Network? {
    let image = ImageLinker.Image(network: network, core: device.microcontroller.core)
    let memory: ImageLinker.Memory?
    do {
      memory = try linker.memory(of: image, on: device, shouldStop: context.shouldStop) {
        let integer = try calibrated()
        linked.calibrated = integer
        return try firmware(integer).run()
      }
    } catch is CancellationError {
      throw PipelineError.interrupted(step: RunStep.quantize.rawValue)
    }
    guard let memory else {
      if linked.calibrated != nil {
        context.note(
          "\(device.title): no compiler was found, so the size of the image is an estimate")
      }
      return nil
    }
    var bytes: [Resource: RefusedNetworks.Comparison] = [:]
    for resource in Resource.memories {
      guard let modelled = cost[resource], let linked = memory.cost[resource] else { continue }
      bytes[resource] = RefusedNetworks.Comparison(
        modelled: Int(nearest: modelled.value), linked: Int(nearest: linked.value))
    }
    return RefusedNetworks.Network(network: network, bytes: bytes, codeBytes: memory.codeBytes)
  }

  /// What a linked image exceeds of the budget.
  func violations(of image: RefusedNetworks.Network) -> [Violation] {
    budget.violations(of: image.linkedCost)
  }

  /// Adds a refused image and reports it.
  ///
  /// - Throws: ``PipelineError/doesNotFit(network:device:bits:violations:)`` after too many of them.
  func refuse(_ image: RefusedNetworks.Network, in refused: inout RefusedNetworks) throws {
    refused.networks.append(image)
    guard refused.networks.count < Self.mostImages else { throw tooLarge(image) }
    let violations = violations(of: image).map(\.description).joined(separator: ", ")
    context.note(
      "\(device.title): the linked image of \(title(of: image)) is over the budget: \(violations); "
        + "the next network is tried")
  }

  /// The error of a device for which no other network is left.
  func tooLarge(_ image: RefusedNetworks.Network) -> PipelineError {
    .doesNotFit(
      network: title(of: image), device: device.title, bits: bits,
      violations: violations(of: image).map { $0.description(withCode: image.codeBytes) })
  }

  private func title(of image: RefusedNetworks.Network) -> String {
    image.network.architecture.map { "\($0)" } ?? title
  }
}
