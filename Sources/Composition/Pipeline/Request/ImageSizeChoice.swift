public import Architectures
import Datasets
import Devices
import Foundation
import Graphs
import Search

/// The side at which photographs are read, and the space of networks that look at them, where a
/// user leaves one or both open.
public struct ImageSizeChoice: Equatable, Sendable {
  /// The side in pixels.
  public var side: Int
  /// The space of networks.
  public var space: SearchSpace
  /// What was chosen and why, as a sentence without its full stop; nil where nothing was.
  public var reason: String?

  /// The sides to choose from, the largest first.
  private static let sides = [96, 64, DataSource.standardImageSide]

  /// Chooses by what is named, by the photographs and by the devices.
  ///
  /// A side alone names the built-in space for it, a space alone its largest resolution, as far as the
  /// photographs reach. With neither, the side is the largest of 96, 64 and 32 pixels that the median
  /// of the photographs' shorter sides reaches and at which every device has a network that fits, or
  /// one of a fleet has; devices that no side serves do not count. An architecture and a network of the
  /// literature say their side themselves.
  /// - Parameters:
  ///   - request: of a folder of images, with devices, budgets and recipe.
  ///   - side: as the user named it, or nil.
  ///   - space: as the user named it, or nil.
  /// - Throws: where the folder or a device makes no sense.
  public init(for request: FitRequest, side: Int?, space: SearchSpace?) throws {
    let named =
      try side ?? request.choice?.onlySide
    guard case .folder(let path, _, _, let reading) = request.data, named == nil else {
      self.side = named ?? DataSource.standardImageSide
      self.space = try space ?? .suiting(self.side)
      return
    }
    let folder = try ImageFolder(
      URL(filePath: path, directoryHint: .isDirectory), layout: reading?.imageLayout)
    let typical = folder.typicalSide()
    let sizes =
      typical.map { "of which half have at least \($0) pixels on their shorter side" }
      ?? "whose headers state no size"
    if let space {
      let largest = space.largest.resolution
      self.side = max(8, min(largest, typical ?? largest))
      self.space = space
      reason = "photographs, \(sizes), are read at \(self.side)x\(self.side) for \(space.name)"
      return
    }
    let smallest = DataSource.standardImageSide
    let smallestSpace = try SearchSpace.suiting(smallest)
    // What no side can serve decides none: the search says what it lacks.
    let unserved = try request.reading(at: smallest, by: smallestSpace).devicesWithoutNetwork()
    var choice = (side: smallest, space: smallestSpace)
    var misses: [String] = []
    for side in Self.sides where side > smallest && side <= typical ?? 0 {
      let space = try SearchSpace.suiting(side)
      let missing = try request.reading(at: side, by: space).devicesWithoutNetwork()
      let lost = missing.filter { !unserved.contains($0) }
      let servesSome = missing.count < request.devices.count || request.devices.isEmpty
      if servesSome, lost.isEmpty || request.fleet != nil {
        choice = (side, space)
        break
      }
      if let device = lost.first {
        misses.append("at \(side)x\(side) no network of \(space.name) fits \(device)")
      }
    }
    (self.side, self.space) = choice
    reason =
      (["photographs, \(sizes), are read at \(self.side)x\(self.side) for \(self.space.name)"]
      + misses).joined(separator: "; ")
  }
}

extension SearchSpace {
  /// The built-in space for photographs of this side.
  static func suiting(_ side: Int) throws -> SearchSpace {
    try .builtIn(builtInName(forSide: side))
  }
}

extension FitRequest {
  /// The same request for a folder of images that are read at another side, by another space; its
  /// channels and classes are those of the images.
  public func reading(at side: Int, by space: SearchSpace) -> FitRequest {
    var request = self
    if case .folder(let path, _, let classes, let reading) = data {
      request.data = .folder(path: path, side: side, classes: classes, reading: reading)
    }
    request.source = source.changingSpace { old in
      old = space
      old.imageChannels = data.imageChannels
      old.classes = data.classes
    }
    return request
  }

  /// The titles of the devices that no network of the space fits in 8 bits.
  fileprivate func devicesWithoutNetwork() throws -> [String] {
    var missing: [String] = []
    for (device, target) in zip(devices, try searchTargets()) {
      do throws(SearchError) {
        try target.requireFit()
      } catch {
        missing.append(device.title)
      }
    }
    return missing
  }
}
