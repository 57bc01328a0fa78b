import Foundation
import Testing

/// The rules of the house, read from the sources themselves.
@Suite struct ImportTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private struct File {
    var area: String
    var module: String
    var path: String
    var text: String

    /// The modules that the file imports.
    var imports: [String] {
      text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        guard let index = words.firstIndex(of: "import"), !line.contains("//"), index <= 2 else {
          return nil
        }
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = words.dropFirst(index + 1).first { !kinds.contains($0) }
        return name?.split(separator: ".").first.map(String.init)
      }
    }
  }

  private static let areas = ["Vocabulary", "Engines", "Stages", "Composition"]

  private static let files: [File] = {
    let sources = root.appending(path: "Sources")
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: sources.path)) ?? []
    return paths.sorted().compactMap { path in
      let parts = path.split(separator: "/").map(String.init)
      guard parts.count >= 3, [".swift", ".c", ".h"].contains(where: path.hasSuffix),
        let text = try? String(contentsOf: sources.appending(path: path), encoding: .utf8)
      else { return nil }
      return File(area: parts[0], module: parts[1], path: path, text: text)
    }
  }()

  private static let areaOfModule = Dictionary(
    files.map { ($0.module, $0.area) }, uniquingKeysWith: { first, _ in first })

  @Test func theFiveFoldersAndTheBuildToolAreAllThereIs() {
    #expect(Set(Self.files.map(\.area)) == Set(Self.areas + ["C", "Build"]))
  }

  @Test func importsPointDown() {
    for file in Self.files {
      guard let level = Self.areas.firstIndex(of: file.area) else { continue }
      for name in file.imports {
        guard let imported = Self.areaOfModule[name].flatMap(Self.areas.firstIndex) else {
          continue
        }
        #expect(imported <= level, "\(file.path) imports \(name), which stands above it")
      }
    }
  }

  @Test func noStageImportsAnotherStage() {
    for file in Self.files where file.area == "Stages" {
      for name in file.imports where name != file.module {
        #expect(Self.areaOfModule[name] != "Stages", "\(file.path) imports the stage \(name)")
      }
    }
  }

  @Test func eachCModuleStandsBehindOneSwiftModule() {
    let doors = [
      "CImages": "Datasets", "COneDNN": "Tensors", "CTensorKernels": "Tensors",
      "CKernels": "Execution", "CVectorKernels": "Execution",
    ]
    for file in Self.files where Self.areas.contains(file.area) {
      for name in file.imports where Self.areaOfModule[name] == "C" {
        #expect(doors[name] == file.module, "\(file.path) imports \(name)")
      }
    }
  }

  @Test func programsAreStartedByProcessesOnly() {
    for file in Self.files where Self.areas.contains(file.area) && file.module != "Processes" {
      let isFound = file.text.split { !$0.isLetter && $0 != "(" }.contains {
        $0.hasPrefix("Process(")
      }
      #expect(!isFound, "\(file.path) starts a program without the module Processes")
    }
  }

  @Test func vocabularyIsValuesWithoutFilesClockOrChance() {
    let forbidden = [
      "FileManager", "FileHandle", "contentsOf", "write(to", "Process(", "Date(", "Clock.now",
      "SystemRandomNumberGenerator", "getenv", "ProcessInfo",
    ]
    for file in Self.files where file.area == "Vocabulary" {
      for word in forbidden {
        let isFound = file.text.contains(word)
        #expect(!isFound, "\(file.path) contains '\(word)'")
      }
    }
  }

  @Test func noFileIsLongerThan500Lines() {
    for file in Self.files {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(lines <= 500, "\(file.path) has \(lines) lines; at 300 look for a seam")
    }
  }

  @Test func nothingIsNamedAfterNothing() {
    let forbidden = ["Utils", "Util", "Common", "Helper", "Helpers", "Manager", "Misc", "Shared"]
    for file in Self.files {
      let names = file.path.split { "/+.".contains($0) }.map(String.init)
      for word in forbidden {
        #expect(
          !names.contains { $0 == word || $0.hasSuffix(word) }, "\(file.path) is named '\(word)'")
      }
    }
  }

  @Test func noFileTriesOrCastsBlindly() {
    for file in Self.files where file.path.hasSuffix(".swift") {
      let tries = file.text.contains("try" + "!")
      #expect(!tries, "\(file.path) uses a forced try")
      let casts = file.text.contains("as" + "! ")
      #expect(!casts, "\(file.path) uses a forced cast")
    }
  }
}
