import Files
package import Foundation
package import Graphs

/// The images of a folder at the size of a set, as a run keeps them: decoding large photographs takes
/// longer than anything else that is done with them before the training.
///
/// The file has a head of 32 bytes (a mark with the format's number, the version of the
/// preprocessing, height, width, channels and count, little-endian), a key of 64 bytes per image, the
/// pixels, and a checksum of all that. A key is the SHA-256 sum of the file's path below the folder, size
/// and time.
package struct ImageCache {
  /// What the file begins with; the last character is the number of the format.
  private static let mark = Array("thimble images 1".utf8)
  /// The version of what is done to an image before it is kept.
  ///
  /// Whoever changes orientation, background, crop or resampling raises it.
  private static let preprocessing: UInt16 = 1
  private static let keyLength = 64

  private let data: Data
  private let shape: Shape
  private let positions: [String: Int]
  private let start: Int

  /// The images of a file.
  ///
  /// - Parameter shape: that of one image.
  /// - Throws: ``ImageCacheError`` where the file is damaged, or holds images of another kind.
  init(contentsOf file: URL, shape: Shape) throws(ImageCacheError) {
    guard let data = try? Data(contentsOf: file, options: .alwaysMapped) else { throw .damaged }
    try self.init(data, shape: shape)
  }

  /// The same from the file's bytes.
  package init(_ data: Data, shape: Shape) throws(ImageCacheError) {
    let head = Self.head(shape, count: 0).count
    guard data.count >= head + 8 else { throw .damaged }
    let body = data.dropLast(8)
    guard Self.checksum([body]) == Array(data.suffix(8)) else { throw .damaged }
    let count = body.dropFirst(head - 4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard body.prefix(head).elementsEqual(Self.head(shape, count: count)) else { throw .other }
    guard data.count == Self.size(of: shape, count: count) else { throw .damaged }
    var positions: [String: Int] = [:]
    for position in 0..<count {
      let place = data.startIndex + head + position * Self.keyLength
      positions[String(decoding: data[place..<place + Self.keyLength], as: UTF8.self)] = position
    }
    (self.data, self.shape, self.positions) = (data, shape, positions)
    start = head + count * Self.keyLength
  }

  /// Where the image of a key is, or nil.
  func position(of key: String) -> Int? { positions[key] }

  /// Whether every image has one of these keys.
  func holdsOnly(_ keys: [String]) -> Bool { Set(keys).isSuperset(of: positions.keys) }

  /// Copies the pixels of an image.
  func copy(_ position: Int, to target: UnsafeMutableRawBufferPointer) {
    let place = data.startIndex + start + position * shape.count
    data.copyBytes(to: target, from: place..<place + shape.count)
  }

  /// The length of a file in bytes.
  static func size(of shape: Shape, count: Int) -> Int {
    head(shape, count: count).count + count * (keyLength + shape.count) + 8
  }

  /// Writes a file that appears whole or not at all.
  static func write(_ pixels: [UInt8], _ shape: Shape, keys: [String], to file: URL)
    throws(FileError)
  {
    try Data.writeDurably(parts(pixels, shape, keys: keys), to: file)
  }

  /// The bytes of a file.
  package static func bytes(_ pixels: [UInt8], _ shape: Shape, keys: [String]) -> [UInt8] {
    parts(pixels, shape, keys: keys).flatMap { $0 }
  }

  /// Bytes with the checksum that they should have in the place of their last 8, for those who damage
  /// them on purpose.
  package static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let body = Array(bytes.dropLast(8))
    return body + checksum([body])
  }

  private static func parts(_ pixels: [UInt8], _ shape: Shape, keys: [String]) -> [[UInt8]] {
    let head = head(shape, count: keys.count) + keys.flatMap(\.utf8)
    return [head, pixels, checksum([head, pixels])]
  }

  private static func head(_ shape: Shape, count: Int) -> [UInt8] {
    func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    return mark + bytes(preprocessing)
      + [shape.height, shape.width, shape.channels].flatMap { bytes(UInt16(clamping: $0)) }
      + [0, 0, 0, 0] + bytes(UInt32(clamping: count))
  }

  /// A sum of bytes, in pieces, that every change of a word changes.
  private static func checksum(_ pieces: [any ContiguousBytes]) -> [UInt8] {
    var sum = Checksum()
    for piece in pieces { piece.withUnsafeBytes { sum.update($0) } }
    return sum.bytes
  }
}

/// Why a cache is made anew.
package enum ImageCacheError: Error, Equatable, CustomStringConvertible {
  /// Bytes are missing or changed.
  case damaged
  /// It holds images of another size, or was written by another version.
  case other

  package var description: String {
    switch self {
    case .damaged: "it is damaged"
    case .other: "it holds images of another size or version"
    }
  }
}

/// A checksum of 64 bits over bytes in order, however they come in pieces.
///
/// Each word of 8 bytes changes the state by a one-to-one function, so no change of a single word
/// stays unseen.
private struct Checksum {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var length: UInt64 = 0
  /// Bytes of a word that is not full yet.
  private var rest: [UInt8] = []

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var bytes = bytes
    if !rest.isEmpty {
      let taken = min(8 - rest.count, bytes.count)
      rest += bytes.prefix(taken)
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(taken))
      guard rest.count == 8 else { return }
      mix(rest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
      rest = []
    }
    let whole = bytes.count / 8 * 8
    var offset = 0
    while offset < whole {
      mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    rest = Array(bytes[whole...])
  }

  /// The sum, little-endian.
  var bytes: [UInt8] {
    var copy = self
    let padded = rest + [UInt8](repeating: 0, count: 8 - rest.count)
    copy.mix(padded.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
    copy.mix(length)
    return withUnsafeBytes(of: copy.state.littleEndian) { Array($0) }
  }

  @inline(__always)
  private mutating func mix(_ word: UInt64) {
    state = (state ^ UInt64(littleEndian: word)) &* 0x9E37_79B9_7F4A_7C15
    state ^= state >> 32
  }
}

extension ImageFolder.Fingerprint {
  /// The name of the image in a cache.
  var key: String {
    var sum = SHA256()
    sum.update(path)
    sum.update(Array("\0\(size) \(modified)".utf8))
    return sum.digest
  }
}
