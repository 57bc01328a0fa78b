import ArgumentParser
import Pipeline

extension RequestOptions {
  func validate() throws {
    for (option, isGiven) in [("--layout", layout != nil), ("--skip-unreadable", skipUnreadable)]
    where isGiven && data != .folder {
      throw ValidationError("'\(option)' belongs to '--data folder'.")
    }
    if network != nil, supernet != nil || space != nil || candidates != nil {
      throw ValidationError(
        "'--network' is no part of a space; leave '--space', '--supernet' and '--candidates' out.")
    }
    if trainedNetwork != nil {
      guard data == nil, images == nil, imageSize == nil, seed == nil else {
        throw ValidationError(
          "'--network FOLDER' brings images and seed of its training; leave '--data', '--images', "
            + "'--image-size' and '--seed' out. '--data-path' says where the images are.")
      }
      return try validateLimits()
    }
    if modelFile != nil, imageSize != nil {
      throw ValidationError(
        "'--network FILE' reads images at the size of its network; leave '--image-size' out.")
    }
    if supernet != nil {
      guard data == nil, images == nil, imageSize == nil, space == nil, seed == nil else {
        throw ValidationError(
          "'--supernet' brings images, space and seed of its training; leave '--data', '--images', "
            + "'--image-size', '--space' and '--seed' out. '--data-path' says where the images are."
        )
      }
      return try validateLimits()
    }
    if let data, data != .generated, dataPath == nil {
      throw ValidationError("'--data \(data.rawValue)' needs '--data-path FOLDER' with its files.")
    }
    // By itself it says where the images of an existing run are now.
    if dataPath != nil, data == .generated || data == nil && decidesAnything {
      throw ValidationError(Self.dataPathRule)
    }
    if images != nil, let data, data != .generated {
      throw ValidationError("'--images' belongs to '--data generated'.")
    }
    if imageSize != nil, data != .folder {
      throw ValidationError("'--image-size' belongs to '--data folder'.")
    }
    try validateLimits()
  }

  /// Checks what every request has: devices and how much is tried.
  private func validateLimits() throws {
    if devices != nil {
      guard device.isEmpty, !limits.decidesAnything else {
        throw ValidationError(
          "The file of '--devices' names devices and limits; leave "
            + "\((["'--device'"] + LimitOptions.names).sentenceList) out.")
      }
    }
    if limits.latencyTable != nil, device.count != 1 {
      throw ValidationError("'--latency-table' belongs to one '--device'.")
    }
  }

  static let dataPathRule =
    "'--data-path' belongs to '--data cifar10', 'cifar100', 'fashion-mnist', 'mnist' or 'folder', or to "
    + "the '--run' of an existing folder whose images were moved."
}
