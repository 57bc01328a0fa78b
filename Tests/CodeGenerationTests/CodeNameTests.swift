import CodeGeneration
import Files
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Networks with names of their own. Case 4
@Suite struct CodeNameTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  private func firmware(_ name: String, _ graph: IntegerGraph) throws -> Firmware {
    var description = ModelDescription.example(of: graph)
    description.codeName = try CodeName(name)
    return try emit(ExecutionPlan(graph), description: description)
  }

  @Test(arguments: ["door", "frontDoor", "front_door_2", "Model", "a", "i8"])
  func `names are what C allows`(name: String) throws {
    #expect(try CodeName(name).text == name)
  }

  @Test(
    arguments: [
      ("", "it is not spelled like one"), ("2door", "it is not spelled like one"),
      ("front-door", "it is not spelled like one"), ("_door", "it is not spelled like one"),
      ("door_", "it is not spelled like one"), ("front__door", "it is not spelled like one"),
      ("Tür", "it is not spelled like one"), ("a b", "it is not spelled like one"),
      ("int", "it is a keyword of C or C++"), ("class", "it is a keyword of C or C++"),
      ("co_await", "it is a keyword of C or C++"),
      ("thimble", "'thimble' begins the names of kernels"),
      ("Thimble_add", "'thimble' begins the names of kernels"),
      ("main", "a file 'main.h' or 'main.c' has another meaning"),
      ("String", "a file 'string.h' or 'string.c' has another meaning"),
      (String(repeating: "a", count: 32), "it has 32 letters"),
    ])
  func `other names are refused with what is allowed`(name: String, reason: String) {
    #expect(throws: CodeGenerationError.name(name, reason: reason)) { try CodeName(name) }
    let text = CodeGenerationError.name(name, reason: reason).description
    #expect(text.hasPrefix("'\(name)' is no name for a network in C: \(reason). A name begins"))
  }

  @Test func `everything of a network begins with its name`() throws {
    let graph = try randomIntegerGraph(seed: 2)
    let firmware = try firmware("door", graph)
    let names = firmware.files.map(\.path).filter { !$0.hasPrefix("kernels/") }
    #expect(names == ["door.h", "door.c", "door_weights.h", "door_weights.c"])
    for file in firmware.files where !file.path.hasPrefix("kernels/") {
      let text = file.text.replacing("model_layer_done", with: "")
      #expect(!text.contains("model_") && !text.contains("MODEL_"), "\(file.path)")
    }
    let header = try #require(firmware["door.h"])
    #expect(header.contains("#define DOOR_INPUT_BYTES ") && header.contains("*door_invoke(void);"))
    let model = try self.firmware("model", graph)
    #expect(
      model["model.c"]?.replacing("model", with: "door").replacing("MODEL", with: "DOOR")
        == firmware["door.c"])
  }

  @Test(arguments: TestTool.present(.gcc, .clang))
  func `sources of several networks compile as one file`(compiler: TestTool) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, seed) in [("door", UInt64(1)), ("lamp", 2)] {
      try firmware(name, try randomIntegerGraph(seed: seed)).write(to: folder)
    }
    let all = ["door.c", "door_weights.c", "lamp.c", "lamp_weights.c", "main.c"]
    try Data(all.map { "#include \"\($0)\"\n" }.joined().utf8)
      .write(to: folder.appending(path: "all.c"))
    try expectSuccess(
      "exec \(compiler) -std=c99 -Wall -Wextra -Wpedantic -Werror all.c kernels/*.c -o program",
      in: folder)
  }

  @Test func `several networks of a folder share their kernels`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = try firmware("door", try randomIntegerGraph(seed: 1))
    let mixed = try firmware("lamp", try randomMixedGraph(seed: 1))
    try bytes.write(to: folder)
    try mixed.write(to: folder)
    let found = Set(
      try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "kernels").path
      ).map { "kernels/\($0)" })
    let kernels = (bytes.files + mixed.files).map(\.path).filter { $0.hasPrefix("kernels/") }
    #expect(found == Set(kernels))
    let main = try String(contentsOf: folder.appending(path: "main.c"), encoding: .utf8)
    #expect(main.contains("door_invoke") && main.contains("lamp_invoke"))
  }

  @Test func `kernels of another version are not mixed with these`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let graph = try randomIntegerGraph(seed: 1)
    var other = try firmware("lamp", graph)
    for index in other.files.indices where other.files[index].path.hasPrefix("kernels/") {
      other.files[index].text += "/* older */\n"
    }
    try other.write(to: folder)
    #expect(
      throws: ManagedFolderError.otherVersion(
        folder: folder.path, file: "kernels/thimble_kernels.h", parts: ["lamp"])
    ) { try firmware("door", graph).write(to: folder) }
    // Compilers notice it, too.
    let source = try #require(try firmware("door", graph)["door.c"])
    #expect(source.contains("#if THIMBLE_KERNELS_VERSION != 0x"))
    #expect(
      try firmware("door", graph)["kernels/thimble_kernels.h"]?
        .contains("#define THIMBLE_KERNELS_VERSION 0x") == true)
  }

  @Test(arguments: [("door", "Door"), ("door", "door_2"), ("door_weights", "door")])
  func `names whose symbols or files could be the same are refused`(one: String, two: String)
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let graph = try randomIntegerGraph(seed: 1)
    try firmware(one, graph).write(to: folder)
    #expect(throws: CodeGenerationError.collision(name: two, other: one)) {
      try firmware(two, graph).write(to: folder)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "\(two).c").path))
  }
}
