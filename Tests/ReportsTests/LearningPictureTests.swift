import Foundation
import Testing

@testable import Reports

@Suite struct LearningPictureTests {
  /// Three phases of 100 steps, with accuracies at the end of each.
  private static let learning = Report.Learning(
    points: (1...30).map { index in
      let phase = ["full", "elastic kernel", "elastic <depth>"][(index - 1) / 10]
      let isMeasured = index % 10 == 0
      return .init(
        step: 10 * index, phase: phase, seconds: 20 * Double(index), loss: 2 / Double(index),
        largestAccuracy: isMeasured ? 0.5 + 0.01 * Double(index) : nil,
        smallestAccuracy: isMeasured ? 0.3 + 0.01 * Double(index) : nil)
    })

  @Test func phasesBeginBehindTheLastStepOfTheOneBefore() {
    #expect(Self.learning.phases.map(\.name) == ["full", "elastic kernel", "elastic <depth>"])
    #expect(Self.learning.phases.map(\.start) == [0, 100, 200])
  }

  @Test func thePictureHasACurveForLossAndBothAccuraciesAndMarksPhases() throws {
    let picture = try #require(LearningPicture(Self.learning))
    let svg = picture.svg
    #expect(svg.components(separatedBy: "class=\"curve").count - 1 == 3)
    #expect(svg.components(separatedBy: "class=\"phase\"").count - 1 == 2)
    #expect(svg.components(separatedBy: " spot\"").count - 1 == 6)
    #expect(svg.contains("elastic &lt;depth&gt;") && !svg.contains("<depth>"))
    #expect(svg.contains("thousand steps; 10 min of work in all"))
    #expect(
      svg.contains(
        "Loss and held-out accuracies over 300 steps in 10 min. Loss 0.067, largest network 80.0 %, "
          + "smallest network 60.0 %"))
    #expect(picture.legendItems.count == 3)
    #expect(picture.legendItems[1].hasSuffix("smallest network, 60.0 % at last</li>"))
  }

  @Test func aCurveWithoutAccuraciesHasTheLossAloneAndAPointAloneNoPicture() throws {
    var learning = Self.learning
    for index in learning.points.indices {
      learning.points[index].phase = "single stage"
      (learning.points[index].largestAccuracy, learning.points[index].smallestAccuracy) = (nil, nil)
    }
    let svg = try #require(LearningPicture(learning)).svg
    #expect(svg.components(separatedBy: "class=\"curve").count - 1 == 1)
    #expect(!svg.contains("class=\"phase\"") && !svg.contains("accuracy, %"))
    #expect(LearningPicture(.init(points: Array(learning.points.prefix(1)))) == nil)
    #expect(LearningPicture(.init(points: [])) == nil)
  }

  @Test func thePageShowsThePictureWhereThereIsACurve() {
    var report = Report(title: "T", command: "c", rows: [])
    #expect(!report.html.contains("How it learned"))
    report.learning = Self.learning
    #expect(report.html.contains("<h2>How it learned</h2>"))
  }
}
