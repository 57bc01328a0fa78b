import Testing

@testable import Pipeline

@Suite struct PaceTests {
  @Test(arguments: [
    (1.0, 101, nil), (3, 220, "about 10 min left for the training"),
    (36, 1020, "about 10.0 h left for the training"),
  ])
  func theEstimateComesOnceAfterTwentyTimedSteps(seconds: Double, total: Int, expected: String?) {
    let (pace, start) = (Pace(), ContinuousClock.now)
    // A resumed training begins in the middle; the first step of a process is not timed.
    var notes: [String] = []
    for step in 1...40 {
      let note = pace.note(
        afterStep: step - 1, of: total, now: start + .seconds(seconds * Double(step)))
      if let note { notes.append(note) }
    }
    #expect(notes == (expected.map { [$0] } ?? []))
  }
}
