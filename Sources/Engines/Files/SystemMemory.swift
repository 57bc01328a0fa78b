import Foundation

/// The memory of this computer as far as this process may use it.
package enum SystemMemory {
  /// The bytes that can still be used without swapping, or nil where the system does not say.
  ///
  /// On Linux that is `MemAvailable`, or what the limits of the process's control groups leave where
  /// that is less; elsewhere it is all memory of the computer.
  package static var availableBytes: Int? {
    #if os(Linux)
    let limits = [systemBytes, groupBytes()].compactMap(\.self)
    return limits.min()
    #else
    return Int(clamping: ProcessInfo.processInfo.physicalMemory)
    #endif
  }

  /// `MemAvailable` of `/proc/meminfo`.
  private static var systemBytes: Int? {
    guard let text = text(of: "/proc/meminfo") else { return nil }
    return availableBytes(inMemoryInfo: text)
  }

  /// The number of `MemAvailable: 16384 kB` as bytes, or nil where there is none.
  static func availableBytes(inMemoryInfo text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, words[0] == "MemAvailable:", let kibibytes = Int(words[1]) else {
        continue
      }
      return kibibytes.multipliedReportingOverflow(by: 1024).partialValue
    }
    return nil
  }

  /// What the limits of the control groups leave: of the process's group and of those above it, in
  /// version 2 `memory.max` less `memory.current`, in version 1 the same under other names.
  ///
  /// - Parameter root: where the files of the groups are.
  static func groupBytes(
    root: String = "/sys/fs/cgroup", membership: String? = text(of: "/proc/self/cgroup")
  ) -> Int? {
    var left: Int?
    for line in (membership ?? "").split(separator: "\n") {
      // For example "0::/user.slice/run" of version 2 and "5:memory:/docker/a" of version 1.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains("memory") else { continue }
      let base = isSecond ? root : root + "/memory"
      let names =
        isSecond
        ? ("memory.max", "memory.current")
        : ("memory.limit_in_bytes", "memory.usage_in_bytes")
      // A container may see its own group as the root, whatever path the system names.
      var folders = [base]
      var path = ""
      for name in parts[2].split(separator: "/") {
        path += "/\(name)"
        folders.append(base + path)
      }
      for folder in folders {
        // "max" is no number and no limit.
        guard let most = number(in: "\(folder)/\(names.0)"),
          let used = number(in: "\(folder)/\(names.1)")
        else { continue }
        let rest = max(0, most - used)
        left = min(left ?? rest, rest)
      }
    }
    return left
  }

  private static func number(in file: String) -> Int? {
    text(of: file).flatMap { Int($0.filter { !$0.isWhitespace }) }
  }

  private static func text(of file: String) -> String? {
    // Files of the kernel have no size, so they are read to their end.
    guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
    defer { try? handle.close() }
    return (try? handle.readToEnd()).map { String(decoding: $0, as: UTF8.self) }
  }
}
