import ArgumentParser
import Devices
import Foundation
import Pipeline
import Reports

/// Integer network to C99.
struct EmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Write the integer networks as C99.",
    usage: "thimble emit [<options>]",
    discussion: """
      EXAMPLES
        thimble emit --run runs/two
        thimble emit --run runs/two --json
            the files of each device

      It writes the folder 'firmware' for each device: 'model.h' says how to use
      it, 'main.c' is an example. The code is yours, without obligation.
      """)

  @OptionGroup var options: StepOptions

  private struct Emitted: Encodable {
    var folder: String
    var files: [String: Int]
  }

  func run() async throws {
    try await options.perform(
      .emit, { try await $0.emit(again: options.again) },
      text: { folder in
        var table = TextTable([
          .init("Device"), .init("Files", isNumber: true), .init("Bytes", isNumber: true),
          .init("Folder"),
        ])
        for (device, emitted) in try Self.emitted(in: folder).sorted(by: { $0.key < $1.key }) {
          table.add([
            device, "\(emitted.files.count)", grouped(emitted.files.values.reduce(0, +)),
            emitted.folder,
          ])
        }
        return table.lines.joined(separator: "\n") + "\n"
      }, json: { try Self.emitted(in: $0) })
  }

  private static func emitted(in run: RunFolder) throws -> [String: Emitted] {
    var all: [String: Emitted] = [:]
    for device in try run.servedDevices() {
      let folder = run.device(device.name).firmware
      var files: [String: Int] = [:]
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
        let values = try folder.appending(path: path)
          .resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
        if values.isRegularFile == true { files[path] = values.fileSize }
      }
      all[device.name] = Emitted(
        folder: "\(run.shortPath)/\(device.name)/\(folder.lastPathComponent)", files: files)
    }
    return all
  }
}
