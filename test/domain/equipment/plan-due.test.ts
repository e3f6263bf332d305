import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MaintenanceId } from '../../../events/identifiers.ts'
import { overdueFindings } from '../../../shared/domain/equipment/overdue.ts'
import { nextDue, planDue, type Upkeep } from '../../../shared/domain/equipment/plan-due.ts'
import { dec, later, machine, mixer, noon } from '../../support/given.ts'
import { aPlan, probePlan } from '../../support/maintenance.ts'
import { seeded } from '../../support/seeded.ts'
import { inWords } from '../../support/words.ts'

const id = 'M-1' as MaintenanceId
const never: Upkeep = { equipment: {}, done: undefined, totals: undefined }
const counted = (cycles: string, done?: { readonly cycles?: string }): Upkeep => ({
  equipment: {},
  done: done && { maintenanceId: id, at: noon, ...(done.cycles !== undefined && { cycles: dec(done.cycles) }) },
  totals: { runMs: undefined, cycles: dec(cycles) },
})

describe('a plan by the calendar', () => {
  const done = (at: string): Upkeep => ({ ...never, done: { maintenanceId: id, at } })

  test('is due at the end of the day, at the site, that its interval ends on', () => {
    expect(nextDue(aPlan(), '2027-02-27T23:30:00.000Z', 'Europe/Paris')).toBe('2027-03-30T22:00:00.000Z')
    expect(nextDue(aPlan({ every: { months: 1 } }), '2027-01-31T10:00:00.000Z')).toBe('2027-03-01T00:00:00.000Z')
    expect(nextDue(aPlan({ every: { months: 12, days: 1 } }), '2028-02-29T10:00:00.000Z')).toBe(
      '2029-03-02T00:00:00.000Z',
    )
  })

  test('is due, then overdue when its tolerance is over, to the millisecond', () => {
    const plan = aPlan({ tolerance: { days: 2 } })
    const stateAt = (at: string) => planDue(plan, done('2027-01-01T12:00:00.000Z'), at).state
    expect(stateAt('2027-01-31T23:59:59.999Z')).toBe('not-due')
    expect(stateAt('2027-02-01T00:00:00.000Z')).toBe('due')
    expect(stateAt('2027-02-02T23:59:59.999Z')).toBe('due')
    expect(stateAt('2027-02-03T00:00:00.000Z')).toBe('overdue')
  })

  test('that was never done is due by its first date, and overdue without one', () => {
    expect(planDue(aPlan({ firstDueAt: later(60) }), never, noon)).toMatchObject({ state: 'not-due', dueAt: later(60) })
    expect(planDue(aPlan(), never, noon)).toMatchObject({ state: 'overdue', reasons: [{ by: 'never-done' }] })
  })

  test('of a calibration follows the date of the equipment', () => {
    const equipment = { calibrationDueAt: later(60) }
    expect(planDue(probePlan(), { ...done('2020-01-01T00:00:00.000Z'), equipment }, noon)).toMatchObject({
      state: 'not-due',
      dueAt: later(60),
    })
  })

  test('is never due before it was done, and the later it was done the later it is due', () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    const zones = fc.constantFrom('UTC', 'Europe/Paris', 'Pacific/Auckland', 'America/St_Johns')
    const every = fc.record({ days: fc.integer({ min: 1, max: 800 }), months: fc.integer({ min: 1, max: 40 }) })
    fc.assert(
      fc.property(instants, instants, zones, every, (one, other, zone, span) => {
        const [first, second] = [one, other].map((it) => it.toISOString()).sort() as [string, string]
        const plan = aPlan({ every: span })
        const due = (at: string) => nextDue(plan, at, zone) ?? ''
        expect(due(first) > first).toBe(true)
        expect(due(second) >= due(first)).toBe(true)
      }),
      seeded('due dates', 300),
    )
  })
})

describe('a plan by use', () => {
  const byCycles = aPlan({ every: { cycles: '1000' }, tolerance: { cycles: '50' } })

  test('counts since it was done last, or in all', () => {
    expect(planDue(byCycles, counted('999'), noon)).toMatchObject({ state: 'not-due', reasons: [{ used: '999' }] })
    expect(planDue(byCycles, counted('1000'), noon).state).toBe('due')
    expect(planDue(byCycles, counted('1050'), noon).state).toBe('overdue')
    expect(planDue(byCycles, counted('1999', { cycles: '1000' }), noon).state).toBe('not-due')
  })

  test('says that it is unknown, and why, and never that it is not due', () => {
    const reasons = (upkeep: Upkeep) => planDue(byCycles, upkeep, noon)
    expect(reasons(never)).toMatchObject({ state: 'unknown', reasons: [{ unknown: 'not-counted' }] })
    expect(reasons(counted('5', {}))).toMatchObject({ state: 'unknown', reasons: [{ unknown: 'not-counted-then' }] })
    expect(reasons(counted('5', { cycles: '6' }))).toMatchObject({
      state: 'unknown',
      reasons: [{ unknown: 'went-back' }],
    })
    const both = aPlan({ every: { days: 30, hoursRun: '500' }, firstDueAt: later(60) })
    expect(planDue(both, never, noon).state).toBe('unknown')
  })

  test('takes the hours that a machine has run as they are given', () => {
    const plan = aPlan({ every: { hoursRun: '500' } })
    const run = (runMs: number) => planDue(plan, { ...never, totals: { runMs, cycles: undefined } }, noon).state
    expect(run(500 * 3_600_000 - 1)).toBe('not-due')
    expect(run(500 * 3_600_000)).toBe('overdue')
  })

  test('gets worse and never better with use, until it is done', () => {
    const states = ['not-due', 'due', 'unknown', 'overdue']
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (one, more) => {
        const rank = (cycles: number) => states.indexOf(planDue(byCycles, counted(String(cycles)), noon).state)
        expect(rank(one + more)).toBeGreaterThanOrEqual(rank(one))
      }),
      seeded('due by use', 300),
    )
  })
})

describe('what is overdue at an equipment', () => {
  const findings = (plan: ReturnType<typeof aPlan>, more = {}) =>
    overdueFindings({ equipment: mixer({ plans: [plan], ...more }), machine: machine() }, { at: noon })

  test('has the policy of its plan: maintenance warns and a calibration blocks, if it says nothing', () => {
    expect(findings(aPlan())).toMatchObject([{ policy: 'warn', violation: { ref: 'maintenance:MIXER-1/GREASE' } }])
    expect(findings(probePlan(), { calibrationDueAt: noon })).toMatchObject([
      { policy: 'block', violation: { code: 'equipment-calibration-due' } },
    ])
    expect(findings(aPlan({ policy: 'off' }))).toEqual([undefined])
    expect(findings(aPlan({ firstDueAt: later(1) }))).toEqual([])
  })

  test('says what is unknown of it', () => {
    const [found] = findings(aPlan({ every: { hoursRun: '500' } }))
    expect(found && inWords(found.violation)).toBe(
      'Whether Grease the bearing (GREASE) of MIXER-1 is due is unknown: it goes by hours, and nothing counts them. Have it done, or give a reason if the plan allows that.',
    )
  })
})
