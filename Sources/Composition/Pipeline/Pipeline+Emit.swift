package import CodeGeneration
package import Devices
import Execution
import Files
package import Foundation
import Graphs
import Planning

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
    if !overwrites { try checkFirmware(again: again) }
    try await perform(.emit, again: again) {
      for device in try servedDevices() {
        let folder = run.device(device.name)
        if let name = try folder.setAsideUnlisted() {
          progress(.note("\(device.title): 'firmware' of an earlier version is now '\(name)'"))
        }
        let kept = try firmware(
          of: try readIntegerGraph(of: device), for: device,
          reading: try storedNetwork(of: device).interface
        ).write(
          to: folder.firmware, isAlone: true, overwrites: overwrites)
        note(kept, in: folder.firmware)
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
    let graph = try readIntegerGraph(of: device)
    let image = Firmware.checkImage(bytes: graph.inputValue.shape.count)
    let firmware = try firmware(
      of: graph, for: device, reading: try storedNetwork(of: device).interface, name: name
    ).checked(against: ReferenceRunner(graph).run(image))
    note(
      try firmware.write(
        to: folder, as: form, for: BareMetalTarget(device), overwrites: overwrites),
      in: folder)
  }

  /// Throws where emission would replace files that were changed; nothing is done before that.
  func checkFirmware(again: Bool) throws {
    guard again || !RunStep.emit.isDone(in: run, devices: deviceNames) else { return }
    for device in request.devices {
      let folder = ManagedFolder(run.device(device.name).firmware)
      let changed = try folder.changedFiles()
      guard changed.isEmpty else {
        throw ManagedFolderError.changed(folder: folder.url.path, files: changed)
      }
    }
  }

  /// The sources of a device's network.
  ///
  /// - Parameters:
  ///   - interface: what goes in and comes out.
  ///   - name: what files, symbols and macros begin with; nil is the name of the run.
  func firmware(
    of graph: IntegerGraph, for device: Device, reading interface: NetworkInterface,
    name: CodeName? = nil
  ) throws -> Firmware {
    let description = ModelDescription(
      name: "\(graph.name) for \(device.title)", codeName: try name ?? request.codeName,
      classes: interface.classes, mean: interface.mean, std: interface.std,
      colourOrder: interface.mean.count == 1 ? .grey : .rgb,
      preprocessing: interface.preprocessing)
    return try CodeGeneration.emit(ExecutionPlan(graph), description: description)
  }

  private func note(_ kept: [String], in folder: URL) {
    guard !kept.isEmpty else { return }
    let names = kept.map { "'\($0)'" }.joined(separator: ", ")
    progress(
      .note(
        "\(names) in '\(folder.lastPathComponent)' stay\(kept.count == 1 ? "s" : "") as you have it"
      ))
  }
}

extension FitRequest {
  /// What files, symbols and macros of the emitted code begin with.
  package var codeName: CodeName {
    get throws { try name.map { try CodeName($0) } ?? .standard }
  }
}
