// What `import Thimble` brings: the run and its values, and the modules whose public errors its steps
// throw.
@_exported public import Architectures
@_exported public import CodeGeneration
@_exported public import CostModels
@_exported public import Datasets
@_exported public import Devices
@_exported public import Execution
@_exported public import Files
@_exported public import Graphs
@_exported public import Pipeline
@_exported public import Planning
@_exported public import Processes
@_exported public import Quantization
@_exported public import Reports
@_exported public import Search
@_exported public import Tensors
@_exported public import Training
