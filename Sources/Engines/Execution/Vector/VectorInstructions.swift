import CVectorKernels

/// The instruction sets that have integer kernels for this computer.
package enum VectorInstructions: Int32, CaseIterable, Sendable {
  /// Plain C on values of 16 bits.
  case plain
  /// Plain C on values of 8 bits: the twin of those with VNNI.
  case plainBytes
  /// AVX2: products of pairs of 16 bits.
  case avx2
  /// AVX-VNNI: products of four values of 8 bits in 256 bits.
  case avxVNNI
  /// AVX-512 with VNNI: the same in 512 bits.
  case avx512VNNI

  /// Whether this processor has them.
  package var isPresent: Bool { vector_kernels_of(rawValue) != nil }

  /// The fastest of this processor.
  package static let fastest: VectorInstructions =
    [.avx512VNNI, .avxVNNI, .avx2].first(where: \.isPresent) ?? .plain
}

/// The functions of an instruction set, and how they lay values out.
struct IntegerVectorKernels: @unchecked Sendable {
  // Only pointers to functions and to a constant name, so that every thread may read it.
  let table: vector_kernels

  init(_ instructions: VectorInstructions) {
    guard let table = vector_kernels_of(instructions.rawValue) else {
      fatalError("This processor has no \(instructions).")
    }
    self.table = table.pointee
  }

  /// The words of a vector.
  var lanes: Int { Int(table.lanes) }
  /// The outputs that are computed at a time.
  var block: Int { 2 * lanes }
  /// The bytes of an element.
  var elementBytes: Int { Int(table.element_bytes) }
  /// The elements of a word.
  var elementsPerWord: Int { 4 / elementBytes }
  /// What an element is above the value that it stores.
  var offset: Int32 { elementBytes == 1 ? 128 : 0 }

  /// Makes elements of stored values.
  func load(_ values: UnsafePointer<Int8>, count: Int, to elements: UnsafeMutableRawPointer) {
    table.load(values, count, elements)
  }

  /// Makes stored values of elements.
  func store(_ elements: UnsafeRawPointer, count: Int, to values: UnsafeMutablePointer<Int8>) {
    table.store(elements, count, values)
  }

  /// Writes the element of one stored value again and again.
  func fill(_ value: Int8, count: Int, to elements: UnsafeMutableRawPointer) {
    table.fill(value, count, elements)
  }

  /// The place of an output of a block among the words of its sums; see `CVectorKernels.h`.
  func place(of output: Int) -> Int {
    let half = output % 8
    return output / 8 * 4 + half % 4 + (half < 4 ? 0 : lanes)
  }

  /// Numbers that belong to outputs, in the order of their sums; 0 where a block has fewer outputs.
  ///
  /// - Parameter hasNarrowBlocks: whether a last block of few outputs has one vector.
  func packed<Number: FixedWidthInteger>(_ numbers: [Number], hasNarrowBlocks: Bool) -> [Number] {
    blocks(of: numbers.count, hasNarrowBlocks: hasNarrowBlocks).flatMap { part in
      var words = [Number](repeating: 0, count: part.words)
      for (index, output) in part.outputs.enumerated() {
        words[part.place(index, self)] = numbers[output]
      }
      return words
    }
  }

  /// The outputs of each block.
  func blocks(of outputs: Int, hasNarrowBlocks: Bool) -> [VectorBlock] {
    stride(from: 0, to: outputs, by: block).map { first in
      let range = first..<min(first + block, outputs)
      return VectorBlock(
        outputs: range, words: hasNarrowBlocks && range.count <= lanes ? lanes : block)
    }
  }
}

/// Outputs that are computed at a time.
struct VectorBlock {
  /// Which they are.
  var outputs: Range<Int>
  /// The words of their sums: those of two vectors, or of one where the block is narrow.
  var words: Int

  /// The place of one of them, counted from the first, among the words.
  func place(_ index: Int, _ kernels: IntegerVectorKernels) -> Int {
    words == kernels.block ? kernels.place(of: index) : index
  }
}
