import { describe, expect, it } from 'vitest'
import type { EquipmentId, MaterialId, OrderId, StepId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { elementsOf, indicatorsOf } from '../../../shared/domain/performance/kpi.ts'
import { emptyLog, logged, type ShiftLog } from '../../../shared/domain/performance/shift-log.ts'
import { periodAt } from '../../../shared/domain/performance/shift-period.ts'
import { stopRules } from '../../../shared/domain/performance/time-kinds.ts'
import { totalsOf } from '../../../shared/domain/performance/totals.ts'
import { nantesTimes } from '../../support/shifts.ts'

const minute = 60_000
const shift = periodAt(nantesTimes, Date.parse('2027-03-15T06:00:00.000Z'))
const rules = {
  ...stopRules([
    { reasonId: 'break', name: 'Break', kind: 'planned' },
    { reasonId: 'format', name: 'Change of format', kind: 'changeover' },
    { reasonId: 'film', name: 'Film torn', kind: 'failure' },
  ]),
  counter: { rollsOverAt: 65_536, mostPerMinute: 80, books: false },
}

/** The shift of docs and plants: 60 min planned, 30 min unplanned, 30 min changeover, 13,000 made of which 12,740 are good. */
function theShift(): ShiftLog {
  const at = (minutes: number) => shift.from + minutes * minute
  const report = (minutes: number, state: 'execute' | 'stopped', reason?: string) => ({
    at: at(minutes),
    report: { at: at(minutes), sequence: minutes, state, ...(reason !== undefined && { reason }) },
  })
  const reading = (minutes: number, good: number, reject: number) => ({
    at: at(minutes),
    reading: {
      at: at(minutes),
      sequence: 1000 + minutes,
      good: `${good % 65_536}` as Decimal,
      reject: `${reject}` as Decimal,
    },
  })
  const readings = Array.from({ length: 480 }, (_, index) =>
    reading(index, 60_000 + Math.floor((12_740 * index) / 479), Math.floor((260 * index) / 479)),
  )
  const run = {
    orderId: 'PLAIN-1' as OrderId,
    stepId: 'bake' as StepId,
    product: 'LOAF-PLAIN' as MaterialId,
    from: shift.from,
    pieceMs: '1500' as Decimal,
  }
  const log = emptyLog(shift, 'BAGGER-1' as EquipmentId, { open: [shift], maintenance: [] })
  return logged({ ...log, runs: [run] }, [
    report(0, 'execute'),
    report(100, 'stopped', 'break'),
    report(160, 'execute'),
    report(200, 'stopped', 'film'),
    report(230, 'execute'),
    report(300, 'stopped', 'format'),
    report(330, 'execute'),
    ...readings,
  ])
}

describe('a shift of Nantes', () => {
  it('comes to its OEE, to the digit', () => {
    const elements = elementsOf(totalsOf(theShift(), rules, shift))
    expect(elements).toMatchObject({
      planned: 420 * minute,
      production: 360 * minute,
      setup: 30 * minute,
      good: '12740',
      rejected: '260',
    })
    const { availability, effectiveness, qualityRatio, oee } = indicatorsOf(elements)
    expect({ availability, effectiveness, qualityRatio, oee }).toEqual({
      availability: { value: '0.857143' },
      effectiveness: { value: '0.902778' },
      qualityRatio: { value: '0.98' },
      // 360/420 x 13,000/14,400 x 0.98
      oee: { value: '0.758333' },
    })
  })
})
