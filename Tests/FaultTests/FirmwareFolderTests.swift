import Foundation
import Pipeline
import Testing
import TinyRuns

/// What the user puts beside emitted code, or changes of it. Case 13
@Suite struct FirmwareFolderTests {
  private func put(_ text: String, _ name: String, in run: TinyRun) throws {
    let file = run.folder.device("stm32f401").firmware.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func text(_ name: String, in run: TinyRun) -> String? {
    try? String(
      contentsOf: run.folder.device("stm32f401").firmware.appending(path: name), encoding: .utf8)
  }

  @Test func `own files and a changed example stay when code is emitted again`() async throws {
    let run = try await FinishedRun.copy()
    let path = run.folder.url.path
    let header = try #require(text("model.h", in: run))
    try put("mine", "app/sensor.c", in: run)
    try put("#error mine", "kernels/own.c", in: run)
    try put("mine", "main.c", in: run)
    let again = try Tool.run("emit", "--again", "--run", path)
    #expect(
      again.status == 0 && again.errors.contains("'main.c' in 'firmware' stays as you have it"))
    #expect(text("app/sensor.c", in: run) == "mine" && text("main.c", in: run) == "mine")
    // Nor does a step before emission take them along.
    #expect(try Tool.run("quantize", "--again", "--run", path).status == 0)
    #expect(text("app/sensor.c", in: run) == "mine" && text("main.c", in: run) == "mine")
    #expect(text("model.h", in: run) == nil)
    #expect(try Tool.run("fit", "--run", path).status == 0)
    #expect(text("model.h", in: run) == header && text("main.c", in: run) == "mine")
  }

  @Test func `a changed source stops the emission before anything is written`() async throws {
    let run = try await FinishedRun.copy()
    let path = run.folder.url.path
    let source = try #require(text("model.c", in: run))
    try put("mine", "model.c", in: run)
    try put("mine", "kernels/thimble_dsp.h", in: run)
    for verb in ["emit", "fit"] {
      try Tool.run(verb, "--again", "--run", path).expectError(
        "'kernels/thimble_dsp.h', 'model.c' there are not as Thimble wrote them.",
        "Move them away to keep them, or add '--overwrite' to 'thimble emit'")
    }
    #expect(text("model.c", in: run) == "mine" && run.exists(run.folder.supernet))
    #expect(run.exists(run.folder.report), "Later results stand as long as the code does.")
    #expect(try Tool.run("emit", "--overwrite", "--run", path).status == 0)
    #expect(text("model.c", in: run) == source)
  }

  @Test func `code of a version without a list of files is set aside`() async throws {
    let run = try await FinishedRun.copy()
    try put("mine", "model.c", in: run)
    let device = run.folder.device("stm32f401")
    try FileManager.default.removeItem(at: device.firmware.appending(path: "thimble.json"))
    let path = run.folder.url.path
    #expect(try Tool.run("fit", "--run", path).errors.contains("emit is done already"))
    let again = try Tool.run("emit", "--again", "--run", path)
    #expect(again.errors.contains("'firmware' of an earlier version is now 'firmware-old'"))
    let old = device.url.appending(path: "firmware-old/model.c")
    #expect(try String(contentsOf: old, encoding: .utf8) == "mine")
    #expect(text("thimble.json", in: run) != nil)
  }

  // Case 4
  @Test func `a network gets a name and is proved with it`() async throws {
    let run = try await FinishedRun.copy()
    let path = run.folder.url.path
    #expect(try Tool.run("emit", "--name", "door", "--run", path).status == 0)
    #expect(text("door.h", in: run)?.contains("door_invoke") == true)
    #expect(text("model.h", in: run) == nil)
    #expect(!run.exists(run.folder.device("stm32f401").verdict))
    #expect(run.exists(run.folder.device("stm32f401").integerGraph))
    let fit = try Tool.run("fit", "--run", path)
    #expect(fit.status == 0, "\(fit.errors)")
    #expect(run.exists(run.folder.report))
    let request = try run.folder.readRequest()
    #expect(request.name == "door" && request.command(run: "r").contains(" --name door "))
    try Tool.run("emit", "--name", "int", "--run", path)
      .expectError("'int' is no name for a network in C: it is a keyword of C or C++.")
  }

  // Case 4
  @Test func `two runs are emitted into one folder`() async throws {
    let run = try await FinishedRun.copy()
    let library = run.folder.url.appending(path: "lib")
    for name in ["door", "lamp"] {
      let outcome = try Tool.run(
        "emit", "--run", run.folder.url.path, "--name", name, "--output", library.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: library.path)
    #expect(
      Set(names).isSuperset(of: ["door.c", "door.h", "lamp.c", "lamp.h", "kernels", "main.c"]))
    #expect(text("model.h", in: run) != nil, "The run keeps its own.")
    try Tool.run(
      "emit", "--run", run.folder.url.path, "--name", "door_2", "--output", library.path
    ).expectError("'door_2' and 'door' in one folder could have files or symbols in common.")
  }
}
