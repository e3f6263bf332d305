import { execFileSync, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { flags, variables } from '../../local/small-process.ts'
import type { ProfileOrder, ThreadProfile } from './profiler.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The plant under load. A plant that the bench did not start has no process to measure. */
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
  /** Starts a profile of each thread of the plant, if the plant is of this checkout. */
  startProfiling(): Promise<void>
  /** Ends the profiles and writes one file for each thread into the folder. */
  profiled(folder: string): Promise<ThreadProfile[]>
}

/**
 * Starts a plant in a process of its own.
 * @param folder the checkout of the plant, with its own node_modules; default: this one
 */
export async function openPlant(folder: string = root): Promise<OwnPlant> {
  const child = fork(join(folder, 'test/bench/plant-process.ts'), {
    execArgv: [...flags, '--import', 'tsx'],
    cwd: folder,
    // The same as in `npm start`.
    env: { ...process.env, ...variables },
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const answered = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      const end = () =>
        reject(new Error('The plant of the bench ended before it answered; what it said stands above this line.'))
      child.once('exit', end)
      child.once('message', (message) => {
        child.off('exit', end)
        resolve(message as Message)
      })
    })
  const started = await answered<Pick<OwnPlant, 'url' | 'mqttUrl' | 'synthMs' | 'readyMs'>>()
  const ask = <Answer>(order: ProfileOrder) => {
    const answer = answered<Answer>()
    child.send(order)
    return answer
  }
  return {
    ...started,
    pid: child.pid ?? 0,
    startProfiling: async () => void (await ask({ profile: 'start' })),
    profiled: (to) => ask({ profile: 'keep', folder: to }),
    stop: async () => {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly kilobytes: number
  readonly name: string
}

/** Resident memory of a process and all its descendants, in megabytes; shared pages count for each process. */
export const residentMegabytes = (pid: number): number =>
  treeOf(pid).reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024

/** Processor time so far, in milliseconds: of the whole plant, and of its parts. */
export interface ProcessorTimes {
  readonly all: number
  readonly database: number
  /** The thread of the local plant itself: HTTP, AWS calls, queues, workflows. */
  readonly mainThread: number
  /** The threads of the functions, and those of the engine, which collects garbage and compiles. */
  readonly otherThreads: number
}

/** The processor time so far of the running processes of a tree; undefined without `/proc`. */
export function processorTimes(pid: number): ProcessorTimes | undefined {
  if (!existsSync('/proc/self/stat')) return undefined
  const used = treeOf(pid).map((one) => ({ ...one, ms: usedMs(`/proc/${one.pid}/stat`) }))
  const sum = (chosen: typeof used) => chosen.reduce((total, { ms }) => total + ms, 0)
  const mainThread = usedMs(`/proc/${pid}/task/${pid}/stat`)
  return {
    all: sum(used),
    database: sum(used.filter(({ name }) => name === 'dynoxide')),
    mainThread,
    otherThreads: sum(used.filter((one) => one.pid === pid)) - mainThread,
  }
}

/** Linux counts in hundredths of a second on every machine that Node runs on. */
const millisecondsPerTick = 10

/** `utime` and `stime`, the 14th and 15th field of proc_pid_stat(5); the second is a name in brackets that may hold spaces. */
function usedMs(file: string): number {
  if (!existsSync(file)) return 0
  const text = readFileSync(file, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick
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
  execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,comm='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, kilobytes, ...name] = line.trim().split(/\s+/)
      return { pid: Number(pid), parent: Number(parent), kilobytes: Number(kilobytes), name: name.join(' ') }
    })
