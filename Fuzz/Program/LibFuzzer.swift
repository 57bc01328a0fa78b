#if FUZZER
import Foundation
import FuzzFormats
import Synchronization

/// What the functions that libFuzzer calls work on.
private struct Subject: Sendable {
  var format: FileFormat
  var reader: FormatReader
  var examples: [[UInt8]]
}

private let subject = Mutex<Subject?>(nil)

/// Gives the process to libFuzzer, which takes its options from the arguments.
///
/// - Returns: the status to exit with.
func run(_ format: FileFormat) throws -> Int32 {
  let value = Subject(format: format, reader: try FormatReader(), examples: try format.examples())
  subject.withLock { $0 = value }
  var count = CommandLine.argc
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
  return libFuzzerRun(&count, &arguments, readOne)
}

/// Reads one input; an error that is not the module's own ends the process like a crash.
private func readOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let subject = subject.withLock({ $0 }) else { return 0 }
  do {
    _ = try subject.reader.outcome(
      of: Array(UnsafeBufferPointer(start: bytes, count: count)), as: subject.format)
  } catch {
    fatalError("\(error)")
  }
  return 0
}

/// Lets libFuzzer damage the input, or does so itself; begins with an example every now and then.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: CUnsignedInt
) -> Int {
  guard let subject = subject.withLock({ $0 }) else { return count }
  if seed % 2 == 0, count > 1 { return libFuzzerMutate(bytes, count, capacity) }
  var mutation = Mutation(of: subject.format, seed: UInt64(seed))
  var input = Array(UnsafeBufferPointer(start: bytes, count: count))
  if count <= 1 || seed % 64 == 1, !subject.examples.isEmpty {
    input = subject.examples[Int(seed / 64) % subject.examples.count]
  }
  let output = mutation(input, limit: capacity)
  UnsafeMutableBufferPointer(start: bytes, count: capacity).baseAddress?
    .update(from: output, count: output.count)
  return output.count
}

@_silgen_name("LLVMFuzzerMutate")
private func libFuzzerMutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int
) -> Int

@_silgen_name("LLVMFuzzerRunDriver")
private func libFuzzerRun(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
#endif
