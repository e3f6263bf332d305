import type { Kept } from '../test/bench/keep.ts'
import { type Reason, reasonOf } from '../test/bench/reasons.ts'
import { cellOf, type Figure, markdownTable, missed, spellMachine, tablesOf } from '../test/bench/report.ts'

/** A reader goes from response times to cost. Measurements that are not named here follow in alphabetical order. */
const order = [
  'start',
  'order-cycle',
  'profile',
  'hot-lot',
  'live',
  'schedule',
  'commands',
  'growth',
  'large-order',
  'genealogy',
  'functions',
  'sdk',
  'console',
  'soak',
  'reading',
]

/** Rules that hold for every measurement. Counts come from the bench, so no number is repeated by hand. */
const rules = [
  'Every figure is a median or a percentile, and every comparison is made within one run. Loads of few and of many clients take turns, as do imports of functions, so that a machine that is busy for a while is busy for all of them.',
  'The plant is the local one: the synthesized template of the site, in a process of its own. Its clients run in the process of the bench and share the processors with it.',
  'Throughput follows what others leave of the machine: on a busy day runs of one state have come to a third of those on a quiet one. The processor time of a cycle varies far less; trust it, the counts and the ratios.',
  'The clients stay together below what the API of a site takes a second.',
  '_Before and now_: `npm run bench -- --against DIR` lets the plant of another checkout and the one of this checkout take turns under the same clients (A B A B). The ratio is the median of the ratios of neighbouring turns.',
]

/** The page of all measurements that are kept: figures that fall short first, then each measurement with how it was made. */
export function measurementsPage(kept: readonly Kept[], reasons: readonly Reason[]): string {
  const sorted = kept.toSorted(
    (one, other) => placeOf(one) - placeOf(other) || (titleOf(one) < titleOf(other) ? -1 : 1),
  )
  const aimed = kept.flatMap(({ figures }) => figures).filter(({ aim }) => aim !== undefined)
  const short = aimed.filter(missed)
  return `# Measurements

What \`npm run bench -- --keep\` found. Its figures are kept in [bench/](bench/), a file for each measurement, and \`npm run docs\` makes this page of
them. A figure is followed by its aim where it has one; ✗ says that it falls short. No figure here decides whether a test passes: the bench fails
when a command fails, never because it is slow.

Of ${aimed.length} figures with an aim ${aimed.length - short.length} meet it and ${short.length} fall short.

${overview(sorted)}

## What falls short

${shortfalls(sorted, reasons)}

## How it is measured

${rules.map((rule) => `- ${rule}`).join('\n')}

${sorted.map(section).join('\n\n')}
`
}

/** `order-cycle-against` is beside `order-cycle`. */
function placeOf({ measurement }: Kept): number {
  const place = order.indexOf(measurement.replace(/-against$/, ''))
  return place < 0 ? order.length : place
}

function titleOf({ measurement }: Kept): string {
  const words = measurement.replace(/-against$/, '').replaceAll('-', ' ')
  const title = words.charAt(0).toUpperCase() + words.slice(1)
  return measurement.endsWith('-against') ? `${title}, before and now` : title
}

function overview(kept: readonly Kept[]): string {
  const rows = kept.map((one) => {
    const aimed = one.figures.filter(({ aim }) => aim !== undefined)
    const short = aimed.filter(missed).length
    return [
      titleOf(one),
      one.at.slice(0, 10),
      one.commit,
      `${one.load.begin} to ${one.load.end}`,
      `${one.figures.length}`,
      `${aimed.length}`,
      `${short}${short > 0 ? ' ✗' : ''}`,
    ]
  })
  const head = ['', 'measured on', 'commit', 'load average', 'figures', 'with an aim', 'short of it']
  return markdownTable(head, rows, (column) => column < 3)
}

function shortfalls(kept: readonly Kept[], reasons: readonly Reason[]): string {
  const rows = kept.flatMap((one) =>
    one.figures.filter(missed).map((figure) => [
      titleOf(one),
      `${figure.row}: ${figure.column}`,
      `${cellOf(figure)}${figure.unit === '' ? '' : ` ${figure.unit}`}`,
      // An unexplained figure gets an empty cell here; the test of this page finds it.
      reasonOf(figure, one.figures, reasons) ?? '',
    ]),
  )
  if (rows.length === 0) return 'Nothing: every figure that has an aim meets it.'
  return markdownTable(['', 'figure', 'value and aim', 'why'], rows, (column) => column !== 2)
}

function section(kept: Kept): string {
  const { at, commit, machine, load, options, method, faults, figures } = kept
  const chosen = Object.entries(options).map(([name, value]) => `--${name} ${value}`)
  const about = [
    at.slice(0, 10),
    `commit ${commit}`,
    spellMachine(machine),
    `load average ${load.begin} at the beginning and ${load.end} at the end`,
    ...chosen,
  ]
  const title = titleOf(kept)
  const tables = tablesOf(figures, '###')
  const sameTitle = `### ${title}\n\n`
  const parts = [
    `## ${title}`,
    method.replaceAll('\n', ' '),
    `_${about.join('; ')}._`,
    ...(faults.length > 0 ? [`Faults: ${faults.join('; ')}`] : []),
    // A table with the same title as its measurement needs no heading of its own.
    tables.startsWith(sameTitle) ? tables.slice(sameTitle.length) : tables,
  ]
  return parts.join('\n\n')
}

export const unexplained = (kept: readonly Kept[], reasons: readonly Reason[]): Figure[] =>
  kept.flatMap(({ figures }) =>
    figures.filter((figure) => missed(figure) && reasonOf(figure, figures, reasons) === undefined),
  )
