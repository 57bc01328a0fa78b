// Reads the description of a device and prints what a network may use of it.
import Foundation
import Thimble

let text = Device.template  // in place of the contents of your file
do throws(DeviceError) {
  let board = try Device(json: Data(text.utf8), file: "my-board.json")
  let budget = Budget.standard(for: board)
  print("\(board.title): \(budget.flashBytes ?? 0) bytes of flash, \(budget.ramBytes ?? 0) of RAM")
} catch {
  print(error)  // the file, the field, what was expected and what was found
}
