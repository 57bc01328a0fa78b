import Architectures
import Foundation
import Reports
import Supernets
import Tensors

extension Pipeline {
  /// The values that a training begins with: the drawn ones, with those of the supernet that the
  /// request starts from where they agree.
  ///
  /// A training that goes on from its checkpoint does not ask for that supernet any more.
  /// - Throws: what ``TrainedSupernet/init(_:)`` throws.
  func firstValues(_ drawn: Weights) throws -> Weights {
    guard let name = request.training.startFrom, let place = request.located.training.startFrom,
      !FileManager.default.fileExists(atPath: run.checkpoint.path)
    else { return drawn }
    let trained = try TrainedSupernet(place)
    let space = try trained.request.searchedSpace()
    let file = try trained.folder.readWeights(
      trained.folder.supernet, writtenBy: RunStep.train.rawValue,
      expected: try Supernet(space).shapes())
    guard let own = request.source.space else { return drawn }
    let transfer = try WeightTransfer(
      into: drawn, of: own, from: file.weights, of: space)
    let share = Double(transfer.values) / Double(max(drawn.count, 1))
    progress(
      .note(
        "the training starts from '\(name)': \(transfer.tensors) of \(drawn.names.count) tensors, "
          + "\(decimal(100 * share, 1)) % of the values; drawn are those of "
          + Self.list(transfer.drawnLayers)))
    return transfer.weights
  }

  /// Up to six names, and how many more there are.
  private static func list(_ names: [String]) -> String {
    let most = 6
    let more = names.count > most ? [" and \(names.count - most) more layers"] : []
    return ([names.prefix(most).joined(separator: ", ")] + more).joined()
  }
}
