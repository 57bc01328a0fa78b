import Foundation
import Tensors
import Testing

struct SafetensorsTests {
  private static var file: Safetensors {
    var weights = Weights()
    weights["stem.weight"] = Tensor(shape: [2, 1, 1, 2], values: [1, -0.0, .infinity, 0x1p-149])
    weights["a \"name\" with / and ü"] = Tensor(shape: [], values: [.pi])
    weights["bias"] = Tensor(shape: [3], values: [0.1, 0.2, 0.3])
    return Safetensors(weights, metadata: ["step": "12", "note": "one\n\"two\""])
  }

  /// A file with this header and so many bytes of values.
  private static func data(_ header: String, bytes: Int = 8) -> Data {
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    return data + Data(header.utf8) + Data(count: bytes)
  }

  /// Checks that reading throws an error with this sentence.
  private func expect(
    _ sentence: String, from data: Data, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(sourceLocation: sourceLocation) {
      try Safetensors(data, file: "w")
    } throws: {
      "\($0)" == sentence
    }
  }

  @Test func `A file gives back the same tensors in the same order and the same texts`() throws {
    let file = Self.file
    let copy = try Safetensors(file.data, file: "w")
    #expect(copy == file)
    #expect(copy.weights.names == file.weights.names)
    #expect(copy.weights["stem.weight"]?.values[1].sign == .minus)
    #expect(try Safetensors(Safetensors(Weights()).data, file: "w").weights.names.isEmpty)
  }

  @Test func `The bytes are those of the format`() {
    var weights = Weights()
    weights["w"] = Tensor(shape: [1, 2], values: [1, -2])
    let header = #"{"w":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}}"#
    #expect(header.utf8.count == 56)
    let values: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]
    #expect(Safetensors(weights).data == Data([56, 0, 0, 0, 0, 0, 0, 0] + header.utf8 + values))
  }

  @Test(arguments: 1...9)
  func `Values begin at a multiple of 8 bytes`(length: Int) {
    var weights = Weights()
    weights[String(repeating: "n", count: length)] = Tensor(shape: [1], values: [1])
    #expect(Safetensors(weights).data.count % 8 == 4)
  }

  @Test func `A file that is cut anywhere is refused`() {
    let data = Self.file.data
    for length in 0..<data.count {
      #expect {
        try Safetensors(data.prefix(length), file: "w")
      } throws: { error in
        guard case SafetensorsError.truncated("w", _, let needed, length) = error else {
          return false
        }
        return length < needed && needed <= data.count
      }
    }
    let all = data.count
    expect(
      "'w' ends inside tensor 'bias': up to there it needs \(all) bytes, and it has \(all - 1); "
        + "was it cut short?", from: data.dropLast())
    expect(
      "'w' ends inside the length of the header: up to there it needs 8 bytes, and it has 3; "
        + "was it cut short?", from: data.prefix(3))
    expect(
      "'w' ends inside the header: up to there it needs \(Int.max) bytes, and it has 9; "
        + "was it cut short?", from: Data(repeating: 0xFF, count: 9))
    expect(
      "'w' holds \(all) bytes up to the end of its last tensor, but has \(all + 1).",
      from: data + [0])
  }

  @Test func `Errors name the tensor, what was expected and what was found`() {
    expect(
      "Tensor 'w' of 'w' has the type BF16; only F32 is read. Convert it to 32-bit floats first.",
      from: Self.data(#"{"w":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}"#))
    expect(
      "Tensor 'w' of 'w' has the shape [3], which 8 bytes do not fill.",
      from: Self.data(#"{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#))
    expect(
      "Tensor 'w' of 'w' has the shape [4611686018427387904, 4], which 0 bytes do not fill.",
      from: Self.data(
        #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#))
    expect(
      "Tensor 'v' of 'w' begins at byte 8 of the values; the tensors before it end at byte 4.",
      from: Self.data(
        #"{"v":{"dtype":"F32","shape":[0],"data_offsets":[8,8]},"#
          + #""w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#))
    expect(
      "Tensor 'w' of 'w' has the data_offsets [8]; they are [begin, end].",
      from: Self.data(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[8]}}"#))
    expect(
      "In the header of 'w', 'w/shape' is missing.",
      from: Self.data(#"{"w":{"dtype":"F32","data_offsets":[0,8]}}"#))
    expect(
      "In the header of 'w', 'w/shape/0' has the wrong type.",
      from: Self.data(#"{"w":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}"#))
    expect(
      "The header of 'w' is not the JSON of a safetensors file.", from: Self.data("{", bytes: 0))
  }

  @Test func `A written file replaces the old one and leaves nothing beside it`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "thimble-safetensors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "weights.safetensors")
    try Safetensors(Weights()).write(to: url)
    try Self.file.write(to: url)
    #expect(try Safetensors(contentsOf: url) == Self.file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    let reason = "there is no such file or folder. Check the path."
    let absent = folder.appending(path: "absent")
    #expect(throws: SafetensorsError.unreadable(file: absent.path, reason: reason)) {
      try Safetensors(contentsOf: absent)
    }
    let below = absent.appending(path: "weights.safetensors")
    #expect(throws: SafetensorsError.unwritable(file: below.path, reason: reason)) {
      try Self.file.write(to: below)
    }
  }
}
