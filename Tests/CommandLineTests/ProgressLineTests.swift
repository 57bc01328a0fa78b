import Foundation
import Graphs
import Pipeline
import Testing

@testable import CommandLineTool

@Suite struct ProgressLineTests {
  private final class Sink: Sendable {
    private let text = Locked("")
    var content: String { text.withLock { $0 } }
    func write(_ part: String) { text.withLock { $0 += part } }
  }

  /// A clock that stands still unless it is advanced.
  private final class Clock: Sendable {
    private let instant = Locked(ContinuousClock.now)
    var now: @Sendable () -> ContinuousClock.Instant { { self.instant.withLock { $0 } } }
    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
  }

  @Test func `a file gets one line per tenth`() {
    let (sink, clock) = (Sink(), Clock())
    let line = ProgressLine(isQuiet: false, isTerminal: false, now: clock.now) { sink.write($0) }
    line.show(.stage("train"))
    for done in 1...1000 { line.show(.step(done: done, total: 1000, detail: "900 images/s")) }
    line.show(.note("saved"))
    line.finish()
    let lines = sink.content.split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines[0] == "train")
    #expect(lines[2] == "  10 %  900 images/s")
    #expect(lines[11] == "  100 %  900 images/s · 0:00 in all")
    #expect(lines[12] == "  saved")
  }

  @Test func `a terminal gets one line that is drawn again`() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: false, isTerminal: true, now: Clock().now) { sink.write($0) }
    line.show(.stage("train"))
    line.show(.step(done: 1, total: 2, detail: ""))
    line.show(.step(done: 2, total: 2, detail: ""))
    #expect(sink.content.contains("\r\u{1B}[2K  ████████████░░░░░░░░░░░░ 50 %"))
    #expect(sink.content.hasSuffix("in all\n"))
  }

  @Test func `a resumed step is estimated by what was done since`() {
    let (sink, clock) = (Sink(), Clock())
    let line = ProgressLine(isQuiet: false, isTerminal: false, now: clock.now) { sink.write($0) }
    line.show(.stage("train"))
    line.show(.step(done: 899, total: 1000, detail: ""))
    clock.advance(by: .seconds(2))
    // One step took two seconds, and a hundred are left.
    line.show(.step(done: 900, total: 1000, detail: ""))
    #expect(sink.content.split(separator: "\n").last == "  90 %  3:20 left")
  }

  @Test func `a second piece of work is estimated by its own time`() {
    let (sink, clock) = (Sink(), Clock())
    let line = ProgressLine(isQuiet: false, isTerminal: false, now: clock.now) { sink.write($0) }
    line.show(.stage("quantize"))
    clock.advance(by: .seconds(61))
    line.show(.step(done: 5, total: 5, detail: "training"))
    for done in [1, 50, 100, 100] { line.show(.step(done: done, total: 100, detail: "images")) }
    let lines = sink.content.split(separator: "\n")
    #expect(lines[1] == "  100 %  training · 1:01 in all")
    #expect(lines[2...] == ["  1 %  images", "  50 %  images", "  100 %  images · 0:00 in all"])
  }

  @Test func `quiet shows nothing`() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: true, isTerminal: true, now: Clock().now) { sink.write($0) }
    line.show(.stage("train"))
    line.show(.step(done: 0, total: 0, detail: ""))
    line.finish()
    #expect(sink.content.isEmpty)
  }
}
