import Foundation
import Pipeline
import Synchronization
import Testing

@testable import CommandLineTool

@Suite struct ProgressLineTests {
  private final class Sink: Sendable {
    private let text = Mutex("")
    var content: String { text.withLock { $0 } }
    func write(_ part: String) { text.withLock { $0 += part } }
  }

  @Test func aFileGetsOneLinePerTenth() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: false, isTerminal: false) { sink.write($0) }
    line.show(.stage("train"))
    for done in 1...1000 { line.show(.step(done: done, total: 1000, detail: "900 images/s")) }
    line.show(.note("saved"))
    line.finish()
    let lines = sink.content.split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines[0] == "train")
    #expect(lines[2] == "  10 %  900 images/s")
    #expect(lines[11].hasPrefix("  100 %  900 images/s · 0:0"))
    #expect(lines[12] == "  saved")
  }

  @Test func aTerminalGetsOneLineThatIsDrawnAgain() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: false, isTerminal: true) { sink.write($0) }
    line.show(.stage("train"))
    line.show(.step(done: 1, total: 2, detail: ""))
    line.show(.step(done: 2, total: 2, detail: ""))
    #expect(sink.content.contains("\r\u{1B}[2K  ████████████░░░░░░░░░░░░ 50 %"))
    #expect(sink.content.hasSuffix("in all\n"))
  }

  @Test func aResumedStepIsEstimatedByWhatWasDoneSince() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: false, isTerminal: false) { sink.write($0) }
    line.show(.stage("train"))
    line.show(.step(done: 899, total: 1000, detail: ""))
    usleep(1_100_000)
    // One of the hundred that are left took a second.
    line.show(.step(done: 900, total: 1000, detail: ""))
    let last = sink.content.split(separator: "\n").last ?? ""
    #expect(last.contains(" left") && !last.contains(" 0:"), "\(last)")
  }

  @Test func aSecondPieceOfWorkIsEstimatedByItsOwnTime() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: false, isTerminal: false) { sink.write($0) }
    line.show(.stage("quantize"))
    usleep(1_100_000)
    line.show(.step(done: 5, total: 5, detail: "training"))
    for done in [1, 50, 100, 100] { line.show(.step(done: done, total: 100, detail: "images")) }
    let lines = sink.content.split(separator: "\n")
    #expect(lines[1] == "  100 %  training · 0:01 in all")
    #expect(lines[2...] == ["  1 %  images", "  50 %  images", "  100 %  images · 0:00 in all"])
  }

  @Test func quietShowsNothing() {
    let sink = Sink()
    let line = ProgressLine(isQuiet: true, isTerminal: true) { sink.write($0) }
    line.show(.stage("train"))
    line.show(.step(done: 0, total: 0, detail: ""))
    line.finish()
    #expect(sink.content.isEmpty)
  }
}
