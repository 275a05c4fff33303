import { UsageError } from './command/command.ts'
import { parseCommand } from './command/parse-command.ts'
import { runCommand } from './command/run-command.ts'
import { SimulatorRefusal } from './control/simulator-control.ts'

try {
  await runCommand(parseCommand(process.argv.slice(2)), console.log)
} catch (error) {
  if (!(error instanceof UsageError || error instanceof SimulatorRefusal)) throw error
  console.error(`${error.message}\n«pnpm simulate --help» shows what there is.`)
  process.exitCode = 1
}
