import ArgumentParser
import Datasets
import Files
import Foundation
import Pipeline
import Reports

/// The command `thimble`: parses, runs a verb, and ends with the exit code that the outcome has.
@main
struct ThimbleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "thimble",
    abstract: "Train one network once; fit it into every device.",
    discussion: """
      EXAMPLES
        thimble fit --device stm32f746 --device stm32g431
            trains on generated images and proves a network for each device
        thimble fit --data mnist --data-path .data/mnist --device rp2040
            the same with real images
        thimble devices
            lists the devices it knows
        thimble verify --run runs/generated --again
            does one step of a run again

      'thimble fit' does every step; train, search, quantize, emit, verify and report are the steps. \
      All of them work on one run folder, which is the reproduction of the run. Repeat a command that was \
      stopped to resume it.

      Exit codes: 0 done, 1 a stated failure, 64 wrong usage, 130 stopped with Ctrl-C.
      """,
    version: "0.1.0",
    subcommands: Verbs.steps + Verbs.questions)

  static func main() async {
    // A file that may not grow becomes an error with a sentence in place of a silent end.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Foundation.exit(ending(with: error))
    }
  }

  /// The arguments byte for byte; Swift replaces what is no UTF-8.
  private static var arguments: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { text in
        let bytes = UnsafeBufferPointer(start: text, count: strlen(text))
        return String(argument: bytes.map { UInt8(bitPattern: $0) })
      }
    }
  }

  /// Words an error on the standard error stream and chooses the exit code.
  private static func ending(with error: any Error) -> Int32 {
    if isInterruption(error) {
      standardError.write("\(error)\n")
      return 130
    }
    let code = exitCode(for: error)
    if code == .success {
      standardOutput.write(fullMessage(for: error) + "\n")
    } else if code == .failure, !(error is ExitCode) {
      standardError.write("error: \(sentence(of: error).printableLines)\n")
    } else {
      let message = fullMessage(for: error)
      let prefix = "Error: "
      let lowered =
        message.hasPrefix(prefix) ? "error: " + message.dropFirst(prefix.count) : message
      if !lowered.isEmpty { standardError.write(lowered.printableLines + "\n") }
    }
    return code.rawValue
  }

  private static func isInterruption(_ error: any Error) -> Bool {
    if case PipelineError.interrupted = error { return true }
    return error as? FetchError == .interrupted
  }

  /// An error of Foundation says what happened in its localized description only.
  private static func sentence(of error: any Error) -> String {
    let type = Swift.type(of: error)
    return type is NSError.Type ? error.localizedDescription : "\(error)"
  }
}
