/// Ends the process with a sentence where the caller broke the contract of a function.
///
/// `precondition` does the same, but loses its sentence in release builds. What input can bring about
/// is an error that is thrown; this is for mistakes of the program.
///
/// - Parameters:
///   - condition: what the documentation of the function asks for.
///   - sentence: what was asked for or what was found; made only where the condition does not hold.
///   - file: the file of the function.
///   - line: the line of the call.
@inlinable @inline(__always)
package func require(
  _ condition: @autoclosure () throws -> Bool, _ sentence: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) rethrows {
  guard try condition() else { fatalError(sentence(), file: file, line: line) }
}
