import Datasets
import Graphs
import Planning
import Quantization
import Tensors

/// Turns a network into integers and measures it.
struct QuantizeStep {
  /// The images, and what measures networks on them.
  let measurement: NetworkMeasurement
  /// How networks become integers.
  let plan: QuantizationPlan

  /// The integer network by calibration alone.
  ///
  /// - Parameter bits: nil is 8 everywhere.
  func calibrated(_ network: WeightedNetwork, at bits: BitAssignment?) throws -> IntegerGraph {
    try Quantization.quantize(
      network.graph, network.weights, calibratedOn: measurement.calibrationBatches(for: network),
      mean: network.interface.mean, std: network.interface.std, options: plan.options, bits: bits,
      threads: measurement.context.threads, values: measurement.nodeValues)
  }

  /// The integer network of a device, and how well it does beside those on the way to it.
  ///
  /// - Parameters:
  ///   - calibrated: the network by calibration alone, at these bits.
  ///   - bits: nil is 8 everywhere.
  ///   - retrained: the network that has learnt with rounded values, or nil.
  ///   - title: of the device, for the progress.
  ///   - turn: which of how many networks it is, for the progress.
  func measured(
    _ network: WeightedNetwork, calibrated: IntegerGraph, at bits: BitAssignment?,
    retrained: IntegerGraph?, title: String, turn: (index: Int, count: Int)
  ) throws -> (AccuracyRecord, IntegerGraph) {
    func measured(_ integer: IntegerGraph) throws -> AccuracyRecord {
      try measurement.evaluation(
        of: network, integer, title: title, during: RunStep.quantize.rawValue, turn: turn
      ).accuracy
    }
    var accuracy = try measured(calibrated)
    if let retrained {
      accuracy.calibrated = accuracy.integer
      accuracy.integer = try measured(retrained).integer
    }
    if let bits, plan.bits != .eight {
      let eight = try self.calibrated(network, at: bits.withEightBits)
      accuracy.eightBits = try measured(eight).integer
    }
    return (accuracy, retrained ?? calibrated)
  }
}

extension NetworkMeasurement {
  /// Computes the values of nodes, unless the caller asked to stop.
  var nodeValues: NodeValues {
    { [context] graph, weights, nodes, batch in
      try context.checkForStop(during: .quantize)
      return context.engine.values(
        of: nodes, in: Network(graph), ParameterStore(weights), on: batch)
    }
  }
}
