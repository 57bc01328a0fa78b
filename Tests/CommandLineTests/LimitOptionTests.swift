import ArgumentParser
import Devices
import Pipeline
import Testing
import TinyRuns

@testable import CommandLineTool

struct LimitOptionTests {
  @Test(arguments: Resource.allCases)
  func `Each resource can be limited, and its command is printed again`(
    resource: Resource
  ) throws {
    let option = "--\(resource.description.option)"
    let limits = try LimitOptions.parse([option, "7"])
    #expect(limits.budget == Budget([resource: 7]) && limits.decidesAnything)
    #expect(LimitOptions.names.contains("'\(option)'"))
    let help = LimitOptions.helpMessage()
    #expect(help.contains("\(option) <"))

    let request = try TinyRun.request(budgets: ["stm32f401": Budget([resource: 7])])
    let words = request.command(run: "r").split(separator: " ")
    let place = try #require(words.firstIndex(of: Substring(option)))
    #expect(Double(words[place + 1]) == 7)
  }

  @Test func `The limits of memories name what a program around the network gets`() {
    let help = LimitOptions.helpMessage(columns: 200)
    #expect(
      help.contains("Flash that a network may use (default: all of the device's but 16 KiB)."))
    #expect(help.contains("RAM that a network may use (default: all of the device's but 4 KiB)."))
  }
}
