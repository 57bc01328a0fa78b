import Foundation
import Testing

@testable import Files

struct SystemMemoryTests {
  @Test func `available memory is that of the system's file`() {
    let text = "MemTotal:       32768 kB\nMemFree:  512 kB\nMemAvailable:   16384 kB\n"
    #expect(SystemMemory.availableBytes(inMemoryInfo: text) == 16384 * 1024)
    #expect(SystemMemory.availableBytes(inMemoryInfo: "MemTotal: 1 kB\n") == nil)
  }

  @Test func `the tightest control group counts, less what it uses`() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    func write(_ folder: String, _ files: [String: String]) throws {
      let folder = root.appending(path: folder, directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
    }
    try write("a", ["memory.max": "1000\n", "memory.current": "400\n"])
    try write("a/b", ["memory.max": "max\n", "memory.current": "300\n"])
    #expect(SystemMemory.groupBytes(root: root.path, membership: "0::/a/b\n") == 600)
    #expect(SystemMemory.groupBytes(root: root.path, membership: "0::/\n") == nil)
    #expect(SystemMemory.groupBytes(root: root.path, membership: nil) == nil)
    try write(
      "memory/c", ["memory.limit_in_bytes": "500\n", "memory.usage_in_bytes": "700\n"])
    #expect(
      SystemMemory.groupBytes(root: root.path, membership: "5:cpu,memory:/c\n0::/a\n") == 0)
  }

  @Test func `this computer has memory`() {
    #expect(SystemMemory.availableBytes ?? 1 > 0)
  }
}
