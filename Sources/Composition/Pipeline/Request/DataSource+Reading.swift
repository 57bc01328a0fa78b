import Datasets
import Foundation

extension DataSource {
  /// A folder of images per class, with as many classes as it holds now.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - side: of the images, in pixels; more than the largest resolution of the space is read at that
  ///     one.
  ///   - reading: nil is as usual.
  /// - Throws: where the folder is not there or is none of images per class.
  public static func folder(
    at path: String, side: Int = standardImageSide, reading: FolderReading? = nil
  ) throws -> DataSource {
    let folder = try ImageFolder(
      URL(filePath: path, directoryHint: .isDirectory), layout: reading?.imageLayout)
    return .folder(path: path, side: side, classes: folder.classes.count, reading: reading)
  }

  /// The images, read or generated.
  ///
  /// - Parameter largestSide: the side above which no network looks at an image.
  func dataset(
    largestSide: Int?, heldOut: SplitSize, seed: UInt64, reading: ImageReading
  )
    throws -> Dataset
  {
    func folder(_ path: String) -> URL { URL(filePath: path, directoryHint: .isDirectory) }
    return switch self {
    case .generated(let training, let test, let set):
      try .generated(
        set ?? .images, training: training, test: test, heldOut: heldOut, seed: seed)
    case .cifar10(let path): try .cifar10(at: folder(path), heldOut: heldOut, seed: seed)
    case .cifar100(let path): try .cifar100(at: folder(path), heldOut: heldOut, seed: seed)
    case .folder(let path, let side, _, let special):
      try .folder(
        at: folder(path), side: min(side, largestSide ?? side), layout: special?.imageLayout,
        heldOut: heldOut, seed: seed,
        reading: reading.skippingUnreadable(special?.skipsUnreadable ?? false))
    case .fashionMNIST(let path): try .fashionMNIST(at: folder(path), heldOut: heldOut, seed: seed)
    case .mnist(let path): try .mnist(at: folder(path), heldOut: heldOut, seed: seed)
    }
  }
}

extension FolderReading {
  /// The same for the reader of the folder.
  var imageLayout: ImageFolder.Layout? {
    switch layout {
    case .classes: .classes
    case .halves: .halves
    case nil: nil
    }
  }
}

extension ImageReading {
  fileprivate func skippingUnreadable(_ skips: Bool) -> ImageReading {
    var reading = self
    reading.skipsUnreadable = skips
    return reading
  }
}
