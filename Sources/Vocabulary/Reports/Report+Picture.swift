extension Report {
  /// The picture of accuracy over multiply-adds as a file of its own, SVG with its legend on a light
  /// page; nil where no candidate can be drawn.
  ///
  /// Colours are written out, as many programs that draw SVG do not know variables.
  package var picture: String? {
    guard let picture = CostPicture(self) else { return nil }
    let legend = picture.legend.enumerated().map { row, item in
      "<g transform=\"translate(60 \(358 + 20 * row))\">\(item.mark)"
        + "<text x=\"14\" dy=\"0.35em\">\(escaped(item.text))</text></g>"
    }
    let height = 350 + 20 * legend.count
    let style = Self.lightColours.reduce(Self.pictureStyle) { style, colour in
      style.replacing("var(--\(colour.key))", with: colour.value)
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 \(height)" width="640" \
      font-family="system-ui, sans-serif">
      <title>\(escaped(title))</title>
      <style>
      \(style)
      </style>
      <rect width="480" height="\(height)" fill="#fff"/>
      <svg width="480" height="340">
      \(picture.svg)
      </svg>
      \(legend.joined(separator: "\n"))
      </svg>

      """
  }

  private static let lightColours: KeyValuePairs = [
    "page": "#fff", "ink": "#1b1f24", "quiet": "#5a6370", "line": "#d9dee4", "soft": "#f3f5f7",
    "s0": "#0b6bcb", "s1": "#c2410c", "s2": "#13795b", "s3": "#8a3ffc", "s4": "#a8126b",
    "s5": "#7a5c00", "s6": "#00707c",
  ]

  /// The colours of pages as variables, light and dark.
  static let colours = """
    :root { \(lightColours.map { "--\($0.key): \($0.value);" }.joined(separator: " ")) }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #14171b; --ink: #e7eaee; --quiet: #9aa4b1; --line: #343b44; --soft: #1f242a;
        --s0: #6cb4ff; --s1: #ff9a5c; --s2: #4fd0a0; --s3: #c3a2ff; --s4: #ff86c4; --s5: #e3c04a;
        --s6: #58d0dc;
      }
    }
    """

  /// How pictures are drawn in these colours.
  static let pictureStyle = """
    svg text { font-size: 12px; fill: var(--quiet); }
    svg .title { font-size: 12.5px; }
    svg .winner { font-size: 12.5px; font-weight: 600; fill: var(--ink); paint-order: stroke;
      stroke: var(--page); stroke-width: 4px; stroke-linejoin: round; }
    .grid { stroke: var(--line); stroke-width: 0.7; fill: none; }
    .axis { stroke: var(--quiet); stroke-width: 1; fill: none; }
    .front { stroke: var(--quiet); stroke-width: 1.2; fill: none; stroke-dasharray: 4 3; }
    .candidate { fill: var(--quiet); fill-opacity: 0.35; stroke: var(--quiet); stroke-width: 0.8; }
    .mark { stroke: var(--page); stroke-width: 1.5; }
    .s0 { fill: var(--s0); } .s1 { fill: var(--s1); } .s2 { fill: var(--s2); }
    .s3 { fill: var(--s3); } .s4 { fill: var(--s4); } .s5 { fill: var(--s5); }
    .s6 { fill: var(--s6); }
    """
}
