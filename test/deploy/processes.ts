import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Gets all that the command prints. */
  readonly log: string
}

/** Every process of the check leads a group of its own: what it starts ends with it. */
export interface Processes {
  /** @returns the exit code. */
  run(command: Command): Promise<number>
  start(command: Command): ChildProcess
  /** As `kill` takes them. */
  groups(): string[]
  end(): Promise<void>
}

export function openProcesses(): Processes {
  const running = new Set<ChildProcess>()
  const start = ({ command, args, env = process.env, log }: Command): ChildProcess => {
    const file = openSync(log, 'a')
    const child = spawn(command, args, { env, detached: true, stdio: ['ignore', file, file] })
    closeSync(file)
    running.add(child)
    child.once('close', () => running.delete(child))
    return child
  }
  return {
    start,
    run: (command) =>
      new Promise((resolve, reject) => {
        start(command)
          .once('error', reject)
          .once('close', (code) => resolve(code ?? 1))
      }),
    groups: () => [...running].map(({ pid }) => `-${pid}`),
    async end() {
      await Promise.all([...running].map(endGroup))
    },
  }
}

/** Gives the group five seconds to end by itself. */
async function endGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  signal(child, 'SIGTERM')
  const timer = setTimeout(() => signal(child, 'SIGKILL'), 5000)
  await ended
  clearTimeout(timer)
  signal(child, 'SIGKILL')
}

/** A group that has ended already is no error. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
