import type { Instant } from '../../events/identifiers.ts'
import type { Operation } from '../../shared/domain/schedule/order-plan.ts'
import type { Plan } from '../../shared/domain/schedule/schedule.ts'
import { escaped, px } from '../svg.ts'

/** The picture of a plan (H. L. Gantt): a row for each unit, a bar for each operation, and local time on top. */

export interface Window {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

const hour = 3_600_000
const layout = { width: 1200, label: 150, row: 26, head: 44, margin: 10, line: 20 } as const
/** Above these numbers a picture is unreadable. */
const most = { days: 7, units: 200, sentences: 20 } as const

/** A plan with a sentence for each order that misses its due date or is not planned. */
type Shown = Omit<Plan, 'infeasible'> & { readonly infeasible: readonly { readonly detail: string }[] }

/** @param plan with at most as many operations as fit into an answer; only operations on a unit have a row. */
export function ganttOf(plan: Shown, timeZone: string, window: Window = {}): string {
  const begins = Date.parse(window.from ?? plan.at)
  const operations = plan.operations.filter(({ to }) => Date.parse(to) > begins)
  const lastEnd = Math.max(begins + hour, ...operations.map(({ to }) => Date.parse(to)))
  const ends = window.to === undefined ? Math.min(lastEnd, begins + most.days * 24 * hour) : Date.parse(window.to)
  const x = (instant: number): number =>
    layout.label +
    ((Math.min(Math.max(instant, begins), ends) - begins) / (ends - begins)) *
      (layout.width - layout.label - layout.margin)
  const units = [...Map.groupBy(operations, ({ equipmentId }) => equipmentId ?? '')]
    .filter(([unit]) => unit !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, most.units)
  const late = new Set(
    plan.orders.flatMap(({ orderId, lateBySeconds }) => (lateBySeconds === undefined ? [] : [orderId])),
  )
  const sentences = plan.infeasible.slice(0, most.sentences).map(({ detail }) => detail)
  const rowsEnd = layout.head + Math.max(units.length, 1) * layout.row
  const height = rowsEnd + layout.margin + sentences.length * layout.line + layout.margin
  const now = Date.parse(plan.at)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${height}" width="${layout.width}" height="${height}" role="img" aria-labelledby="name">`,
    `<title id="name">The plan from ${instantText(begins)} to ${instantText(ends)}: ${operations.length} operations, ${late.size} late orders</title>`,
    style,
    `<rect class="paper" width="${layout.width}" height="${height}"/>`,
    ...ticks(begins, ends, timeZone).map(({ at, text }) => tick(x(at), text, rowsEnd)),
    ...units.flatMap(([unit, ofUnit], index) => row(unit, ofUnit, layout.head + index * layout.row, x, late)),
    ...(units.length === 0
      ? [`<text x="${layout.label}" y="${layout.head + 17}">Nothing is planned in this time.</text>`]
      : []),
    ...(begins <= now && now < ends
      ? [`<line class="now" x1="${px(x(now))}" x2="${px(x(now))}" y1="30" y2="${rowsEnd}"/>`]
      : []),
    ...sentences.map(
      (text, index) =>
        `<text class="late" x="${layout.margin}" y="${rowsEnd + layout.margin + (index + 1) * layout.line - 6}">${escaped(text)}</text>`,
    ),
    '</svg>',
  ].join('\n')
}

function row(
  unit: string,
  operations: readonly Operation[],
  top: number,
  x: (instant: number) => number,
  late: ReadonlySet<string>,
): string[] {
  const bars = operations.map((it) => {
    const [from, to] = [x(Date.parse(it.from)), x(Date.parse(it.to))]
    const setUpFrom = it.setUpFrom === undefined ? from : x(Date.parse(it.setUpFrom))
    const kind = [it.status, ...(late.has(it.orderId) ? ['behind'] : [])].join(' ')
    const name = `${it.orderId} ${it.stepId}`
    const who = it.personId === undefined ? '' : `, ${it.personId}`
    const bar = (className: string, left: number, right: number) =>
      `<rect class="${className}" x="${px(left)}" y="${top + 4}" width="${px(Math.max(right - left, 1))}" height="${layout.row - 8}"/>`
    return [
      `<g><title>${escaped(`${name}, ${unit}${who}: ${it.from} to ${it.to}`)}</title>`,
      setUpFrom < from ? bar('set-up', setUpFrom, from) : '',
      bar(kind, from, to),
      ...label(it, to - from).map(
        (text) => `<text class="${it.status}" x="${px(from + 5)}" y="${top + 17}">${escaped(text)}</text>`,
      ),
      '</g>',
    ].join('')
  })
  return [
    `<line class="rule" x1="0" x2="${layout.width}" y1="${top}" y2="${top}"/>`,
    `<text class="unit" x="${layout.margin}" y="${top + 17}">${escaped(unit.slice(0, 20))}</text>`,
    ...bars,
  ]
}

/** As much of the name as fits; a character of this size is about seven units wide. */
const label = ({ orderId, stepId }: Operation, room: number): string[] =>
  [`${orderId} ${stepId}`, orderId].filter((text) => (text.length + 1) * 7 < room).slice(0, 1)

const tick = (x: number, text: string, bottom: number): string =>
  `<line class="rule" x1="${px(x)}" x2="${px(x)}" y1="30" y2="${bottom}"/><text class="tick" x="${px(x + 4)}" y="40">${escaped(text)}</text>`

/** Nine ticks at most, so that their texts fit, at full hours of UTC, labelled in local time. */
function ticks(begins: number, ends: number, timeZone: string): { at: number; text: string }[] {
  const steps = [1, 2, 3, 6, 12, 24, 48, 168, 720, 8784]
  const [hours = Math.ceil((ends - begins) / (9 * hour))] = steps.filter((step) => (ends - begins) / (step * hour) <= 9)
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  const first = Math.ceil(begins / (hours * hour)) * hours * hour
  return Array.from({ length: Math.max(Math.ceil((ends - first) / (hours * hour)), 0) }, (_, index) => {
    const at = first + index * hours * hour
    return { at, text: clock.format(at) }
  })
}

const instantText = (instant: number): string => new Date(instant).toISOString()

const style = `<style>
text { font: 12px system-ui, "Segoe UI", Arial, sans-serif; fill: #1b2327 }
.tick { font-size: 10px; fill: #566167 }
.paper { fill: #ffffff }
.rule { stroke: #cfd4d3; stroke-width: 1 }
.now { stroke: #a32a1f; stroke-width: 2 }
rect.running { fill: #0d5573 } text.running { fill: #ffffff }
rect.planned { fill: #d5e6ee; stroke: #0d5573 }
rect.set-up { fill: #e3d6b8; stroke: #b58a2a; stroke-dasharray: 3 2 }
rect.behind { stroke: #a32a1f; stroke-width: 2 } rect.planned.behind { fill: #fbecea }
.late { fill: #a32a1f }
@media (prefers-color-scheme: dark) {
  text { fill: #e6eaea } .tick { fill: #a2adb1 } .paper { fill: #1b2226 } .rule { stroke: #323c41 }
  rect.planned { fill: #1d313a; stroke: #7cc0dc } rect.running { fill: #7cc0dc } text.running { fill: #14191c }
  rect.set-up { fill: #3a3220 } rect.planned.behind { fill: #35201f } .late { fill: #f0968c } .now, rect.behind { stroke: #f0968c }
}
</style>`
