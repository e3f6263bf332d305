import { request } from 'node:http'

export interface Heartbeat {
  /** A sentence while the database does not answer. */
  trouble(): string | undefined
  stop(): void
}

export interface Pace {
  readonly everyMs: number
  /** How long an answer may take. */
  readonly patienceMs: number
  /** How many answers in a row have to be missing: one may be late on a busy machine. */
  readonly misses: number
}

/** Asks a database again and again whether it answers: one that is frozen or elsewhere does not tell of its end. */
export function watchDatabase(
  url: string,
  { everyMs, patienceMs, misses }: Pace = { everyMs: 1000, patienceMs: 2000, misses: 2 },
): Heartbeat {
  let missed = 0
  let stopped = false
  let timer: NodeJS.Timeout
  const again = () => {
    timer = setTimeout(beat, everyMs)
  }
  const beat = () => {
    const settle = (answers: boolean) => {
      missed = answers ? 0 : missed + 1
      if (!stopped) again()
    }
    // Any answer will do, and a refusal is one.
    const asked = request(url, { method: 'POST', agent: false, timeout: patienceMs }, (response) => {
      response.resume()
      settle(true)
    })
    asked.once('timeout', () => asked.destroy(new Error('timeout')))
    asked.once('error', () => settle(false))
    asked.end()
  }
  again()
  return {
    trouble: () => (missed < misses ? undefined : `The database at ${url} does not answer.`),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
