import Foundation
import PackagePlugin

/// Puts the text of files into a module as `EmbeddedText`, an enum with one dictionary per folder.
///
/// Editing a file, or adding one, rebuilds the module.
@main
struct EmbedText: BuildToolPlugin {
  /// Folders below the package and the kinds of files that are taken from them, per module.
  static let sources: [String: [(folder: String, extensions: Set<String>)]] = [
    "CodeGeneration": [("Sources/C/CKernels", ["c", "h", "S"])],
    "Devices": [("Devices", ["json"])],
    "Execution": [("Sources/C/Firmware", ["c", "h"])],
  ]

  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    guard let sources = Self.sources[target.name] else {
      throw EmbedTextError.unknownModule(target.name)
    }
    let output = context.pluginWorkDirectoryURL.appending(component: "EmbeddedText.swift")
    var arguments = [output.path]
    var inputs: [URL] = []
    for (folder, extensions) in sources {
      let root = context.package.directoryURL.appending(path: folder)
      arguments += ["--folder", root.path]
      let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        .map { (path: $0, url: root.appending(path: $0)) }
        .filter { extensions.contains($0.url.pathExtension) }
        .sorted { $0.path < $1.path }
      arguments += files.map(\.path)
      inputs += files.map(\.url)
    }
    return [
      .buildCommand(
        displayName: "Embedding text into \(target.name)",
        executable: try context.tool(named: "embed-text").url,
        arguments: arguments, inputFiles: inputs, outputFiles: [output])
    ]
  }
}

/// A module that uses the plugin without saying what to embed.
enum EmbedTextError: Error, CustomStringConvertible {
  case unknownModule(String)

  var description: String {
    switch self {
    case .unknownModule(let name):
      "Plugins/EmbedText/EmbedText.swift names no folder for module '\(name)'; add it to `sources`."
    }
  }
}
