import Datasets
public import Graphs
import Reports

/// A run that cannot go on; the sentence says where, what was found and what to do.
public enum PipelineError: Error, Equatable, CustomStringConvertible {
  /// The folder is in use by another process.
  case locked(folder: String)
  /// A step needs a file that an earlier step writes.
  case missing(file: String, step: String)
  /// A file of the run folder is not what `step` writes.
  case damaged(file: String, reason: String, step: String)
  /// The disk has too little room for the run.
  case noRoom(folder: String, needed: Int, free: Int)
  /// A step needs more memory than there is; bytes, and what takes most of them in words.
  case noMemory(step: String, needed: Double, available: Double, largest: String)
  /// The folder was made by a version whose files this one does not read.
  case version(folder: String, found: Int, expected: Int)
  /// The folder belongs to a run with another request.
  case otherRequest(folder: String, difference: String)
  /// There is no trained supernet of this name and none in the folder; the nearest names come first.
  case unknownSupernet(String, known: [String])
  /// No network was trained alone in this folder.
  case unknownNetwork(folder: String)
  /// A file of a trained network, or that of its weights, cannot be used.
  case modelFile(file: String, reason: String)
  /// No data are generated for networks of this input.
  case noGeneratedData(network: String, reads: Shape)
  /// A trained network reads other inputs, or gives other outputs, than the data have.
  case otherInputs(network: String, reads: String, data: String, has: String)
  /// A value of the request is out of its range.
  case request(String)
  /// The images are not those that the run was trained with.
  case otherImages(found: String, expected: String)
  /// The folder of the images is not there.
  case noImages(folder: String)
  /// The folder holds other classes than when the run was begun.
  case otherClasses(found: Int, expected: Int)
  /// A device's budget does not hold the network with these bits.
  case doesNotFit(network: String, device: String, bits: String, violations: [String])
  /// No network fits any device; each sentence names one and its nearest miss.
  case noneServed([String])
  /// No network fits some devices of the run; the others are served.
  case unserved([String], of: Int)
  /// The linked image of a device is larger than its budget.
  case overBudget(device: String, violations: [String])
  /// Emitted code gave other bytes than the reference; `first` names the first of them.
  case otherBytes(device: String, mismatches: Int, images: Int, first: String?)
  /// There is no test image of this index.
  case imageIndex(Int, count: Int)
  /// The network reads other inputs than pictures.
  case noPictures(reads: Shape)
  /// A training went astray; `remedy` says what to do.
  case diverged(
    step: Int, of: Int, epoch: Int, learningRate: Double, reason: String, remedy: String)
  /// The caller asked to stop; the state is saved.
  case interrupted(step: String)

  /// One or two sentences.
  public var description: String {
    switch self {
    case .locked(let folder):
      "The run folder '\(folder)' is in use by another process; wait for it or choose another folder."
    case .missing(let file, let step):
      "'\(file)' is missing; run 'thimble \(step)' on this folder first."
    case .damaged(let file, let reason, let step):
      "'\(file)' cannot be used: \(reason) "
        + (step == "fit"
          ? "Put it back, or start a new folder."
          : "Put it back, or make it anew with 'thimble \(step) --again' on this folder.")
    case .noRoom(let folder, let needed, let free):
      "The run folder '\(folder)' needs up to \(mebibytes(needed)) MiB, but only "
        + "\(mebibytes(free)) MiB are free on its disk; make room, or choose another folder."
    case .noMemory(let step, let needed, let available, let largest):
      "The step '\(step)' needs \(memory(needed)) of memory or more (\(largest)), but only "
        + "\(memory(available)) are available. Take a space of smaller networks, a smaller "
        + "'--image-size', '--batch' or '--threads', or fewer images."
    case .version(let folder, let found, let expected):
      "The run folder '\(folder)' has format \(found); this thimble reads format \(expected). "
        + "Use the version that made it, or start a new folder."
    case .otherRequest(let folder, let difference):
      "The run folder '\(folder)' holds a run with another request (\(difference)); "
        + "choose another folder, or repeat the request that it was made with."
    case .unknownSupernet(let text, let known):
      "There is no trained supernet '\(text)': it is neither a folder in which 'thimble train' has "
        + "ended nor one of \(known.isEmpty ? "none" : known.joined(separator: ", "))."
    case .unknownNetwork(let folder):
      "There is no trained network in '\(folder)': it is no folder in which 'thimble train --network' "
        + "or 'thimble train --architecture' has ended."
    case .modelFile(let file, let reason):
      "'\(file)' is not a trained network: \(reason) Take 'graph.json' of a run or of a device in it, with "
        + "the weights that lie beside it."
    case .noGeneratedData(let network, let input):
      "Network '\(network)' reads inputs of \(input), and no data are generated for them: there are "
        + GeneratedSet.allCases.map { "\($0.shape) (\($0.rawValue))" }.joined(separator: ", ")
        + ". Take data of its shape."
    case .otherInputs(let network, let reads, let data, let has):
      "The network '\(network)' is trained for inputs of \(reads); \(data) are of \(has). Take the data "
        + "that it was trained for."
    case .request(let sentence):
      sentence
    case .otherImages(let found, let expected):
      "The images have changed since the training: found \(found); expected \(expected). "
        + "Put the old files back, or start a new folder."
    case .noImages(let folder):
      "There is no folder '\(folder)' with the images of the run; where they were moved, name their "
        + "folder with '--data-path FOLDER'."
    case .otherClasses(let found, let expected):
      "The images have \(found) classes now; the run was begun with \(expected). "
        + "Put the old files back, or start a new folder."
    case .doesNotFit(let network, let device, let bits, let violations):
      "'\(network)' does not fit \(device) with \(bits) bits: "
        + "\(violations.joined(separator: ", ")). "
        + (bits == "mixed"
          ? "Take a smaller network or a larger device."
          : "Take '--bits mixed', a smaller network or a larger device.")
    case .noneServed(let misses):
      "No network fits any of the \(misses.count) devices. \(misses.joined(separator: "; ")). Raise the "
        + "budgets or choose larger devices."
    case .unserved(let misses, let count):
      "\(misses.count) of \(count) devices \(misses.count == 1 ? "is" : "are") not served; the others "
        + "are. \(misses.joined(separator: "; ")). Raise the budget or choose a larger device."
    case .overBudget(let device, let violations):
      "The linked code for \(device) is over its budget: \(violations.joined(separator: ", ")). "
        + "Start a new run that leaves it some room with a smaller '--flash' or '--ram'."
    case .otherBytes(let device, let mismatches, let images, let first):
      "The emitted code for \(device) gave other bytes than the reference on \(mismatches) of "
        + "\(images) images\(first.map { " (\($0))" } ?? ""). "
        + "That is a defect of Thimble or of the compiler; please report it with the run folder."
    case .imageIndex(let index, let count):
      "There is no test image \(index); they are numbered from 0 to \(count - 1)."
    case .noPictures(let shape):
      "The network reads no pictures but inputs of \(shape); give the index of a test input."
    case .diverged(let step, let total, let epoch, let rate, let reason, let remedy):
      "The training diverged in epoch \(epoch), at step \(step) of \(total) and a learning rate of "
        + "\(threeDigits(rate)): \(reason). No weights are kept. \(remedy)"
    case .interrupted(let step):
      "Stopped during '\(step)'; everything finished so far is saved. Repeat the command to go on."
    }
  }
}

/// Whole MiB, rounded up.
func mebibytes(_ bytes: Int) -> Int { (bytes >> 20) + (bytes & 0xF_FFFF == 0 ? 0 : 1) }
