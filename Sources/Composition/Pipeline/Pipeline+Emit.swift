package import CodeGeneration
package import Devices
import Execution
package import Foundation
import Graphs

extension Pipeline {
  /// Writes each device's integer network as C99 into its folder `firmware`.
  ///
  /// What the user has put there stays.
  /// - Parameters:
  ///   - again: whether it is done anew where it is done already.
  ///   - overwrites: whether emitted files that were changed are replaced.
  /// - Throws: ``PipelineError/missing(file:step:)`` where it is not quantized yet; where emitted files
  ///   were changed, before anything is written.
  public func emit(again: Bool = false, overwrites: Bool = false) async throws {
    if !overwrites { try requireUnchangedFirmware(again: again) }
    try await perform(.emit, again: again) {
      for device in try devices.served() {
        let folder = run.device(device.name)
        if let name = try folder.setAsideUnlisted() {
          context.note("\(device.title): 'firmware' of an earlier version is now '\(name)'")
        }
        let kept = try firmware(of: try contents.readIntegerGraph(of: device), for: device).run()
          .write(to: folder.firmware, isAlone: true, overwrites: overwrites)
        context.note(kept: kept, in: folder.firmware)
      }
    }
  }

  /// Writes a device's integer network into a folder of the user, whose other files stay.
  ///
  /// - Parameters:
  ///   - form: what the folder is arranged as.
  ///   - name: what files, symbols and macros begin with; nil is the name of the run.
  ///   - overwrites: whether emitted files that were changed are replaced.
  /// - Throws: as ``emit(again:overwrites:)``.
  package func export(
    _ device: Device, as form: ProjectForm, name: CodeName?, to folder: URL, overwrites: Bool
  ) throws {
    try devices.require(device)
    let graph = try contents.readIntegerGraph(of: device)
    let image = Firmware.checkImage(bytes: graph.inputValue.shape.count)
    let firmware = try firmware(of: graph, for: device, name: name).run()
      .checked(against: ReferenceRunner(graph).run(image))
    context.note(
      kept: try firmware.write(
        to: folder, as: form, for: BareMetalTarget(device), overwrites: overwrites),
      in: folder)
  }

  /// Throws where emission would replace files that were changed; nothing is done before that.
  func requireUnchangedFirmware(again: Bool) throws {
    if again || !RunStep.emit.isDone(in: run, devices: deviceNames) {
      for name in deviceNames { try run.device(name).requireUnchangedFirmware() }
    }
  }

  /// What makes the sources of a device's network.
  ///
  /// - Parameter name: what files, symbols and macros begin with; nil is the name of the run.
  func firmware(
    of graph: IntegerGraph, for device: Device, name: CodeName? = nil
  ) throws -> FirmwareStep {
    FirmwareStep(
      title: device.title, graph: graph, interface: try run.readNetwork(of: device.name).interface,
      name: try name ?? request.codeName)
  }
}

extension StepContext {
  /// Reports the files of the user that an emission has left alone.
  fileprivate func note(kept: [String], in folder: URL) {
    guard !kept.isEmpty else { return }
    let names = kept.map { "'\($0)'" }.joined(separator: ", ")
    note(
      "\(names) in '\(folder.lastPathComponent)' stay\(kept.count == 1 ? "s" : "") as you have it"
    )
  }
}

extension FitRequest {
  /// What files, symbols and macros of the emitted code begin with.
  package var codeName: CodeName {
    get throws { try name.map { try CodeName($0) } ?? .standard }
  }
}
