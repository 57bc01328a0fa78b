import Dispatch
import Foundation

/// A web server on this machine that offers the files of a folder.
///
/// It is Python's, so that the client meets another implementation.
final class LoopbackServer: Sendable {
  /// What the server does beside offering files.
  enum Habit: String {
    /// Whole files only, as `python3 -m http.server` has it.
    case plain
    /// Parts of files, too.
    case ranges
    /// It promises the whole file and hangs up in the middle.
    case hangsUp
  }

  /// The address of the folder.
  let address: String
  private let process: Process

  init(_ folder: URL, _ habit: Habit = .plain) throws {
    let output = Pipe()
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-u", "-c", Self.script, folder.path, habit.rawValue]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    address = "http://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))"
  }

  deinit {
    // Softer signals are blocked on the threads that tests run on, and so in their children.
    kill(process.processIdentifier, SIGKILL)
  }

  /// Runs a line of shell; returns its exit status.
  @discardableResult
  static func run(_ line: String, in folder: URL? = nil) -> Int32 {
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", line]
    shell.currentDirectoryURL = folder
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    shell.terminationHandler = { _ in ended.signal() }
    do { try shell.run() } catch { return -1 }
    ended.wait()
    return shell.terminationStatus
  }

  private static let script = """
    import http.server, os, re, sys
    folder, habit = sys.argv[1:]
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=folder)
        def do_GET(self):
            path = self.translate_path(self.path)
            if habit == 'plain' or not os.path.isfile(path):
                return super().do_GET()
            data = open(path, 'rb').read()
            wanted = re.match('bytes=([0-9]+)-$', self.headers.get('Range', ''))
            start = int(wanted.group(1)) if wanted and habit == 'ranges' else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header('Content-Range', f'bytes {start}-{len(data) - 1}/{len(data)}')
            self.send_header('Content-Length', str(len(data) - start))
            self.end_headers()
            end = len(data) // 2 if habit == 'hangsUp' else len(data)
            self.wfile.write(data[start:end])
    server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
    print(server.server_port)
    server.serve_forever()
    """
}
