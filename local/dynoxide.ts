import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CannotStart } from './cannot-start.ts'

export interface DatabaseProcess {
  /** `http://127.x.y.z:port` */
  readonly url: string
  /** Deletes the records of a table's stream that its readers have handled, except for the last thousand. */
  forgetStream: Stream['forget']
  /** The folder of its data, if it is on this machine. */
  readonly folder: string | undefined
  /** Settles with a sentence when the process ends and was not asked to. That of an endpoint of its own never does. */
  readonly died: Promise<string>
  /** Settles when the database is there: at once, but for the time of a power cut. */
  present(): Promise<void>
  /**
   * Cuts the power of the database, which starts again on the same file after so many seconds; settles when it is back.
   * @throws CannotStart at once when it has no file that outlives it
   */
  cutPower(seconds: number): Promise<void>
  stop(): Promise<void>
}

/**
 * The DynamoDB of the plant: Dynoxide as a child process, or the endpoint that ANDON_DYNAMODB_ENDPOINT names.
 * @param file the file of its data; without it, the data is in a folder that is deleted at the end.
 * @throws CannotStart when there is no database.
 */
export async function startDynoxide(file: string | undefined): Promise<DatabaseProcess> {
  const given = process.env.ANDON_DYNAMODB_ENDPOINT
  if (given !== undefined && given !== '') {
    await answering(given, undefined)
    return {
      url: given.replace(/\/$/, ''),
      folder: undefined,
      forgetStream: () => undefined,
      died: new Promise(() => undefined),
      present: async () => undefined,
      cutPower: () => {
        throw new CannotStart(noPower)
      },
      stop: async () => undefined,
    }
  }
  const binary = findBinary()
  const host = hiddenAddress()
  let port = await freePort()
  const urlOf = () => `http://${host}:${port}`
  const newPassing = () => (file === undefined ? mkdtempSync(join(passingFolder(), 'andon-database-')) : undefined)
  let passing = newPassing()
  const keptIn = (folder: string | undefined) => file ?? join(folder ?? '', 'dynamodb.sqlite')
  const { promise: died, resolve: tellDeath } = Promise.withResolvers<string>()
  let hasBegun = false
  const launch = () =>
    launched(
      [binary, 'serve', '--host', host, '-p', String(port), '--db-path', keptIn(passing)],
      passing,
      (sentence) => {
        if (hasBegun) tellDeath(sentence)
      },
    )
  let running = launch()
  let isStopped = false
  let isBack = Promise.resolve()
  let stream: Stream
  try {
    for (let tries = 1; !hasBegun; tries += 1)
      try {
        await running.answers(urlOf())
        hasBegun = true
      } catch (error) {
        // Somebody on this machine was quicker to take the port that was free.
        if (tries === mostTries || !String(error).includes('already in use')) throw error
        // The folder of the one that ended goes with it.
        passing = newPassing()
        port = await freePort()
        running = launch()
      }
    stream = openStream(keptIn(passing))
  } catch (error) {
    running.kill('SIGTERM')
    if (error instanceof CannotStart) throw error
    throw new CannotStart(
      `${keptIn(passing)} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
  const powerCut = async (seconds: number) => {
    await running.kill('SIGKILL')
    await pause(seconds * 1000)
    if (isStopped) return
    running = launch()
    await running.answers(urlOf()).catch((error: Error) => {
      tellDeath(`The database (dynoxide) does not come back. ${error.message}`)
      throw error
    })
  }
  return {
    url: urlOf(),
    folder: dirname(keptIn(passing)),
    forgetStream: stream.forget,
    died,
    present: () => isBack,
    cutPower(seconds) {
      if (passing !== undefined) throw new CannotStart(noPower)
      isBack = isBack.then(() => powerCut(seconds))
      return isBack
    },
    stop: async () => {
      isStopped = true
      stream.close()
      await running.kill('SIGTERM')
      if (passing !== undefined) rmSync(passing, { recursive: true, force: true })
    },
  }
}

const noPower = 'Only a database of this plant with a file that outlives it can lose its power.'

interface Launched {
  /** @throws CannotStart when the process has ended, or says nothing for seconds */
  answers(url: string): Promise<void>
  /** Settles when the process has ended; one that does not hear is killed. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** @param died hears of an end that was not asked for */
function launched(
  dynoxide: readonly string[],
  passing: string | undefined,
  died: (sentence: string) => void,
): Launched {
  // A watcher in the shell ends the database when the plant's end of the pipe closes. So neither the database nor its folder outlives a killed plant.
  const watcher = 'trap "" HUP INT TERM; read _ <&3; kill $$; if [ -n "$passing" ]; then sleep 1; rm -rf "$passing"; fi'
  const watched = `exec 3<&0; passing=$1; shift; (${watcher}) 2>/dev/null & exec "$@" </dev/null 3<&-`
  const child = spawn('/bin/sh', ['-c', watched, 'dynoxide', passing ?? '', ...dynoxide], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let complaint = ''
  let asked = false
  child.stderr.on('data', (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-500)
  })
  child.stdin.on('error', () => undefined)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      child.stdin.destroy()
      resolve()
    })
  })
  child.once('close', (code, signal) => {
    const how = signal === null ? `code ${code}` : `the signal ${signal}`
    const why = complaint.trim() === '' ? '' : ` It said: ${complaint.trim()}`
    if (!asked) died(`The database (dynoxide) has ended with ${how}.${why}`)
  })
  return {
    async answers(url) {
      await answering(url, () => (child.exitCode === null ? undefined : complaint.trim()))
      // What it says as it starts is no complaint.
      complaint = ''
    },
    async kill(signal) {
      asked = true
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000)
      await gone
      clearTimeout(timer)
    },
  }
}

/** Temporary data needs no disk: a folder in memory where the system has one with enough room (Linux), else the folder for temporary files. */
function passingFolder(): string {
  const inMemory = '/dev/shm'
  try {
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize >= roomInMemory ? inMemory : tmpdir()
  } catch {
    return tmpdir()
  }
}
/** An order takes about 25 KB from its creation to its release: room for 10,000 orders, twice over. */
const roomInMemory = 512 * 1024 * 1024

interface Stream {
  /** @param handled the sequence number of the last record that every reader has handled */
  forget(tableName: string, handled: number): void
  close(): void
}

/** A reader with an expired iterator reads again from the last record that it has handled. The newest record gives the number of the next one. */
const keptRecords = 1000

/**
 * Adds to the stream of Dynoxide 1.2 what it lacks. First, an index: without it, each write and each read searches the whole stream for the newest
 * record, and a plant gets slower with every fact. Second, the deletion of records: DynamoDB deletes them after a day, Dynoxide never does.
 */
function openStream(file: string): Stream {
  const database = new DatabaseSync(file)
  // The database of a plant that was killed just now may still be at its last write.
  database.exec('PRAGMA busy_timeout = 5000')
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_stream_records'").get()
  if (known === undefined) {
    // Another version of Dynoxide may keep its stream elsewhere; then it runs unchanged.
    database.close()
    return { forget: () => undefined, close: () => undefined }
  }
  database.exec(
    'CREATE INDEX IF NOT EXISTS newest_stream_record ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  )
  database.exec('PRAGMA busy_timeout = 0')
  const letGo = database.prepare(
    'DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) <= CAST(? AS INTEGER)',
  )
  return {
    forget(tableName, handled) {
      try {
        letGo.run(tableName, handled - keptRecords)
      } catch {
        // The database is writing now; the next call deletes these records, too.
      }
    },
    close: () => database.close(),
  }
}

function findBinary(): string {
  const installed = fileURLToPath(new URL('../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url))
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'dynoxide'))
  const found = [installed, ...onPath].find((file) => existsSync(file))
  if (found !== undefined) return found
  throw new CannotStart(
    'There is no DynamoDB to run on. On Linux x64: npm install --include=optional. Elsewhere: cargo install dynoxide-rs, which puts dynoxide on the PATH, or set ANDON_DYNAMODB_ENDPOINT to a DynamoDB that runs.',
  )
}

async function answering(url: string, died: (() => string | undefined) | undefined): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const complaint = died?.()
    if (complaint !== undefined)
      throw new CannotStart(`The database (dynoxide) ended at once: ${complaint || 'it said nothing'}.`)
    try {
      await fetch(url, { method: 'POST', signal: AbortSignal.timeout(1000) })
      return
    } catch {
      await pause(10)
    }
  }
  throw new CannotStart(`No DynamoDB answers at ${url}; start it, or correct ANDON_DYNAMODB_ENDPOINT.`)
}

/**
 * Dynoxide answers whoever asks, pages of any origin included, and no option of it says otherwise. So it listens where no page finds it: at one of the 16
 * million addresses of this machine alone. Only Linux has all of them; elsewhere there is 127.0.0.1.
 */
const hiddenAddress = (): string =>
  process.platform === 'linux' ? `127.${[randomInt(1, 256), randomInt(256), randomInt(1, 255)].join('.')}` : '127.0.0.1'

const mostTries = 5

/** Free at every address of this machine: the database refuses a port that somebody has at another one. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '0.0.0.0', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new CannotStart('No port is free on this machine.')
  return address.port
}
