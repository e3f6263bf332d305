/** `npm run people`: the accounts of a deployed site. */
import { type Command, parseCommand } from './command.ts'
import { Mistake } from './mistake.ts'
import { run } from './run.ts'
import { openTerminal } from './terminal.ts'

const command = commandOf(process.argv.slice(2))
// The token alone goes to the standard output: TOKEN=$(npm run -s people -- token).
const terminal = openTerminal(command.kind === 'token' ? process.stderr : process.stdout)
const ended = await run(command, terminal, (line) => console.log(line)).finally(terminal.close)
process.exitCode = ended === 'done' ? 0 : 1

function commandOf(args: readonly string[]): Command {
  try {
    return parseCommand(args)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
