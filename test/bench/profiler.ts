import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCpuProfile } from 'node:v8'
import type { Worker } from 'node:worker_threads'

/** A message of the bench to its plant. */
export type ProfileOrder = { readonly profile: 'start' } | { readonly profile: 'keep'; readonly folder: string }

export interface ThreadProfile {
  /** The name of its function, or `main`. */
  readonly thread: string
  /** A `.cpuprofile` for the tools of a browser. */
  readonly file: string
  /** Its processor time. The profile has only shares of it. */
  readonly processorMs: number
}

export interface Profiler {
  /** Profiles all threads, and each thread that starts from now on. */
  start(): Promise<void>
  /** Ends the profiles, and writes one for each thread into a folder, also for threads that have ended. */
  keep(folder: string): Promise<ThreadProfile[]>
}

interface Watched {
  readonly thread: string
  stop(): Promise<{ profile: string; processorMs: number }>
}

/** Must be called before the first thread of a function starts. */
export function watchThreads(): Profiler {
  const living = new Set<Worker>()
  const watched = new Map<Worker | 'main', Promise<Watched>>()
  const done: { thread: string; profile: string; processorMs: number }[] = []
  let watching = false

  const watch = (worker: Worker) => {
    // A thread that ended early has no profile, which is no fault.
    const begun = watchWorker(worker)
    begun.catch(() => watched.delete(worker))
    watched.set(worker, begun)
  }
  const finish = async (key: Worker | 'main') => {
    const begun = watched.get(key)
    watched.delete(key)
    const one = await begun?.catch(() => undefined)
    if (one) done.push({ thread: one.thread, ...(await one.stop()) })
  }

  process.on('worker', (worker) => {
    living.add(worker)
    worker.once('exit', () => living.delete(worker))
    worker.once('online', () => watching && watch(worker))
    const terminate = worker.terminate.bind(worker)
    worker.terminate = async () => {
      await finish(worker)
      return terminate()
    }
  })

  return {
    async start() {
      watching = true
      for (const worker of living) watch(worker)
      watched.set('main', Promise.resolve(watchMain()))
      await Promise.allSettled(watched.values())
    },
    async keep(folder) {
      watching = false
      await Promise.all([...watched.keys()].map(finish))
      mkdirSync(folder, { recursive: true })
      return done.splice(0).map(({ thread, profile, processorMs }, number) => {
        const file = join(folder, `${number}-${thread}.cpuprofile`)
        writeFileSync(file, profile)
        return { thread, file, processorMs }
      })
    },
  }
}

function watchMain(): Watched {
  const handle = startCpuProfile()
  const before = process.threadCpuUsage()
  return {
    thread: 'main',
    stop: async () => ({ profile: handle.stop(), processorMs: milliseconds(process.threadCpuUsage(before)) }),
  }
}

async function watchWorker(worker: Worker): Promise<Watched> {
  const thread = worker.threadName ?? 'unnamed'
  const handle = await worker.startCpuProfile()
  const before = await worker.cpuUsage()
  return {
    thread,
    async stop() {
      const processorMs = milliseconds(await worker.cpuUsage(before))
      return { profile: await handle.stop(), processorMs }
    },
  }
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000
