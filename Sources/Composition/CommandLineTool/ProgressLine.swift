import Foundation
import Graphs
import Reports

import enum Pipeline.Progress

/// Shows the progress of a run on the standard error stream.
///
/// A terminal gets one line that is drawn again; a file gets a line per tenth of a step.
final class ProgressLine: Sendable {
  private struct State {
    var stage = ""
    var start: ContinuousClock.Instant
    /// What was done when the first message of the work came; more than nothing in a resumed run.
    var firstDone: Int?
    /// What the last message said.
    var last: (done: Int, total: Int)?
    var lastDrawing: ContinuousClock.Instant?
    var lastTenth = -1
    var isLineOpen = false
  }

  private let state: Locked<State>
  private let isTerminal: Bool
  private let isQuiet: Bool
  private let now: @Sendable () -> ContinuousClock.Instant
  private let write: @Sendable (String) -> Void

  /// A display; `isQuiet` shows nothing.
  ///
  /// - Parameter now: the clock.
  init(
    isQuiet: Bool, isTerminal: Bool = isatty(STDERR_FILENO) == 1,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    write: @escaping @Sendable (String) -> Void = { standardError.write($0) }
  ) {
    self.isQuiet = isQuiet
    self.isTerminal = isTerminal
    self.now = now
    self.write = write
    state = Locked(State(start: now()))
  }

  /// Shows one message; called from any thread.
  func show(_ progress: Progress) {
    guard !isQuiet else { return }
    state.withLock { state in
      switch progress {
      case .stage(let name):
        close(&state)
        state = State(stage: name, start: now())
        write("\(name.printable)\n")
      case .note(let sentence):
        close(&state)
        write("  \(sentence.printable)\n")
      case .step(let done, let total, let detail):
        step(done, of: max(total, 1), detail, &state)
      }
    }
  }

  /// Leaves the line that was drawn last as it is.
  func finish() {
    state.withLock { close(&$0) }
  }

  private func step(_ done: Int, of total: Int, _ detail: String, _ state: inout State) {
    let now = self.now()
    if let last = state.last, last.total != total || last.done >= total && done < total {
      // Another piece of work of the same step.
      state = State(stage: state.stage, start: now, isLineOpen: state.isLineOpen)
    }
    state.last = (done, total)
    let first = state.firstDone ?? done
    state.firstDone = first
    let tail = [
      detail.printable, remaining(done, from: first, of: total, after: now - state.start),
    ]
    .filter { !$0.isEmpty }
    let percent = 100 * done / total
    if isTerminal {
      if done < total, let last = state.lastDrawing, now - last < .seconds(0.1) { return }
      state.lastDrawing = now
      let filled = 24 * min(done, total) / total
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      let line = "  \(bar) \(percent) %  \(tail.joined(separator: " · "))"
      write("\r\u{1B}[2K\(line.shortened(to: terminalWidth - 1))")
      state.isLineOpen = true
      if done >= total { close(&state) }
    } else if percent / 10 != state.lastTenth {
      state.lastTenth = percent / 10
      write("  \(percent) %  \(tail.joined(separator: " · "))\n")
    }
  }

  private func close(_ state: inout State) {
    if state.isLineOpen { write("\n") }
    state.isLineOpen = false
  }

  /// How long the rest takes at the pace so far; nothing in the first second and at the end.
  private func remaining(
    _ done: Int, from first: Int, of total: Int, after duration: Duration
  ) -> String {
    let passed = duration / .seconds(1)
    if done >= total { return "\(clock(passed)) in all" }
    // The first message comes after one unit or before it.
    let worked = first <= 1 ? done : done - first
    guard worked > 0, passed >= 1 else { return "" }
    return "\(clock(passed * Double(total - done) / Double(worked))) left"
  }

  private func clock(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e8).rounded())
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }

  private var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
