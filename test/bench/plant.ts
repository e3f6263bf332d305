import { execFileSync, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the load goes; a plant that somebody else runs has no process that we could look at. */
export interface BenchPlant {
  readonly url: string
  readonly mqttUrl: string
  readonly pid?: number
  stop(): Promise<void>
}

export interface OwnPlant extends BenchPlant {
  readonly pid: number
  readonly synthMs: number
  readonly readyMs: number
}

export async function openPlant(): Promise<OwnPlant> {
  const child = fork(fileURLToPath(new URL('./plant-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx', ...profiling()],
    cwd: root,
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<Pick<OwnPlant, 'url' | 'mqttUrl' | 'synthMs' | 'readyMs'>>((resolve, reject) => {
    child.once('message', (message) => resolve(message as OwnPlant))
    child.once('exit', () =>
      reject(new Error('The plant of the bench ended before it was ready; its words are above.')),
    )
  })
  const started = await ready
  const stop = async () => {
    if (child.connected) child.disconnect()
    await gone
  }
  return { ...started, pid: child.pid ?? 0, stop }
}

/** ANDON_BENCH_PROFILE names a folder that gets a CPU profile of the plant and of each of its functions' threads. */
function profiling(): string[] {
  const folder = process.env.ANDON_BENCH_PROFILE
  return folder === undefined || folder === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly kilobytes: number
}

/** Resident memory of a process and all that descend from it, in megabytes; pages that they share count for each. */
export const residentMegabytes = (pid: number): number =>
  treeOf(pid).reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024

/** Processor time that the living ones of a process tree have used so far, in milliseconds; undefined where there is no `/proc`. */
export function processorMs(pid: number): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined
  return treeOf(pid).reduce((sum, one) => sum + ticksOf(one.pid) * millisecondsPerTick, 0)
}

/** Linux counts in hundredths of a second on every machine that Node runs on. */
const millisecondsPerTick = 10

/** `utime` and `stime`, the 14th and 15th field of proc_pid_stat(5); the second is a name in brackets that may hold spaces. */
function ticksOf(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return 0
  const text = readFileSync(file, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function treeOf(pid: number): Process[] {
  const all = processes()
  const tree = new Set([pid])
  for (let known = 0; known < tree.size; ) {
    known = tree.size
    for (const { pid: child, parent } of all) if (tree.has(parent)) tree.add(child)
  }
  return all.filter((one) => tree.has(one.pid))
}

const processes = (): Process[] =>
  execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, kilobytes = 0]) => ({ pid, parent, kilobytes }))
