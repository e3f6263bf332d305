import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MachineState } from '../../../events/device.ts'
import type { EquipmentId, MaterialId, OrderId, StepId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { LogEntry, Run } from '../../../shared/domain/performance/shift-log.ts'
import { chained, type KeptLog, wholeLogs } from '../../../shared/domain/performance/shift-logs.ts'
import { periodsBetween } from '../../../shared/domain/performance/shift-period.ts'
import { stopRules } from '../../../shared/domain/performance/time-kinds.ts'
import { summed, totalsOf } from '../../../shared/domain/performance/totals.ts'
import { seeded } from '../../support/seeded.ts'
import { nantesTimes } from '../../support/shifts.ts'

const minute = 60_000
/** Two days of Nantes, in the night of which the clocks go forward. */
const begin = Date.parse('2027-03-27T08:00:00.000Z')
const end = begin + 40 * 60 * minute
const periods = periodsBetween(nantesTimes, begin, end)
const rules = {
  ...stopRules([
    { reasonId: 'break', name: 'Break', kind: 'planned' },
    { reasonId: 'film', name: 'Film torn', kind: 'failure' },
  ]),
  heartbeatMs: 20 * minute,
  counter: { rollsOverAt: 1000, mostPerMinute: 50, books: false },
}
const run = (orderId: string, from: number, to?: number): Run => ({
  orderId: orderId as OrderId,
  stepId: 'bake' as StepId,
  product: 'LOAF' as MaterialId,
  from: begin + from * minute,
  ...(to !== undefined && { to: begin + to * minute }),
  pieceMs: '1500' as Decimal,
})
const runs = [run('PLAIN-1', 10, 700), run('PLAIN-2', 730)]

const at = fc.integer({ min: 0, max: 40 * 60 * 60 - 1 }).map((seconds) => begin + seconds * 1000)
const sequence = fc.nat({ max: 5 })
const states: MachineState[] = ['execute', 'stopped', 'idle', 'held', 'aborted', 'suspended']
const entry: fc.Arbitrary<LogEntry> = fc.oneof(
  fc
    .record({
      at,
      sequence,
      state: fc.constantFrom(...states),
      reason: fc.constantFrom('break', 'film', 'whatever'),
    })
    .map((report) => ({ at: report.at, report })),
  fc
    .record({
      at,
      sequence,
      good: fc.nat({ max: 999 }).map((it) => `${it}` as Decimal),
      reject: fc.nat({ max: 20 }).map((it) => `${it}` as Decimal),
    })
    .map((reading) => ({ at: reading.at, reading })),
  at.map((it) => ({ at: it })),
)

const batches = fc.array(entry, { minLength: 1, maxLength: 60 }).chain((said) =>
  fc.record({
    said: fc.constant(said),
    // Each message comes once to five times, in any order, in batches of any size.
    sent: fc
      .shuffledSubarray(
        said.flatMap((it) => [it, it, it, it, it]),
        { minLength: said.length * 5, maxLength: said.length * 5 },
      )
      .map((all) => all),
    cuts: fc.array(fc.nat({ max: said.length * 5 }), { maxLength: 12 }),
  }),
)

function kept(logs: Map<number, KeptLog>, said: readonly LogEntry[]): Map<number, KeptLog> {
  const equipmentId = 'BAGGER-1' as EquipmentId
  const plannedIn = (it: { from: number; to: number }) => ({ open: [it], maintenance: [] })
  const changed = chained({ equipmentId, periods, logs, said, runs, plannedIn }, rules)
  return new Map([...logs, ...changed.map((it) => [it.from, it] as const)])
}

const sorted = (logs: Map<number, KeptLog>): KeptLog[] => [...logs.values()].sort((one, other) => one.from - other.from)

describe('the logs of two days', () => {
  test('are the same in whatever order, in whatever batches and however often the messages come', () => {
    fc.assert(
      fc.property(batches, ({ said, sent, cuts }) => {
        const clean = kept(new Map(), said)
        const edges = [0, ...cuts.toSorted((one, other) => one - other), sent.length]
        const parts = edges.slice(1).map((to, index) => sent.slice(edges[index], to))
        const replayed = parts.reduce((logs, part) => kept(logs, part), new Map<number, KeptLog>())
        expect(sorted(replayed)).toEqual(sorted(clean))
      }),
      seeded('logs in any order', 300),
    )
  })

  test('account for every millisecond of a time once, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 40 }), fc.array(at, { maxLength: 4 }), (said, cuts) => {
        const logs = kept(new Map(), said)
        const whole = wholeLogs(
          {
            equipmentId: 'BAGGER-1' as EquipmentId,
            periods,
            logs,
            plannedIn: (it) => ({ open: [it], maintenance: [] }),
          },
          rules,
        )
        const edges = [begin, ...cuts.toSorted((one, other) => one - other), end]
        const parts = edges.slice(1).map((to, index) => ({ from: edges[index] ?? begin, to }))
        const of = ({ from, to }: { from: number; to: number }) =>
          summed(whole.map((it) => totalsOf(it, rules, { from: Math.max(from, it.from), to: Math.min(to, it.to) })))
        const all = of({ from: begin, to: end })
        const time = (totals: typeof all) =>
          totals.runs.reduce((sum, it) => sum + Object.values(it.ms).reduce((one, more) => one + more, 0), 0)
        expect(time(all)).toBe(end - begin)
        const pieces = (totals: typeof all) => totals.runs.reduce((sum, it) => sum + Number(it.good), 0)
        const inParts = parts.filter(({ from, to }) => from < to).map(of)
        expect(inParts.reduce((sum, it) => sum + time(it), 0)).toBe(end - begin)
        expect(inParts.reduce((sum, it) => sum + pieces(it), 0)).toBe(pieces(all))
      }),
      seeded('logs in parts', 300),
    )
  })
})
