import Foundation
import Pipeline
import Testing
import TinyRuns

/// Disks that are full, limited or read-only.
@Suite struct DiskTests {
  private let run = TinyRun()

  // The thread sanitizer writes a file of its own when a program starts.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["TSAN_OPTIONS"] == nil,
      "the thread sanitizer cannot start where files may not grow"))
  func `a file that may not grow is named, and nothing half written is left`() throws {
    _ = try Pipeline(request: try TinyRun.request(), in: run.folder)
    // Bytes in blocks of 512 or 1,024: enough for the records, too few for the weights.
    let outcome = try Tool.run(
      "train", "--run", run.folder.url.path, shell: "ulimit -f 4; exec \"$@\"")
    outcome.expectError(
      "training.safetensors' cannot be written: it would be larger than this process may make a "
        + "file. Raise the limit with 'ulimit -f unlimited', then repeat the command.")
    let names = try FileManager.default.contentsOfDirectory(atPath: run.folder.url.path)
    #expect(
      Set(names).isSubset(of: [
        ".lock", "computing.json", "curve.csv", "data.json", "request.json", "times.json",
      ]))
    #expect(try Tool.run("train", "--resume", "--run", run.folder.url.path).status == 0)
  }

  @Test(.enabled(if: canMount, "a process may not have file systems of its own here"))
  func `a full disk is named, and nothing half written is left`() async throws {
    let run = try await FinishedRun.copy()
    // The disk is filled up to its last byte before the report is written again.
    let outcome = try Tool.run(
      "report", "--again", "--run", "/mnt/run",
      shell: """
        unshare -rm sh -c 'mount -t tmpfs -o size=4m tmpfs /mnt && cp -r "$0" /mnt/run && \
        cat /dev/zero > /mnt/fill 2> /dev/null; "$@"; status=$?; ls -a /mnt/run; exit $status' \
        '\(run.folder.url.path)' "$@"
        """)
    outcome.expectError(
      "error: '/mnt/run/",
      "' cannot be written: the disk is full. Make room on it, then repeat the command.")
    #expect(!outcome.output.contains(".partial") && outcome.output.contains("search.json"))
  }

  @Test(.enabled(if: canMount, "a process may not have file systems of its own here"))
  func `a run that cannot fit its disk is refused before it is trained`() throws {
    let outcome = try Tool.run(
      "train", "--device", "rp2040", "--images", "260", "--held-out", "100", "--run", "/mnt/run",
      shell: "unshare -rm sh -c 'mount -t tmpfs -o size=2m tmpfs /mnt && \"$0\" \"$@\"' \"$@\"")
    outcome.expectError(
      "The run folder '/mnt/run' needs up to ", " MiB, but only ",
      " MiB are free on its disk; make room, or choose another folder.")
  }

  @Test(.enabled(if: canMount, "a process may not have file systems of its own here"))
  func `a read-only file system is named`() throws {
    let outcome = try Tool.run(
      "train", "--device", "rp2040", "--run", "/mnt/run",
      shell: "unshare -rm sh -c 'mount -t tmpfs -o ro tmpfs /mnt && \"$0\" \"$@\"' \"$@\"")
    outcome.expectError("'/mnt/run' cannot be made: the file system is read-only.")
  }

  @Test(.enabled(if: getuid() != 0, "permissions do not bind root"))
  func `a folder without permission is named`() throws {
    let url = run.folder.url
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: url.path)
    try Tool.run("train", "--device", "rp2040", "--run", url.path)
      .expectError("cannot be written: the permission is missing. Change the permissions")
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
  func `a result that cannot be written is an error`() throws {
    try Tool.run("devices", "--json", shell: "exec \"$@\" > /dev/full")
      .expectError("'standard output' cannot be written: the disk is full.")
  }

  @Test func `a run folder below a file is refused`() throws {
    try FileManager.default.createDirectory(at: run.folder.url, withIntermediateDirectories: true)
    let file = run.folder.url.appending(path: "file")
    try Data().write(to: file)
    try Tool.run("train", "--device", "rp2040", "--run", "\(file.path)/run").expectError(
      "'\(file.path)/run' cannot be made: a part of the path is a file where a folder is expected.")
  }
}
