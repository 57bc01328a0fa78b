import CodeGeneration
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Emitted code of networks whose inputs are no pictures, or whose outputs are no classes.
struct PlainValueTests {
  /// A network with random weights between vectors.
  private static func graph(inputs: Int = 12, outputs: Int = 12) throws -> IntegerGraph {
    let builder = GraphBuilder<FloatOp>(name: "vectors")
    let input = try builder.input(Shape(features: inputs))
    let graph = builder.graph(
      output: try input.dense("middle", 5).activation(.relu).dense("last", outputs))
    return try quantizedTwin(of: graph, seed: 4)
  }

  private static func firmware(
    _ task: NetworkTask, named name: String = "model"
  ) throws -> Firmware {
    let outputs = task == .values ? 12 : task.classes.count
    return try emit(
      ExecutionPlan(try graph(outputs: outputs)),
      description: ModelDescription(
        name: "vectors", codeName: try CodeName(name),
        NetworkInterface(mean: [0.5], std: [0.25], preprocessing: nil, task: task)))
  }

  @Test func `plain values have no label and no names, and all channels share a table`() throws {
    let firmware = try Self.firmware(.values)
    let header = try #require(firmware["model.h"])
    #expect(header.contains(" multiply-adds, 1x1x12 input to 12 values."))
    #expect(header.contains("extern const int8_t model_pixel_tables[1][256];"))
    #expect(header.contains("input[i] = model_pixel_tables[0][pixels[i]];"))
    for word in ["label", "classes", "COLOUR", "image:", "pixel p"] {
      #expect(!header.contains(word), "\(word)")
    }
    let weights = try #require(firmware["model_weights.c"])
    #expect(!weights.contains("classes") && weights.contains("model_pixel_tables[1][256] = {"))
    #expect(firmware["model_frame.h"] == nil)
  }

  @Test func `classes of what is no picture keep their names`() throws {
    let header = try #require(try Self.firmware(.classes(["low", "high"]))["model.h"])
    #expect(header.contains("1x1x12 input to 2 classes.") && header.contains("model_label("))
    #expect(!header.contains("COLOUR"))
  }

  @Test(
    .needs(.gcc),
    arguments: [ProjectForm.folder, .arduino, .platformIO])
  func `examples of networks of both kinds compile in one folder`(form: ProjectForm) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.firmware(.values, named: "hum").write(to: folder, as: form)
    try Self.firmware(.classes(["low", "high"]), named: "pitch").write(to: folder, as: form)
    let main =
      switch form {
      case .platformIO: "examples/classify/main.c"
      default: "main.c"
      }
    if form == .arduino {
      let sketch = try String(
        contentsOf: folder.appending(path: "examples/hum/hum.ino"), encoding: .utf8)
      #expect(sketch.contains("const int8_t *values = hum_invoke();"))
      #expect(!sketch.contains("label"))
      return
    }
    let sources = form == .folder ? "." : "src"
    try expectSuccess(
      """
      gcc -std=c99 -Wall -Wextra -Werror -I\(sources) $(find \(sources) -name '*.c' ! -name main.c) \
      \(main) -o program
      """, in: folder)
    let text = try String(contentsOf: folder.appending(path: main), encoding: .utf8)
    #expect(text.contains("hum_invoke") && text.contains("label_pitch"))
  }

  @Test func `a rectangle has no reader of camera frames`() throws {
    let builder = GraphBuilder<FloatOp>(name: "wide")
    let image = try builder.input(Shape(height: 6, width: 9, channels: 3))
    let graph = try quantizedTwin(
      of: builder.graph(
        output: try image.convolution("stem", 4, kernel: 3).globalAveragePool().dense("head", 2)),
      seed: 5)
    let interface = NetworkInterface(
      mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25],
      preprocessing: Preprocessing(of: Shape(height: 9, width: 9, channels: 3)),
      classes: ["a", "b"])
    let firmware = try emit(
      ExecutionPlan(graph), description: ModelDescription(name: "wide", interface))
    #expect(firmware["model_frame.h"] == nil)
    let header = try #require(firmware["model.h"])
    #expect(header.contains("#define MODEL_INPUT_HEIGHT 6\n#define MODEL_INPUT_WIDTH 9\n"))
    #expect(header.contains("#define MODEL_COLOUR_ORDER \"RGB\"\n"))
  }

  @Test func `pictures have a table for each channel where all share a mean`() throws {
    let builder = GraphBuilder<FloatOp>(name: "colours")
    let input = try builder.input(Shape(height: 4, width: 4, channels: 3))
    let graph = try quantizedTwin(
      of: builder.graph(output: try input.flatten().dense("layer", 2)), seed: 5)
    let firmware = try emit(
      ExecutionPlan(graph),
      description: ModelDescription(
        name: "colours", codeName: .standard,
        NetworkInterface(
          mean: [0.5], std: [0.25], preprocessing: Preprocessing(side: 4, channels: 3),
          task: .classes(["a", "b"]))))
    let weights = try #require(firmware["model_weights.c"])
    #expect(weights.contains("model_pixel_tables[MODEL_INPUT_CHANNELS][256] = {"))
  }
}
