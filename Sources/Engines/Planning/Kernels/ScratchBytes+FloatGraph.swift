package import Graphs

/// The bytes that the kernels of a node will need after 8-bit quantization.
package func scratchBytes(_ graph: FloatGraph, _ node: Int) -> Int {
  kernelForecast(graph, node)?.scratchBytes ?? 0
}
