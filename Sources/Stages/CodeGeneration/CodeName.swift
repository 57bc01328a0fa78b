/// What a network is called in C: the beginning of all its files, symbols and macros.
package struct CodeName: Equatable, Hashable, Sendable {
  /// The name of a network that was given none.
  package static let standard = CodeName(unchecked: "model")

  /// The beginning of files and symbols, for example `door`.
  package let text: String

  /// The beginning of macros, for example `DOOR`.
  package var macro: String { text.uppercased() }

  /// A name of the user.
  ///
  /// - Throws: `CodeGenerationError.name` where C, C++ or the kernels do not allow it.
  package init(_ text: String) throws(CodeGenerationError) {
    func refuse(_ reason: String) -> CodeGenerationError { .name(text, reason: reason) }
    let characters = Array(text)
    let isSpelled =
      characters.first.map { $0.isASCII && $0.isLetter } == true
      && characters.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      && !text.contains("__") && !text.hasSuffix("_")
    let lowered = text.lowercased()
    guard isSpelled else { throw refuse("it is not spelled like one") }
    guard text.utf8.count <= Self.longest else { throw refuse("it has \(text.utf8.count) letters") }
    guard !Self.keywords.contains(text) else { throw refuse("it is a keyword of C or C++") }
    guard !lowered.hasPrefix("thimble") else {
      throw refuse("'thimble' begins the names of kernels")
    }
    guard !Self.files.contains(lowered) else {
      throw refuse("a file '\(lowered).h' or '\(lowered).c' has another meaning")
    }
    self.text = text
  }

  private init(unchecked text: String) {
    self.text = text
  }

  /// Whether files, symbols or macros of two networks of one program could be the same.
  ///
  /// The symbols of `door` with a layer `in_a` begin like those of `door_in`; macros and the names of
  /// files in some systems do not tell small letters from capitals.
  package func collides(with other: CodeName) -> Bool {
    let (one, two) = (text.lowercased(), other.text.lowercased())
    return one == two || one.hasPrefix(two + "_") || two.hasPrefix(one + "_")
  }

  /// The letters that every compiler tells names of functions apart by, less those of the rest.
  private static let longest = 31

  /// Keywords up to C23 and C++23.
  private static let keywords = Set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t \
    char32_t class compl concept const consteval constexpr constinit const_cast continue co_await \
    co_return co_yield decltype default delete do double dynamic_cast else enum explicit export \
    extern false final float for friend goto if import inline int long module mutable namespace new \
    noexcept not not_eq nullptr operator or or_eq override private protected public register \
    reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast \
    struct switch template this thread_local throw true try typedef typeid typename typeof \
    typeof_unqual union unsigned using virtual void volatile wchar_t while xor xor_eq
    """.split(separator: " ").map(String.init))

  /// Names of headers of the standard and of systems, and of files that projects have.
  private static let files = Set(
    """
    arduino assert board check complex ctype device errno fenv float harness host inttypes iso646 \
    limits locale main math memory network setjmp signal startup stdalign stdarg stdatomic stdbit \
    stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string strings tgmath threads time \
    uchar unistd wchar wctype
    """.split(separator: " ").map(String.init))
}
