import Devices
import Files
import Foundation
import Planning

extension Pipeline {
  /// Turns each device's network into integers, `model.json`, and measures it on all test images,
  /// `accuracy.json`; where bits are chosen, `bits.json` names them with the memory that they take.
  ///
  /// Devices with one network and the same bits share these files. The code of each network is linked,
  /// and where the image is above the device's budget, the next best network is taken.
  /// - Throws: ``PipelineError/missing(file:step:)`` where no network was chosen or trained yet,
  ///   ``PipelineError/doesNotFit(network:device:bits:violations:)`` where a budget holds it at none
  ///   of the bits asked for.
  public func quantize(again: Bool = false) async throws {
    try requireDevice()
    try await perform(.quantize, again: again) {
      var done: [QuantizedNetwork: RunFolder.DeviceFolder] = [:]
      for (index, device) in try devices.served().enumerated() {
        let folder = run.device(device.name)
        let isDone = FileManager.default.fileExists(atPath: folder.integerGraph.path)
        try context.checkForStop(during: .quantize)
        try run.placeNetwork(of: device)
        if request.quantization.retrainingEpochs > 0 {
          try decidePrecision(training: contents.readNetwork(of: device).graph)
        }
        let quantization = try quantization(for: device)
        let found = try await devices.serving(device, in: .quantize) {
          isDone
            ? LinkStep.LinkedNetwork(bits: try contents.bits(on: device))
            : try await quantization.linkedNetwork()
        }
        guard let linked = found else { continue }
        if let bits = linked.bits {
          try run.write(try quantization.record(of: bits), to: folder.bits)
        }
        let key = QuantizedNetwork(
          architecture: try run.readArchitectureIfPresent(of: device.name)?.architecture,
          bits: linked.bits?.plan.bits)
        defer { done[key] = folder }
        if isDone { continue }
        if let same = done[key] {
          try FileManager.default.share(same.accuracy, as: folder.accuracy)
          try FileManager.default.share(same.integerGraph, as: folder.integerGraph)
        } else {
          try quantization.write(linked, turn: index)
        }
      }
    }
  }

  /// Throws ``PipelineError/request(_:)`` where the run has no device.
  func requireDevice() throws {
    guard request.devices.isEmpty else { return }
    throw PipelineError.request(
      "The run has no device; name one as in 'thimble quantize --device stm32f746'.")
  }

  private func quantization(for device: Device) throws -> DeviceQuantization {
    DeviceQuantization(
      device: device, contents: contents, measurement: try measurement(), linker: linker,
      firmware: { try firmware(of: $0, for: device) }, search: supernetSearch, files: files)
  }
}

extension RunFolder {
  /// Gives a device the network that serves all, where the run has one and the device none yet.
  fileprivate func placeNetwork(of device: Device) throws {
    let folder = self.device(device.name)
    guard !FileManager.default.fileExists(atPath: folder.graph.path),
      FileManager.default.fileExists(atPath: graph.path)
    else { return }
    try FileManager.default.makeFolder(folder.url)
    try FileManager.default.share(network, as: folder.weights)
    // The last file, as the network counts from here on.
    try FileManager.default.share(graph, as: folder.graph)
  }
}
