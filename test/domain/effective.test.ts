import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scheduled, statusAt, unscheduled, versionInForce } from '../../shared/domain/effective.ts'
import { inForce, later, noon, recipe } from '../support/given.ts'

/** Version 1 from noon; each other one is approved at a second after noon, and takes effect at another. */
const plan = (...approvals: readonly (readonly [version: string, at: number, from: number])[]) =>
  approvals.reduce(
    (known, [version, at, from]) => scheduled(known, recipe({ version }), later(from), later(at)),
    inForce('1'),
  )
const turn = (version: string, from: number) => ({ version, from: later(from) })

describe('the version that new orders take', () => {
  test('is the old one until the instant at which the next takes effect', () => {
    const known = plan(['2', 10, 60])
    expect(versionInForce(known, later(59.999))).toBe('1')
    expect(versionInForce(known, later(60))).toBe('2')
    expect(versionInForce(known, later(-0.001))).toBeUndefined()
    expect(versionInForce(undefined, noon)).toBeUndefined()
  })

  test('follows the effective dates, not the approvals; for the same date, the later approval', () => {
    const known = plan(['2', 10, 100], ['3', 20, 60], ['4', 30, 60])
    expect([59, 60, 100].map((at) => versionInForce(known, later(at)))).toEqual(['1', '4', '2'])
  })

  test('is at any instant the one with the newest effective date so far', () => {
    const approvals = fc.array(fc.record({ wait: fc.nat(20), ahead: fc.nat(50) }), { maxLength: 8 })
    fc.assert(
      fc.property(approvals, fc.nat(100), (steps, after) => {
        let now = 0
        const turns = steps.map(({ wait, ahead }, index) => {
          now += wait
          return [`${index + 2}`, now, now + ahead] as const
        })
        const asked = now + after
        const due = [['1', 0, 0] as const, ...turns].filter(([, , from]) => from <= asked)
        const newest = due.reduce((best, it) => (it[2] >= best[2] ? it : best))
        expect(versionInForce(plan(...turns), later(asked))).toBe(newest[0])
      }),
    )
  })
})

describe('the schedule', () => {
  test('of the first version is that version', () => {
    expect(
      scheduled(undefined, recipe({ version: '7', signaturesNeeded: 2, purpose: 'rework' }), later(5), noon),
    ).toEqual({
      recipeId: 'SYRUP',
      schedule: [turn('7', 5)],
      latest: '7',
      signaturesNeeded: 2,
      purpose: 'rework',
    })
  })

  test('drops past versions at the next approval', () => {
    expect(plan(['2', 10, 60], ['3', 59, 100]).schedule).toEqual([turn('1', 0), turn('2', 60), turn('3', 100)])
    expect(plan(['2', 10, 60], ['3', 60, 100])).toMatchObject({
      schedule: [turn('2', 60), turn('3', 100)],
      latest: '3',
    })
  })

  test('needs as many signatures as any version has needed', () => {
    const known = inForce('1', { signaturesNeeded: 2 })
    expect(scheduled(known, recipe({ signaturesNeeded: 1 }), noon, noon).signaturesNeeded).toBe(2)
    expect(scheduled(known, recipe({ signaturesNeeded: 3 }), noon, noon).signaturesNeeded).toBe(3)
  })

  test('loses a version that is removed, and no older one comes back into force', () => {
    const known = plan(['2', 10, 60])
    expect(versionInForce(unscheduled(known, '2', later(61)), later(61))).toBeUndefined()
    expect(versionInForce(unscheduled(known, '2', later(20)), later(61))).toBe('1')
    const early = unscheduled(known, '1', later(20))
    expect([20, 60].map((at) => versionInForce(early, later(at)))).toEqual([undefined, '2'])
    expect(unscheduled(known, '9', later(20))).toEqual(known)
  })
})

describe('the API shows of a version', () => {
  test.each(['draft', 'in-review', 'retired'] as const)('%s as that, whenever it takes effect', (status) => {
    expect(statusAt(recipe({ status }), inForce('1'), noon)).toBe(status)
  })

  test('an approved one as approved until its time, as effective while new orders take it, as superseded after', () => {
    const known = plan(['2', 10, 60])
    const [one, two] = [recipe(), recipe({ version: '2', effectiveFrom: later(60) })]
    const seen = (at: number) => [one, two].map((it) => statusAt(it, known, later(at)))
    expect(seen(10)).toEqual(['effective', 'approved'])
    expect(seen(59.999)).toEqual(['effective', 'approved'])
    expect(seen(60)).toEqual(['superseded', 'effective'])
    expect(statusAt(one, undefined, noon)).toBe('superseded')
  })

  test('an approved one without a date as approved', () => {
    const { effectiveFrom: _none, ...untimed } = recipe()
    expect(statusAt(untimed, inForce('1'), noon)).toBe('approved')
  })
})
