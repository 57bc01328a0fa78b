import ArgumentParser
import Datasets
import Foundation
import Pipeline
import Testing

@testable import CommandLineTool

@Suite struct EvaluationTests {
  private func evaluation(_ float: [[Int]], _ integer: [[Int]], classes: [String]) throws
    -> Evaluation
  {
    // As a script would read it back, the only way to make one outside of the pipeline.
    struct Stored: Encodable {
      var classes: [String]
      var float: [String: [[Int]]]
      var integer: [String: [[Int]]]
    }
    let stored = Stored(classes: classes, float: ["counts": float], integer: ["counts": integer])
    return try JSONDecoder().decode(Evaluation.self, from: try JSONEncoder().encode(stored))
  }

  private func small() throws -> Evaluation {
    try evaluation(
      [[8, 2, 0], [1, 3, 0], [0, 0, 0]], [[7, 3, 0], [0, 4, 0], [0, 0, 0]],
      classes: ["cat", "dog", "eel"])
  }

  @Test func `accuracies are shares of right answers`() throws {
    let evaluation = try small()
    #expect(evaluation.accuracy.float == 11.0 / 14 && evaluation.accuracy.integer == 11.0 / 14)
    #expect(evaluation.accuracy.images == 14)
    let (float, integer) = (evaluation.float.confusion, evaluation.integer.confusion)
    #expect(float?.accuracy(of: 0) == 0.8)
    #expect(integer?.accuracy(of: 1) == 1)
    #expect(integer?.accuracy(of: 2) == nil)
  }

  @Test func `each class has a row, and all classes have one together`() throws {
    let lines = try small().classTable.split(separator: "\n")
    #expect(
      lines == [
        "Class   Test images    Float      int8", "------  -----------  -------  --------",
        "cat              10  80.00 %   70.00 %", "dog               4  75.00 %  100.00 %",
        "eel               0        –         –", "in all           14  78.57 %   78.57 %",
      ])
  }

  @Test func `few classes give a matrix`() throws {
    let matrix = try #require(try small().float.confusion)
    let lines = matrix.table(classes: ["cat", "dog", "eel"]).split(separator: "\n")
    #expect(lines[0] == "No.  Labelled  0  1  2")
    #expect(
      lines.dropFirst(2) == [
        "  0  cat       8  2  ·", "  1  dog       1  3  ·", "  2  eel       ·  ·  ·",
      ])
  }

  @Test func `of many classes the worst pairs are named`() throws {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 30), count: 30)
    for label in 0..<30 { counts[label][label] = 10 }
    counts[7][3] = 5
    counts[2][29] = 6
    let names = (0..<30).map { "class \($0)" }
    let matrix = try #require(try evaluation(counts, counts, classes: names).integer.confusion)
    let table = matrix.table(classes: names)
    #expect(
      table.split(separator: "\n").dropFirst(2) == [
        "class 2   class 29       6  16", "class 7   class 3        5  15",
      ])
  }

  @Test func `a script gets what it asks for only`() throws {
    func json(_ perClass: Bool, _ confusion: Bool) throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let record = EvaluationRecord(try small(), perClass: perClass, confusion: confusion)
      return String(decoding: try encoder.encode(record), as: UTF8.self)
    }
    let plain = try json(false, false)
    #expect(
      plain.hasPrefix("{\"float\":0.78")
        && plain.contains("\"images\":14,\"integer\":0.7857142857142857,\"interval\":{")
        // Case 10
        && plain.hasSuffix("\"untestedClasses\":[\"eel\"]}"))
    #expect(try json(true, false).contains("{\"images\":0,\"name\":\"eel\"}"))
    #expect(
      try json(false, true).contains(
        "\"confusion\":{\"classes\":[\"cat\",\"dog\",\"eel\"],\"float\":[[8,2,0],[1,3,0],[0,0,0]],")
    )
  }

  @Test func `every set that can be fetched is one that can be trained on`() throws {
    for distribution in Distribution.known {
      #expect(DataSource.Kind(rawValue: distribution.name) != nil)
    }
    let error = #expect(throws: (any Error).self) {
      try ThimbleCommand.parseAsRoot(["data", "fetch", "generated"])
    }
    let message = error.map { ThimbleCommand.message(for: $0) }
    #expect(message?.contains("'generated'") == true, "\(message ?? "")")
    let command = try ThimbleCommand.parseAsRoot(["data", "fetch", "cifar10", "--into", "x"])
    #expect((command as? DataFetchCommand)?.into == "x")
  }
}
