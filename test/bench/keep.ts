import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { root } from './plant.ts'
import { type Findings, load, machine } from './report.ts'

const place = join(root, 'docs', 'bench')

const figure = z.strictObject({
  table: z.string(),
  row: z.string(),
  column: z.string(),
  unit: z.string(),
  value: z.number(),
  aim: z.union([z.strictObject({ atMost: z.number() }), z.strictObject({ atLeast: z.number() })]).exactOptional(),
  note: z.string().exactOptional(),
})

/** The result of one measurement, as in `docs/bench/<measurement>.json`. */
const kept = z.strictObject({
  measurement: z.string(),
  /** The end of the measurement. */
  at: z.iso.datetime(),
  /** The measured commit, as `git describe` names it. */
  commit: z.string(),
  machine: z.strictObject({ processors: z.int(), model: z.string(), memoryMb: z.int(), node: z.string() }),
  load: z.strictObject({ begin: z.number(), end: z.number() }),
  options: z.record(z.string(), z.union([z.number(), z.string()])),
  method: z.string(),
  faults: z.array(z.string()),
  figures: z.array(figure),
})

export type Kept = z.infer<typeof kept>

interface Circumstances {
  readonly begin: number
  readonly commit: string
  readonly options: Kept['options']
  /** Default: `docs/bench`. */
  readonly folder?: string
}

/** Writes a result in place of the earlier result of that measurement. @returns the file. */
export function keep(measurement: string, { figures, faults, method = '' }: Findings, about: Circumstances): string {
  const { begin, commit, options, folder = place } = about
  const all: Kept = {
    measurement,
    at: new Date().toISOString(),
    commit,
    machine: machine(),
    load: { begin, end: load() },
    options,
    method,
    faults: [...faults],
    figures: figures.map((one) => ({ ...one, value: rounded(one.value) })),
  }
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${measurement}.json`)
  writeFileSync(file, spelled(all))
  return file
}

export const allKept = (folder = place): Kept[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => kept.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))

/** Each figure has a line of its own, so that a change of a figure is a change of one line. */
function spelled({ figures, ...about }: Kept): string {
  const lines = figures.map((one) => `    ${JSON.stringify(one)}`).join(',\n')
  const head = JSON.stringify(about, null, 2).replace(/\n}$/, '')
  return `${head},\n  "figures": [\n${lines}\n  ]\n}\n`
}

/** Counts stay as they are. Measured values get four digits, which is more than a repetition reproduces. */
const rounded = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)))

/** The commit of a checkout; `-dirty` when there are uncommitted changes other than results of the bench. */
export function commitOf(checkout: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--', '.', ':!docs/bench', ':!docs/measurements.md')
  return `${git('describe', '--always', '--tags')}${changed === '' ? '' : '-dirty'}`
}
