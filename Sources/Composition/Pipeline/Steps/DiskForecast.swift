import Files
import Foundation
import Reports
import Training

/// Estimates what a run takes of the disk.
struct DiskForecast {
  /// What is trained.
  let training: PhasedTraining
  /// The devices that get a network each.
  let devices: Int

  /// Bytes that a device's files take for each value of its network: 4 as a float, 2 to 3 in the
  /// list of integers, 3 to 5 as C text.
  private static let deviceBytesPerValue = 12

  /// What the run may take, as a sentence; nil where nobody knows what is free.
  ///
  /// - Throws: ``PipelineError/noRoom(folder:needed:free:)`` where that is more than there is.
  func note(in run: RunFolder) throws -> String? {
    let values = training.valueCount
    // Two checkpoints, as one replaces the other, the result and, of several phases, the teacher;
    // for each device at most the whole network.
    let all =
      2 * training.checkpointBytes + (training.phases.count > 1 ? 8 : 4) * values
      + devices * values * Self.deviceBytesPerValue
    let kept = (try? run.checkpoint.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    let needed = max(0, all - kept)
    guard let free = FileManager.default.freeBytes(at: run.url) else { return nil }
    guard needed <= free else {
      throw PipelineError.noRoom(folder: run.url.path, needed: needed, free: free)
    }
    return
      "the run takes up to \(mebibytes(needed)) MiB on the disk; \(mebibytes(free)) MiB are free"
  }
}
