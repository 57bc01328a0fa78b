import Files
import Foundation

extension RunFolder {
  /// Removes what a step has written; what the user has put beside emitted code, or changed of it,
  /// stays.
  func remove(_ step: RunStep, devices: [String]) throws {
    guard step == .emit else {
      for file in step.allFiles(in: self, devices: devices) {
        try FileManager.default.removeIfPresent(file)
      }
      return
    }
    for name in devices {
      let device = device(name)
      try device.setAsideUnlisted()
      try ManagedFolder(device.firmware).remove()
    }
  }
}

extension RunFolder.DeviceFolder {
  /// Whether the folder `firmware` holds a network; those of versions before 2 have no list of files.
  var isEmitted: Bool {
    let list = firmware.appending(path: ManagedFolder.manifestName)
    guard FileManager.default.fileExists(atPath: list.path) else {
      return FileManager.default.fileExists(atPath: firmware.appending(path: "model.h").path)
    }
    return (try? ManagedFolder(firmware).readManifest())?.parts.isEmpty == false
  }

  /// Renames a folder `firmware` that has no list of what was written, as nobody knows what of it is
  /// the user's.
  ///
  /// - Returns: the new name, or nil where there is no such folder.
  @discardableResult
  func setAsideUnlisted() throws -> String? {
    guard isEmitted, try ManagedFolder(firmware).readManifest() == nil else { return nil }
    let taken = Set(try FileManager.default.names(in: url))
    let names = sequence(first: 1) { $0 + 1 }.lazy.map {
      $0 == 1 ? "firmware-old" : "firmware-old-\($0)"
    }
    guard let name = names.first(where: { !taken.contains($0) }) else { return nil }
    do {
      try FileManager.default.moveItem(at: firmware, to: url.appending(path: name))
    } catch {
      throw FileError(.written, firmware.path, error)
    }
    return name
  }

  /// Throws `ManagedFolderError.changed` where emitted files were changed.
  func requireUnchangedFirmware() throws {
    let folder = ManagedFolder(firmware)
    let changed = try folder.changedFiles()
    guard changed.isEmpty else {
      throw ManagedFolderError.changed(folder: folder.url.path, files: changed)
    }
  }
}
