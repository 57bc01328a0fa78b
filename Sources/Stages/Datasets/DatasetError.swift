/// An image of a folder that cannot be read.
public struct UnreadableImage: Equatable, Sendable {
  /// Its path for a message.
  public let file: String
  /// Why, as a sentence without its subject.
  public let reason: String

  package init(file: String, reason: String) {
    (self.file, self.reason) = (file, reason)
  }
}

/// Image data that cannot be read or used.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// The folder of the data does not exist.
  case noFolder(path: String, holds: String)
  /// The folder lacks files; `packed` are those that lie there in compressed form.
  case missing(files: [String], folder: String, packed: [String])
  /// The file cannot be read.
  case unreadable(file: String, reason: String)
  /// The file is not made of one or more whole records.
  case size(file: String, found: Int, record: Int)
  /// A label is not below the number of classes.
  case label(file: String, index: Int, found: Int, classes: Int)
  /// The list of class names has another length than the format has classes.
  case classNames(file: String, found: Int, expected: Int)
  /// The file does not begin as IDX files of this content do.
  case magic(file: String, found: UInt32, expected: UInt32, content: String)
  /// The file is shorter or longer than its header says.
  case length(file: String, found: Int, expected: Int)
  /// The header claims no images, or sides that cannot be right.
  case dimensions(file: String, count: Int, height: Int, width: Int)
  /// Images and labels differ in number.
  case counts(images: String, found: Int, labels: String, labelled: Int)
  /// The images of one half have another size than those of the other.
  case shapes(training: String, test: String)
  /// The file is no image that can be read.
  case image(file: String, reason: String)
  /// Files of a folder are no images that can be read; the first of them are listed.
  case unreadableImages(_ first: [UnreadableImage], count: Int, of: Int)
  /// There are folders of training images, but none of test images beside them.
  case noTestHalf(folder: String, training: String)
  /// There is no folder of training images.
  case noTrainingHalf(folder: String)
  /// Several folders are named as the same half.
  case severalHalves(folder: String, names: [String])
  /// A folder named as a half may be one or a class; `holdsClasses` says what stands in it.
  case unclearLayout(folder: String, half: String, holdsClasses: Bool)
  /// The halves have different classes; their names are quoted.
  case classesDiffer(training: String, test: String, onlyInTraining: [String], onlyInTest: [String])
  /// A folder holds fewer than two folders of classes; `below` is the one in which they seem to be.
  case fewClasses(folder: String, found: Int, below: String?)
  /// The folder of a class holds no image that is read, but perhaps other things.
  case noImages(folder: String, holds: String?)
  /// The caller asked to stop.
  case interrupted
  /// The generated set cannot have so few images.
  case generated(half: String, found: Int, least: Int)
  /// So many training images cannot be held out.
  case heldOut(found: Int, images: Int, most: Int)
  /// No training image can be held out, as every class needs one to train with.
  case noneHeldOut(images: Int, classes: Int)
  /// No class of a folder has an image to train with, one to hold out and one to test with.
  case fewImages(folder: String, most: Int)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .noFolder(let path, let holds):
      "There is no folder '\(path)'; give the folder that holds \(holds)."
    case .missing(let files, let folder, let packed):
      "'\(folder)' holds no \(Self.list(files, or: true))"
        + (packed.isEmpty
          ? "; put the files of the official distribution there, unpacked."
          : ", but \(Self.list(packed)); unpack the files in place.")
    case .unreadable(let file, let reason):
      "'\(file)' cannot be read: \(reason)"
    case .size(let file, let found, let record):
      "'\(file)' has \(found) bytes instead of one or more records of \(record) bytes; "
        + "the file is damaged or of another format, fetch it again."
    case .label(let file, let index, let found, let classes):
      "'\(file)' labels image \(index) with class \(found); classes go from 0 to \(classes - 1). "
        + "The file is damaged or of another format, fetch it again."
    case .classNames(let file, let found, let expected):
      "'\(file)' names \(found) classes instead of \(expected); it holds one name per line."
    case .magic(let file, let found, let expected, let content):
      "'\(file)' begins with \(Self.hex(found)); an IDX file of \(content) begins with "
        + "\(Self.hex(expected)). The file is of another format or still packed."
    case .length(let file, let found, let expected):
      "'\(file)' has \(found) bytes; its header asks for \(expected). "
        + "The file is truncated or damaged, fetch it again."
    case .dimensions(let file, let count, let height, let width):
      "'\(file)' claims \(count) images of \(height)x\(width) pixels; there is at least 1 image, "
        + "and sides go from 1 to 4096. The file is damaged, fetch it again."
    case .counts(let images, let found, let labels, let labelled):
      "'\(images)' holds \(found) images, but '\(labels)' holds \(labelled) labels; "
        + "take both from the same distribution."
    case .shapes(let training, let test):
      "The training images are \(training), the test images \(test); "
        + "take both from the same distribution."
    case .image(let file, let reason):
      "The image '\(file)' cannot be read: \(reason)"
    case .unreadableImages(let first, let count, let all):
      (count == 1
        ? "An image cannot be read:" : "\(count) of \(all) images cannot be read:")
        + first.map { "\n  '\($0.file)': \($0.reason)" }.joined()
        + (count > first.count ? "\n  ... and \(count - first.count) more" : "")
        + "\nReplace or remove \(count == 1 ? "it" : "them"), or add '--skip-unreadable' to leave "
        + "\(count == 1 ? "it" : "them") out."
    case .noTestHalf(let folder, let training):
      "'\(folder)' holds a folder '\(training)' but no 'test' or 'val' with the same classes beside "
        + "it; add one, or give '\(folder)/\(training)' itself to have a test set split off."
    case .noTrainingHalf(let folder):
      "'\(folder)' holds no folder 'train' or 'training' with the classes to train with; add one, or "
        + "leave '--layout halves' out."
    case .severalHalves(let folder, let names):
      "'\(folder)' holds \(Self.list(names)), which are the same half; keep one of them, or add "
        + "'--layout classes' if they are classes."
    case .unclearLayout(let folder, let half, let holdsClasses):
      "'\(folder)/\(half)' may be a class, or the half to train with: "
        + (holdsClasses
          ? "it holds folders as a half does, but the folders beside it hold images as classes do. "
          : "it is named as a half, but holds images without folders of classes. ")
        + "Add '--layout classes' or '--layout halves'."
    case .classesDiffer(let training, let test, let onlyInTraining, let onlyInTest):
      "'\(training)' and '\(test)' have different classes: "
        + [(test, onlyInTraining), (training, onlyInTest)].filter { !$0.1.isEmpty }
        .map { "'\($0.0)' lacks \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
        + ". Each class has a folder in both."
    case .fewClasses(let folder, let found, let below):
      "'\(folder)' holds \(found) folder\(found == 1 ? "" : "s") of classes; "
        + "there are at least 2, each with its images."
        + (below.map { " Did you mean '\($0)'?" } ?? "")
    case .noImages(let folder, let holds):
      "'\(folder)' holds no image that is read: JPEG, PNG or binary PPM or PGM"
        + (holds.map { "; it holds \($0)" } ?? "") + ". Fill the folder or remove it."
    case .interrupted:
      "Stopped while the images were read."
    case .generated(let half, let found, let least):
      "The generated set needs at least \(least) \(half) images; here they are \(found)."
    case .heldOut(let found, let images, let most):
      "'--held-out' is 1 to \(most) of these \(images) training images, as each class keeps one to "
        + "train with; here it is \(found). Without the option a sixth is held out."
    case .noneHeldOut(let images, let classes):
      "None of the \(images) training images of \(classes) classes can be held out to choose networks "
        + "by, as each class keeps one to train with; at least one class needs 2 or more."
    case .fewImages(let folder, let most):
      "No class in '\(folder)' has more than \(most) image\(most == 1 ? "" : "s"); at least one class "
        + "needs 3: one to train with, one held out to choose networks by and one to test with."
    }
  }

  private static func list(_ names: [String], or isChoice: Bool = false) -> String {
    let quoted = names.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + (isChoice ? " or " : " and ") + last
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
