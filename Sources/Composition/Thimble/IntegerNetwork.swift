import CodeGeneration
import Execution
public import Foundation
public import Graphs
import Planning

/// A network in integers: it runs on this computer byte for byte as on a device, and becomes C.
public struct IntegerNetwork: Sendable {
  /// What is computed.
  public let graph: IntegerGraph
  /// How the pixels of an image become the input of the graph.
  public let normalization: PixelNormalization

  private let runner: VectorRunner
  /// For each channel the stored value of every pixel.
  private let tables: [[Int8]]

  /// A network from ``FloatNetwork/quantized(calibratedOn:threads:)``, from a run or from a file.
  ///
  /// - Parameters:
  ///   - graph: what is computed.
  ///   - normalization: with as many channels as the input of the graph.
  /// - Throws: `GraphError` where the graph breaks a rule; `QuantizationError` where the normalization
  ///   has other channels.
  public init(_ graph: IntegerGraph, reading normalization: PixelNormalization) throws {
    try graph.verify()
    try normalization.check(channels: graph.inputValue.shape.channels)
    self.graph = graph
    self.normalization = normalization
    runner = VectorRunner(graph)
    tables = graph.inputValue.pixelTables(mean: normalization.mean, std: normalization.std)
  }

  /// The stored input `[H, W, C]` for one image, as emitted code makes it.
  ///
  /// - Parameter pixels: `[H, W, C]`, one byte per channel and pixel.
  /// - Throws: ``PixelError/count(expected:found:)``.
  public func input(for pixels: [UInt8]) throws(PixelError) -> [Int8] {
    try graph.inputValue.shape.check(pixels)
    return pixels.enumerated().map { tables[$0 % tables.count][Int($1)] }
  }

  /// The stored result for one image: the bytes that every runner must give.
  ///
  /// - Parameter pixels: `[H, W, C]`, one byte per channel and pixel.
  /// - Throws: ``PixelError/count(expected:found:)``.
  public func result(for pixels: [UInt8]) throws(PixelError) -> [Int8] {
    runner.run(try input(for: pixels))
  }

  /// The real values of the result for one image, `scale · (stored − zeroPoint)`.
  ///
  /// - Parameter pixels: `[H, W, C]`, one byte per channel and pixel.
  /// - Throws: ``PixelError/count(expected:found:)``.
  public func scores(for pixels: [UInt8]) throws(PixelError) -> [Double] {
    let type = graph.outputValue
    return try result(for: pixels).map { type.scale * Double(Int32($0) - type.zeroPoint) }
  }

  /// The bytes of the one static buffer that the emitted code computes in.
  public var arenaBytes: Int { ExecutionPlan(graph).arenaBytes }

  /// Writes the network as C99 into a folder, as the file of a network says what goes in and comes out.
  ///
  /// - Parameters:
  ///   - interface: of classes or plain values, of pictures or other inputs, with the normalization of
  ///     this network.
  ///   - name: as that of ``emit(classes:named:to:overwrites:)``.
  ///   - folder: as that of ``emit(classes:named:to:overwrites:)``.
  ///   - overwrites: whether emitted files that were changed since are replaced.
  /// - Returns: the files that stay as the user has changed them.
  /// - Throws: `CodeGenerationError`, `ManagedFolderError` and `FileError`, as
  ///   ``emit(classes:named:to:overwrites:)``.
  @discardableResult
  public func emit(
    reading interface: NetworkInterface, named name: String = "model", to folder: URL,
    overwrites: Bool = false
  ) throws -> [String] {
    let description = ModelDescription(
      name: graph.name, codeName: try CodeName(name), interface)
    return try CodeGeneration.emit(
      ExecutionPlan(graph), description: description
    ).write(to: folder, overwrites: overwrites)
  }

  /// Writes the network as C99 into a folder: its header, its source, its weights, the kernels that it
  /// calls and an example.
  ///
  /// Other files of the folder stay, also those of other networks.
  /// - Parameters:
  ///   - classes: one name for each value of the result.
  ///   - name: what files, symbols and macros begin with; a letter, then up to 30 letters, digits and
  ///     single underscores.
  ///   - folder: made where it does not exist.
  ///   - overwrites: whether emitted files that were changed since are replaced.
  /// - Returns: the files that stay as the user has changed them.
  /// - Throws: ``PixelError/channels(found:)``; `CodeGenerationError` where names or classes do not fit
  ///   the network; `ManagedFolderError` where emitted files were changed; `FileError` where the folder
  ///   cannot be written.
  @discardableResult
  public func emit(
    classes: [String], named name: String = "model", to folder: URL, overwrites: Bool = false
  ) throws -> [String] {
    let channels = graph.inputValue.shape.channels
    guard [1, 3].contains(channels) else { throw PixelError.channels(found: channels) }
    let description = ModelDescription(
      name: graph.name, codeName: try CodeName(name), classes: classes, mean: normalization.mean,
      std: normalization.std, colourOrder: channels == 1 ? .grey : .rgb)
    return try CodeGeneration.emit(
      ExecutionPlan(graph), description: description
    ).write(to: folder, overwrites: overwrites)
  }
}
