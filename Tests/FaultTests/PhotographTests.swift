import Foundation
import Pipeline
import Testing
import TinyRuns

/// Photographs as people have them.
@Suite struct PhotographTests {
  /// A picture of 20 x 16 pixels.
  private static let pixmap =
    Array("P6\n20 16\n255\n".utf8) + (0..<960).map { UInt8(truncatingIfNeeded: $0 * 7) }

  /// Runs a line of `sh` in which `"$@"` is a prediction of `image`.
  private func predict(_ image: String, in run: TinyRun, shell: String? = nil) throws
    -> Tool.Outcome
  {
    try Tool.run("predict", image, "--quiet", "--run", run.folder.url.path, shell: shell)
  }

  // Case 19
  @Test func `a pipe is read like the file that goes through it`() async throws {
    let run = try await FinishedRun.copy()
    let file = run.folder.url.appending(path: "photo.ppm").path
    try Data(Self.pixmap).write(to: URL(filePath: file))
    let expected = try predict(file, in: run)
    #expect(expected.status == 0 && expected.output.contains("%"), "\(expected.errors)")
    let pipe = run.folder.url.appending(path: "pipe").path
    #expect(mkfifo(pipe, 0o644) == 0)
    for (image, line) in [
      ("/dev/stdin", "cat '\(file)' | \"$@\""),
      ("/dev/fd/3", "cat '\(file)' | \"$@\" 3<&0"),
      ("/dev/stdin", "exec \"$@\" < '\(file)'"),
      (pipe, "cat '\(file)' > '\(pipe)' & exec \"$@\""),
    ] {
      let outcome = try predict(image, in: run, shell: line)
      #expect(outcome.status == 0 && outcome.output == expected.output, "\(outcome.errors)")
    }
  }

  // Case 19
  @Test func `what is no file and no pipe is refused by what it is`() async throws {
    let run = try await FinishedRun.copy()
    let folder = run.folder.url.path
    try predict(folder, in: run).expectError(
      "'\(folder)' cannot be read: it is a folder where a file")
    try predict("/dev/zero", in: run).expectError("'/dev/zero' cannot be read: it is a device")
    let outcome = try predict("/dev/stdin", in: run, shell: "printf '' | \"$@\"")
    outcome.expectError("The image '/dev/stdin' cannot be read: it is empty.")
    #expect(!outcome.errors.contains("the disk reports a fault"))
  }

  // Case 19
  @Test func `a pipe that stays silent is left with Ctrl-C`() async throws {
    let run = try await FinishedRun.copy()
    let pipe = run.folder.url.appending(path: "pipe").path
    #expect(mkfifo(pipe, 0o644) == 0)
    let tool = try Tool(["predict", pipe, "--run", run.folder.url.path])
    let writer = Tool.writer(of: pipe)
    defer { close(writer) }
    tool.send(SIGINT)
    #expect(try tool.outcome().status == 130)
  }

  // Case 9
  @Test func `a path that is no UTF-8 is found`() async throws {
    let run = try await FinishedRun.copy()
    let folder = run.folder.url.path
    try Data(Self.pixmap).write(to: URL(filePath: folder + "/photo.ppm"))
    let expected = try predict(folder + "/photo.ppm", in: run)
    let line = """
      name="$(printf 'na\\357ve')"; cp '\(folder)/photo.ppm' '\(folder)/'"$name.ppm"
      exec "$1" predict '\(folder)/'"$name.ppm" --quiet --run '\(folder)'
      """
    let outcome = try predict("", in: run, shell: line)
    #expect(outcome.status == 0 && outcome.output == expected.output, "\(outcome.errors)")
    try predict("", in: run, shell: line.replacing("cp '\(folder)/photo.ppm'", with: "rm"))
      .expectError("/na\\xEFve.ppm' cannot be read: there is no such file or folder.")
  }
}
