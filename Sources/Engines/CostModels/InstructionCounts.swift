import Devices
import Planning

/// Instructions of the kernels on one image, and the cycles that a core takes for them.
struct InstructionCounts: Sendable {
  private let model: @Sendable (InstructionFits) -> any InstructionModel
  private let cyclesPerInstruction: Double

  init(_ core: Core) {
    switch core.instructions {
    case .armv7EM where core == .cortexM7:
      model = { $0.cortexM7 }
      // The loop of CMSIS_NN-INTQ has 24 instructions for 16 products; at 400 MHz an STM32H743
      // needs 1.54 cycles for a product on top of what depends on channels (EEESlab,
      // mobilenet_v1_stm32_cmsis_nn): 1.54 / 1.5.
      cyclesPerInstruction = 1.03
    case .armv7EM:
      model = { $0.cortexM4F }
      // TFLite-Micro with CMSIS-NN on an STM32L4R5 (EdgeMark, four MLPerf Tiny networks) takes 1.63
      // to 1.89 cycles for an instruction that the same source executes in the emulator; the mean.
      cyclesPerInstruction = 1.77
    case .armv8M:
      model = { $0.cortexM4F }
      // The same on a RA6M4 (MLPerf Tiny v0.7): 1.30 to 1.65.
      cyclesPerInstruction = 1.46
    case .armv6M:
      model = { $0.cortexM0Plus }
      // Two cycles for loads, stores and taken branches and one for all else, at 40 of 100
      // instructions; the cache of external flash is taken to hit. Not compared with silicon.
      cyclesPerInstruction = 1.4
    case .armv7M, .xtensa, .riscV, .other:
      // The kernels take their paths without DSP instructions, which were counted for Armv6-M alone:
      // richer sets need fewer instructions, so this is high. Not compared with silicon.
      model = { $0.cortexM0Plus }
      cyclesPerInstruction = 1.4
    }
  }

  /// The instructions of a layer that this function computes.
  func instructions(
    _ layer: LayerShape, on function: KernelFunction, hasExponents: Bool
  ) -> Int {
    let count = model(function.description.instructions)
      .instructions(layer, hasExponents: hasExponents)
    return Int(count.rounded())
  }

  /// The cycles of this many instructions.
  func cycles(instructions: Int) -> Int {
    Int((Double(instructions) * cyclesPerInstruction).rounded())
  }
}
