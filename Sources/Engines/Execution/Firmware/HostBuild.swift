import Files
package import Foundation
import Processes

/// Emitted code as a program of this computer, for comparison and for cores without a machine.
package struct HostBuild: Sendable {
  /// The program.
  package let program: URL
  /// The first line that the compiler says of its version.
  package let compilerVersion: String
  private let exchange: ImageExchange
  private let shouldStop: @Sendable () -> Bool

  /// The compiler of this computer, as a name on PATH.
  static let compiler = "cc"

  /// Compiles the emitted `folder` in `directory` with every warning an error.
  ///
  /// - Parameters:
  ///   - compiler: a name on PATH.
  ///   - isSanitized: whether accesses out of bounds and undefined arithmetic end the run.
  ///   - shouldStop: asked ten times a second, here and in ``run(_:seconds:)``.
  package init(
    folder: URL, compiler: String = "cc", isSanitized: Bool = false, in directory: URL,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.shouldStop = shouldStop
    guard let url = ChildProcess.find(compiler) else {
      throw FirmwareError.noHostCompiler(compiler)
    }
    let sources = try EmittedSources(folder: folder)
    try FileManager.default.makeFolder(directory)
    let main = directory.appending(path: "host.c")
    try Data((EmbeddedText.firmware["host.c"] ?? "").utf8).writeInPlace(to: main)
    try Data(sources.adapter.utf8).writeInPlace(to: directory.appending(path: "network.h"))
    program = directory.appending(path: "host")
    var arguments = [
      "-std=c99", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", folder.path,
      "-o", program.path, main.path,
    ]
    if isSanitized {
      arguments += ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    }
    arguments += sources.files.map { folder.appending(path: $0.path).path }
    let outcome = try ChildProcess(url, arguments, in: directory, seconds: FirmwareBuild.seconds)
      .finish(shouldStop: shouldStop)
    guard outcome.status == 0 else {
      throw FirmwareError.build(tool: compiler, output: outcome.text)
    }
    compilerVersion = try ChildProcess.version(of: url)
    exchange = try ImageExchange(sources, in: directory)
  }

  /// Runs the network on every image.
  package func run(_ images: [[Int8]], seconds: Double = 120) throws -> [[Int8]] {
    try exchange.write(images)
    let outcome = try ChildProcess(program, [], in: exchange.directory, seconds: seconds)
      .finish(shouldStop: shouldStop)
    guard outcome.status == 0 else {
      throw FirmwareError.failed(status: outcome.status, output: outcome.text)
    }
    return try exchange.outputs(count: images.count)
  }
}
