/// Image data that cannot be read or used.
package enum DatasetError: Error, Equatable, CustomStringConvertible {
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
  /// There are folders of training images, but none of test images beside them.
  case noTestHalf(folder: String)
  /// The halves have different classes.
  case classesDiffer(training: String, test: String, others: [String])
  /// A folder holds fewer than two folders of classes.
  case fewClasses(folder: String, found: Int)
  /// The folder of a class holds no image file.
  case noImages(folder: String)
  /// The generated set cannot have so few images.
  case generated(half: String, found: Int, least: Int)
  /// So many training images cannot be held out.
  case heldOut(found: Int, images: Int, most: Int)
  /// No training image can be held out, as every class needs one to train with.
  case noneHeldOut(images: Int, classes: Int)
  /// No class of a folder has an image to train with, one to hold out and one to test with.
  case fewImages(folder: String, most: Int)

  package var description: String {
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
    case .noTestHalf(let folder):
      "'\(folder)' holds a folder 'train' but no 'test' beside it; add one with the same classes, or "
        + "put the classes into '\(folder)' itself to have a test set split off."
    case .classesDiffer(let training, let test, let others):
      "'\(training)' and '\(test)' have different classes: only one of them holds "
        + "\(Self.list(others)). Each class has a folder in both."
    case .fewClasses(let folder, let found):
      "'\(folder)' holds \(found) folder\(found == 1 ? "" : "s") of classes; "
        + "there are at least 2, each with its images."
    case .noImages(let folder):
      "'\(folder)' holds no image whose name ends in .jpg, .jpeg or .png; "
        + "fill the folder or remove it."
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
