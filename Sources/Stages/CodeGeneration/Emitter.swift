import Foundation
import Graphs
package import Planning

/// Turns a planned network into C99 that needs no library, no heap and no floats.
///
/// - Throws: where the description does not fit the network, or a kernel is missing.
package func emit(_ plan: ExecutionPlan, description: ModelDescription) throws -> Firmware {
  try Emitter(plan, description: description).firmware
}

/// The state of one emission: the calls, their constants and the names of both.
struct Emitter {
  let plan: ExecutionPlan
  let description: ModelDescription
  let calls: [KernelCall]
  /// For each call the name of its layer in C.
  let names: [String]
  /// The arrays of `model_weights.c` in the order of the calls, each content once.
  let constants: [NamedConstant]

  /// An array of constants with its name in C.
  struct NamedConstant {
    var name: String
    var value: KernelConstant
  }

  /// The network.
  var graph: IntegerGraph { plan.graph }

  /// What files, symbols and macros begin with.
  var prefix: CodeName { description.codeName }

  init(_ plan: ExecutionPlan, description: ModelDescription) throws {
    let graph = plan.graph
    let channels = graph.inputValue.shape.channels
    for count in [description.mean.count, description.std.count]
    where count != description.mean.count || ![1, channels].contains(count) {
      throw CodeGenerationError.channels(expected: channels, found: count)
    }
    let outputs = graph.outputValue.shape.count
    if case .classes(let classes) = description.task, classes.count != outputs {
      throw CodeGenerationError.classes(expected: outputs, found: classes.count)
    }
    let ends = [graph.inputValue.precision, graph.outputValue.precision]
    guard ends == [.bits8, .bits8] else {
      throw CodeGenerationError.packedEnds(image: ends[0].rawValue, result: ends[1].rawValue)
    }
    self.plan = plan
    var described = description
    if description.preprocessing != nil, description.mean.count < channels {
      // The frame of a camera is read with a table for each channel.
      described.mean = Array(repeating: description.mean[0], count: channels)
      described.std = Array(repeating: description.std[0], count: channels)
    }
    self.description = described
    calls = plan.calls
    names = CText.identifiers(calls.map(\.name))
    constants = calls.uniqueConstants.map { [names] in
      NamedConstant(
        name: "\(description.codeName.text)_\(names[$0.call])_\($0.field)", value: $0.value)
    }
  }

  var firmware: Firmware {
    let name = prefix.text
    // Frames become squares.
    let shape = graph.inputValue.shape
    let frames = description.preprocessing.flatMap {
      shape.height == shape.width
        ? [Firmware.File(path: "\(name)_frame.h", text: frameHeader($0))] : nil
    }
    return Firmware(
      name: prefix,
      files: [
        Firmware.File(path: "\(name).h", text: header),
        Firmware.File(path: "\(name).c", text: source),
        Firmware.File(path: "\(name)_weights.h", text: weightsHeader),
        Firmware.File(path: "\(name)_weights.c", text: weightsSource),
      ] + (frames ?? [])
        + KernelLibrary.files(of: calls.map(\.kernel), readsFrames: frames != nil))
  }

  /// The multiply-adds of a call's node.
  func macs(_ call: KernelCall) -> Int { plan.layers[call.node].macs }
}
