import ArgumentParser
import Devices
import Pipeline
import Testing

@testable import CommandLineTool

// Case 24
@Suite struct OptionValueTests {
  /// What a verb, or a group of its options, answers to a wrong value; empty where it takes it.
  private func answer(
    of group: any ParsableArguments.Type = ThimbleCommand.self, to arguments: [String]
  ) -> String {
    do {
      if let command = group as? any ParsableCommand.Type {
        _ = try command.parseAsRoot(arguments)
      } else {
        _ = try group.parse(arguments)
      }
      return ""
    } catch {
      return group.exitCode(for: error) == .validationFailure
        ? group.message(for: error) : "\(error)"
    }
  }

  /// Options of the verbs by their groups, as a whole verb takes long to read.
  private static var options:
    [(group: any ParsableArguments.Type, name: String, values: [String], valid: String)]
  {
    [
      (
        LimitOptions.self, "--flash", ["1.5", "0", "-1", "abc", "1.5KiB", "99999999999999999999"],
        "such as 98304 or 96KiB"
      ),
      (
        LimitOptions.self, "--ram", ["abc", "0k"],
        "a whole number above 0 of bytes, or with KiB, MiB, kB or MB behind it"
      ),
      (
        LimitOptions.self, "--macs", ["-3", "0", "nan", "inf", "3G", "0.4"],
        "such as 12000000, 12M or 800k"
      ),
      (
        LimitOptions.self, "--latency-ms", ["nan", "0", "-1", "inf", "fast"],
        "a number above 0, such as 12.5"
      ),
      (
        RequestOptions.self, "--seed", ["-1", "1.5", "x"],
        "a whole number from 0 to 18446744073709551615"
      ),
      (RequestOptions.self, "--image-size", ["7", "x", "-32"], "a whole number from 8 to "),
      (RequestOptions.self, "--candidates", ["0", "-4"], "a whole number of at least 1"),
      (RequestOptions.self, "--images", ["0", "6k"], "a whole number of at least 1"),
      (RequestOptions.self, "--verified-images", ["0"], "a whole number of at least 1"),
      (RequestOptions.self, "--data", ["cifr10"], "one of cifar10, "),
      (
        TrainingOptions.self, "--batch", ["33", "0", "-32", "x"], "a multiple of 32 of at least 32"
      ),
      (
        TrainingOptions.self, "--epochs", ["0", "-1", "1.5", "--batch"],
        "a whole number from 1 to 1000000"
      ),
      (
        TrainingOptions.self, "--learning-rate", ["0", "-1", "nan", "1e400"],
        "a number above 0, such as 0.05"
      ),
      (TrainingOptions.self, "--weight-decay", ["-0.1", "nan"], "a number of at least 0"),
      (
        TrainingOptions.self, "--label-smoothing", ["1", "-0.1"],
        "a number of at least 0 and below 1"
      ),
      (TrainingOptions.self, "--ema", ["0", "1"], "a number above 0 and below 1"),
      (TrainingOptions.self, "--crop", ["-1"], "a whole number from 0 to 1024"),
      (TrainingOptions.self, "--cutout", ["-1"], "a whole number from 0 to 1024"),
      (TrainingOptions.self, "--mixup", ["0", "-1"], "a number above 0, such as 0.2"),
      (TrainingOptions.self, "--recipe", ["progress"], "one of progressive, single-stage"),
      (TrainingOptions.self, "--optimizer", ["adam"], "one of adamw, sgd"),
      (TrainingOptions.self, "--precision", ["bf16"], "one of auto, bfloat16, "),
      (IntegerOptions.self, "--retrain", ["-1"], "a whole number from 0 to 1000000"),
      (IntegerOptions.self, "--retrain-seed", ["-1"], "a whole number from 0 to"),
      (
        IntegerOptions.self, "--ranges", ["0.2", "1.1", "all"],
        "mse, largest, or a share above 0.5 and at most 1"
      ),
      (IntegerOptions.self, "--bits", ["7", "-4"], "one of "),
      (IntegerOptions.self, "--form", ["flor", "--retrain"], "one of floor, rounded"),
      (IntegerOptions.self, "--scheme", ["pcs"], "one of pc, "),
      (IntegerOptions.self, "--memory-rule", ["plan"], "one of planned, paper"),
      (WorkOptions.self, "--threads", ["0", "-2", "all"], "a whole number from 1 to 1024"),
      (FitCommand.self, "--until", ["verfy"], "one of verify, "),
      (FitCommand.self, "--until", ["--json"], "one of "),
    ]
  }

  @Test(arguments: options.indices)
  func `a rejected value says what is valid`(index: Int) {
    let option = Self.options[index]
    for value in option.values {
      let answer = answer(of: option.group, to: [option.name, value])
      #expect(answer.contains("The value '\(value)' is invalid for '\(option.name) <"), "\(answer)")
      #expect(answer.contains("expected ") && answer.contains(option.valid), "\(answer)")
    }
  }

  @Test(arguments: [
    (["predictor", "--samples", "9"], "a whole number of at least 10"),
    (["predictor", "--tests", "1"], "a whole number of at least 2"),
    (["latency", "--output", "x", "--space", "mobile-32", "--runs", "0"], "of at least 1"),
    (["latency", "--output", "x", "--space", "mobile-32", "--warm-up", "-1"], "of at least 0"),
    (
      ["front", "--supernet", "cifar10", "--device", "rp2040", "--axes", "ram,ram"],
      "some of flash, ram, macs, latency, each once"
    ),
    (
      ["front", "--supernet", "cifar10", "--device", "rp2040", "--axes", ""],
      "some of flash, ram, macs, latency, each once"
    ),
    (["quantize", "--plan-only", "--network", "resnet18", "--flash", "-1"], "such as 98304"),
  ])
  func `other verbs say what is valid, too`(arguments: [String], valid: String) {
    let answer = answer(to: arguments)
    #expect(answer.contains("is invalid for ") && answer.contains(valid), "\(answer)")
  }

  @Test func `valid forms are read`() throws {
    let limits = try LimitOptions.parse([
      "--flash", "96 KiB", "--ram", "64k", "--macs", "1.5M", "--latency-ms", "0.5",
    ])
    #expect(
      limits.budget
        == Budget([.flash: 98_304, .ram: 65_536, .macs: 1_500_000, .latency: 0.5]))
    #expect(try TrainingOptions.parse(["--weight-decay", "0", "--crop", "0"]).plan.crop == 0)
    #expect(try IntegerOptions.parse(["--ranges", "0.99"]).ranges == .percentile(0.99))
  }

  @Test func `a limit that is no multiple of a kibibyte is read in bytes`() throws {
    #expect(try LimitOptions.parse(["--flash", "1"]).budget[.flash] == 1)
  }
}
