import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCpuProfile } from 'node:v8'
import type { Worker } from 'node:worker_threads'

/** What the bench asks of its plant. */
export type ProfileOrder = { readonly profile: 'start' } | { readonly profile: 'keep'; readonly folder: string }

/** What one thread did while it was watched. */
export interface ThreadProfile {
  /** The name of its function, or `main`. */
  readonly thread: string
  /** A `.cpuprofile`, which the tools of a browser open. */
  readonly file: string
  /** Its processor time. A profile knows only which share of it went where. */
  readonly processorMs: number
}

export interface Profiler {
  /** Watches the threads there are, and each one that begins from now on. */
  start(): Promise<void>
  /** Stops watching, and writes the profile of each thread into a folder, also of those that have ended meanwhile. */
  keep(folder: string): Promise<ThreadProfile[]>
}

interface Watched {
  readonly thread: string
  stop(): Promise<{ profile: string; processorMs: number }>
}

/** Has to be called before the first thread of a function begins. */
export function watchThreads(): Profiler {
  const living = new Set<Worker>()
  const watched = new Map<Worker | 'main', Promise<Watched>>()
  const done: { thread: string; profile: string; processorMs: number }[] = []
  let watching = false

  const watch = (worker: Worker) => {
    // A thread that ended before it could be watched has no profile, and what asked for it no reason to fail.
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
