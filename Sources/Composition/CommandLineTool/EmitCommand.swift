import ArgumentParser
import CodeGeneration
import Devices
import Files
import Foundation
import Pipeline
import Reports

/// Integer network to C99.
struct EmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Write the integer networks as C99, alone or as a project or library.",
    usage: "thimble emit [<options>]",
    discussion: """
      EXAMPLES
        thimble emit --run runs/two
            writes the folder 'firmware' for each device: 'model.h' says how to use
            it, 'main.c' is an example
        thimble emit --run runs/two --json
            the files of each device
        thimble emit --run runs/door --name door --output lib
        thimble emit --run runs/lamp --name lamp --output lib
            two networks for one program: 'door_invoke' and 'lamp_invoke', with one
            copy of the kernels in 'lib/kernels'
        thimble emit --run runs/door --name door --as cmake --output firmware
            a project for the device; '--as make' is the same with a Makefile
        thimble emit --run runs/door --name door --as arduino --output libraries/door
            a library; '--as platformio', '--as zephyr' and '--as esp-idf' are others

      'thimble.json' in the folder lists what was written. Files of your own stay,
      and so do 'main.c' and others that you may edit where you have changed them.
      Where you have changed a file that you may not edit, nothing is written
      without '--overwrite'. The code is yours, without obligation.
      """)

  @OptionGroup var options: StepOptions

  @Option(
    help: ArgumentHelp(
      "What files, symbols and macros of the network begin with (default: 'model', or that of 'fit').",
      valueName: "name"))
  var name: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What the folder becomes: \(ProjectForm.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default: folder).", valueName: "form"))
  var form = ProjectForm.folder

  @Option(
    help: ArgumentHelp(
      "The folder to write to; its other files stay (default: 'firmware' in the run, or the name of "
        + "the form).",
      valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The device whose network is written to '--output' (default: the only one of the run).",
      valueName: "name"))
  var device: String?

  @Flag(help: "Replace emitted files that were changed.")
  var overwrite = false

  func validate() throws {
    if device != nil, output == nil, form == .folder {
      throw ValidationError(
        "'--device' chooses the network for '--output' or '--as'; 'emit' alone writes all of the run."
      )
    }
  }

  private struct Emitted: Encodable {
    var folder: String
    var files: [String: Int]
  }

  /// Whether the networks go elsewhere than to the run's own folders 'firmware'.
  private var isExport: Bool { output != nil || form != .folder }

  func run() async throws {
    let codeName = try name.map { try CodeName($0) }
    guard isExport else {
      try await emitStep()
      return
    }
    let folder = try options.work.run.folder()
    let request = try folder.readRequest()
    let devices =
      output == nil && device == nil
      ? try folder.servedDevices() : [try request.device(named: device)]
    try await options.work.work(on: folder) { pipeline in
      for device in devices {
        try pipeline.export(
          device, as: form, name: codeName, to: target(device, in: folder), overwrites: overwrite)
      }
    }
    let all = try devices.map { ($0.name, try Self.emitted(in: target($0, in: folder))) }
    let emitted = Dictionary(all, uniquingKeysWith: { first, _ in first })
    if options.work.run.json {
      try writeJSON(emitted)
    } else {
      standardOutput.write(Self.table(of: emitted))
    }
  }

  /// The step of the run, with another name than before where one is given.
  private func emitStep() async throws {
    let folder = try options.work.run.folder()
    try options.checkResume(of: folder)
    var request: FitRequest?
    if let name {
      var renamed = try folder.readRequest()
      if (renamed.name ?? CodeName.standard.text) != name {
        renamed.name = name
        request = renamed
      }
    }
    try await options.work.work(on: folder, request, revises: true) {
      try await $0.emit(again: options.again || overwrite, overwrites: overwrite)
    }
    try options.finish(
      .emit, folder, text: { Self.table(of: try Self.emitted(in: $0)) },
      json: { try Self.emitted(in: $0) })
  }

  private func target(_ device: Device, in run: RunFolder) -> URL {
    if let output { return URL(filePath: output, directoryHint: .isDirectory) }
    return run.device(device.name).url
      .appending(path: form == .folder ? "firmware" : form.rawValue, directoryHint: .isDirectory)
  }

  private static func table(of emitted: [String: Emitted]) -> String {
    var table = TextTable([
      .init("Device"), .init("Files", isNumber: true), .init("Bytes", isNumber: true),
      .init("Folder"),
    ])
    for (device, emitted) in emitted.sorted(by: { $0.key < $1.key }) {
      table.add([
        device, "\(emitted.files.count)", grouped(emitted.files.values.reduce(0, +)),
        emitted.folder,
      ])
    }
    return table.lines.joined(separator: "\n") + "\n"
  }

  private static func emitted(in run: RunFolder) throws -> [String: Emitted] {
    let all = try run.servedDevices().map {
      ($0.name, try emitted(in: run.device($0.name).firmware))
    }
    return Dictionary(all, uniquingKeysWith: { first, _ in first })
  }

  /// The listed files of a folder with their sizes.
  private static func emitted(in folder: URL) throws -> Emitted {
    var files: [String: Int] = [:]
    for path in try ManagedFolder(folder).readManifest()?.files.keys.sorted() ?? [] {
      let values = try? folder.appending(path: path).resourceValues(forKeys: [.fileSizeKey])
      files[path] = values?.fileSize
    }
    return Emitted(folder: RunFolder(folder).shortPath, files: files)
  }
}

extension ProjectForm: ExpressibleByArgument {}
