import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Processes } from './processes.ts'

/** The check is skipped: this machine lacks something that is not part of the project. */
export class Skipped extends Error {}

const requirements = join(import.meta.dirname, 'requirements.txt')
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python']
const noNetwork = /NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable/

/**
 * A Python environment with what `requirements.txt` pins.
 * @param cache a folder that keeps it for the next run; without it, it is made in `folder`.
 * @returns the folder of its commands.
 * @throws Skipped without Python 3.11, or without the network where it has to be made.
 */
export async function pythonEnvironment(
  processes: Processes,
  folder: string,
  cache: string | undefined,
): Promise<string> {
  const [python, version] = findPython()
  const key = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex').slice(0, 12)
  const home = cache === undefined ? join(folder, 'python') : join(cache, `python-${key}`)
  const whole = join(home, 'whole')
  if (existsSync(whole)) return join(home, 'bin')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const log = join(folder, 'python.log')
  if ((await processes.run({ command: python, args: ['-m', 'venv', home], log })) !== 0)
    throw new Skipped(
      `${python} makes no environment of its own (on Debian: apt-get install python3-venv). ${lastLine(log)}`,
    )
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '2']
  const installed = await processes.run({
    command: join(home, 'bin', 'python'),
    args: [...pip, '--requirement', requirements],
    log,
  })
  if (installed !== 0) {
    if (noNetwork.test(readFileSync(log, 'utf8'))) throw new Skipped(`PyPI cannot be reached. ${lastLine(log)}`)
    throw new Error(`pip could not install ${requirements}.\n${readFileSync(log, 'utf8')}`)
  }
  writeFileSync(whole, '')
  return join(home, 'bin')
}

/** @throws Skipped */
function findPython(): [string, string] {
  for (const name of names) {
    const version = versionOf(name)
    if (version?.startsWith('3.') && Number(version.split('.')[1]) >= 11) return [name, version]
  }
  throw new Skipped('There is no Python 3.11 or later.')
}

function versionOf(name: string): string | undefined {
  try {
    const print = 'import platform; print(platform.python_version())'
    return execFileSync(name, ['-c', print], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

const lastLine = (log: string): string => readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''
