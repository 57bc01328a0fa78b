import CodeGeneration
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Emitted code as a library of Arduino or PlatformIO, a module of Zephyr, a component of ESP-IDF.
@Suite struct LibraryTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  /// Writes two networks into the folder.
  private func write(_ form: ProjectForm) throws {
    for (name, graph) in [
      ("door", try randomIntegerGraph(seed: 1)), ("lamp", try randomMixedGraph(seed: 2)),
    ] {
      var description = ModelDescription.example(of: graph)
      description.codeName = try CodeName(name)
      try emit(ExecutionPlan(graph), description: description)
        .write(to: folder, as: form)
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The paths of all files, without those of the networks and kernels, which have to be there.
  private func otherFiles() throws -> [String] {
    let sources = "src/"
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      var isFolder: ObjCBool = false
      let file = folder.appending(path: $0)
      return FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
    for name in ["door", "lamp"] {
      for file in ["\(name).h", "\(name).c", "\(name)_weights.h", "\(name)_weights.c"] {
        #expect(paths.contains(sources + file))
      }
    }
    #expect(paths.contains(sources + "kernels/thimble_kernels.h"))
    return paths.filter { !$0.hasPrefix(sources) }.sorted()
  }

  /// The value of a line `name=value`.
  private func properties(_ text: String) -> [String: String] {
    let pairs = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1) }
    return Dictionary(
      pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }, uniquingKeysWith: { $1 })
  }

  /// Compiles what the form compiles: all sources below `src`, in C.
  private func compile(_ example: String) throws {
    try expectSuccess(
      """
      gcc -std=gnu11 -Wall -Wextra -Werror -Isrc $(find src -name '*.c') \(example) -o program
      """, in: folder)
  }

  /// https://arduino.github.io/arduino-cli/latest/library-specification
  @Test func `the Arduino library has the layout and fields of the specification`() throws {
    defer { remove() }
    try write(.arduino)
    #expect(
      try otherFiles() == [
        "README.md", "examples/door/door.ino", "examples/lamp/lamp.ino", "keywords.txt",
        "library.properties", "thimble.json",
      ])
    let fields = properties(try text("library.properties"))
    for name in [
      "name", "version", "author", "maintainer", "sentence", "paragraph", "category", "url",
      "architectures",
    ] {
      #expect(fields[name]?.isEmpty == false, "\(name)")
    }
    #expect(fields["name"] == "door_lamp" && fields["includes"] == "door.h,lamp.h")
    #expect(fields["category"] == "Data Processing" && fields["architectures"] == "*")
    for line in try text("keywords.txt").split(separator: "\n") {
      let words = line.split(separator: "\t")
      #expect(words.count == 2 && ["KEYWORD2", "LITERAL1"].contains(words[1]), "\(line)")
    }
  }

  @Test(.needs(.gcc, .gxx)) func `the Arduino library and its sketches build`() throws {
    defer { remove() }
    try write(.arduino)
    // Sketches are C++ with what the core declares.
    let core = """
      #include <stdint.h>
      #include <stddef.h>
      struct Port { void begin(long); void println(const char *); };
      extern Port Serial;
      void delay(unsigned long);
      """
    try Data(core.utf8).write(to: folder.appending(path: "Arduino.h"))
    try expectSuccess(
      """
      for sketch in examples/*/*.ino; do
        g++ -std=c++11 -Wall -Wextra -Werror -Isrc -include Arduino.h -x c++ -c $sketch -o sketch.o ||
          exit 1
      done
      """, in: folder)
    try Data("int main(void) { return 0; }\n".utf8).write(to: folder.appending(path: "empty.c"))
    try compile("empty.c")
  }

  /// https://docs.platformio.org/en/latest/manifests/library-json
  @Test(.needs(.gcc)) func `the PlatformIO library has its manifest and builds`() throws {
    defer { remove() }
    try write(.platformIO)
    #expect(
      try otherFiles() == [
        "README.md", "examples/classify/main.c", "library.json", "thimble.json",
      ])
    struct Library: Decodable {
      struct Build: Decodable { var srcDir, includeDir: String }
      var name, version, description, frameworks, platforms: String
      var headers: [String]
      var build: Build
    }
    let library = try JSONDecoder().decode(Library.self, from: Data(text("library.json").utf8))
    #expect(library.name == "door_lamp" && library.headers == ["door.h", "lamp.h"])
    #expect(library.version.split(separator: ".").count == 3)
    #expect(library.frameworks == "*" && library.platforms == "*")
    #expect(library.build.srcDir == "src" && library.build.includeDir == "src")
    try compile("examples/classify/main.c")
  }

  /// https://docs.zephyrproject.org/latest/develop/modules.html
  @Test(.needs(.gcc)) func `the Zephyr module has its files and builds`() throws {
    defer { remove() }
    try write(.zephyr)
    #expect(
      try otherFiles() == [
        "README.md", "examples/main.c", "thimble.cmake", "thimble.json", "zephyr/CMakeLists.txt",
        "zephyr/Kconfig", "zephyr/module.yml",
      ])
    #expect(
      try text("zephyr/module.yml")
        == "name: door_lamp\nbuild:\n  cmake: zephyr\n  kconfig: zephyr/Kconfig\n")
    #expect(try text("zephyr/Kconfig").hasPrefix("config THIMBLE_DOOR_LAMP\n\tbool \""))
    #expect(try text("zephyr/CMakeLists.txt").contains("if(CONFIG_THIMBLE_DOOR_LAMP)\n"))
    try compile("examples/main.c")
  }

  @Test(.needs(.gcc, .make, .cmake)) func `CMake builds the Zephyr module`() throws {
    defer { remove() }
    try write(.zephyr)
    try expectSuccess(
      Self.cmake(
        """
        function(zephyr_library_named name)
          add_library(${name} STATIC)
          set(library ${name} PARENT_SCOPE)
        endfunction()
        macro(zephyr_library_sources)
          target_sources(${library} PRIVATE ${ARGN})
        endmacro()
        macro(zephyr_include_directories)
          target_include_directories(${library} PUBLIC ${ARGN})
        endmacro()
        set(CONFIG_THIMBLE_DOOR_LAMP y)
        add_subdirectory(../zephyr module)
        """), in: folder)
  }

  /// https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-guides/build-system.html
  @Test(.needs(.gcc)) func `the ESP-IDF component has its files and builds`() throws {
    defer { remove() }
    try write(.espIDF)
    #expect(
      try otherFiles() == [
        "CMakeLists.txt", "README.md", "examples/main.c", "idf_component.yml", "thimble.cmake",
        "thimble.json",
      ])
    #expect(try text("CMakeLists.txt").contains("idf_component_register(SRCS ${THIMBLE_SOURCES}"))
    #expect(try text("idf_component.yml").hasPrefix("version: \"1.0.0\"\n"))
    try compile("examples/main.c")
  }

  @Test(.needs(.gcc, .make, .cmake)) func `CMake builds the ESP-IDF component`() throws {
    defer { remove() }
    try write(.espIDF)
    try expectSuccess(
      Self.cmake(
        """
        function(idf_component_register)
          cmake_parse_arguments(ARG "" "" "SRCS;INCLUDE_DIRS" ${ARGN})
          add_library(component STATIC ${ARG_SRCS})
          target_include_directories(component PUBLIC ${ARG_INCLUDE_DIRS})
        endfunction()
        add_subdirectory(.. component)
        """), in: folder)
  }

  /// A line of `sh` that builds a project whose functions stand for those of a build system.
  private static func cmake(_ lines: String) -> String {
    """
    mkdir stand-in && cat > stand-in/CMakeLists.txt <<'END'
    cmake_minimum_required(VERSION 3.16)
    project(stand_in C)
    \(lines)
    END
    cmake -S stand-in -B stand-in/build && cmake --build stand-in/build
    """
  }
}
