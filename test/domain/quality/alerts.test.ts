import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Alerts,
  alerted,
  alertPartOf,
  alertParts,
  allAlerts,
  isAlerted,
  noAlerts,
  withoutAlert,
} from '../../../shared/domain/quality/alerts.ts'
import { seeded } from '../../support/seeded.ts'

const act = fc.record({
  does: fc.constantFrom('place', 'place', 'end'),
  hold: fc.integer({ min: 0, max: 30 }),
  subject: fc.record({ type: fc.constantFrom('lot', 'order', 'material'), id: fc.constantFrom('A', 'B', 'C') }),
})

describe('the parts in which the alerts of a site stand', () => {
  test('say together what one list of all holds says, whatever is placed and ended', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
        const parts = new Map<string, Alerts>()
        let whole = noAlerts
        for (const { does, hold, subject } of acts) {
          const holdId = `H-${hold}`
          const part = parts.get(alertPartOf(holdId)) ?? noAlerts
          expect(isAlerted(part, holdId)).toBe(isAlerted(whole, holdId))
          if (does === 'end') {
            parts.set(alertPartOf(holdId), withoutAlert(part, holdId))
            whole = withoutAlert(whole, holdId)
          } else if (!isAlerted(whole, holdId)) {
            parts.set(alertPartOf(holdId), alerted(part, holdId, subject as Parameters<typeof alerted>[2]))
            whole = alerted(whole, holdId, subject as Parameters<typeof alerted>[2])
          }
        }
        const together = allAlerts([...parts.values()])
        expect(together.spreading).toEqual(whole.spreading)
        const sorted = ({ materials }: Alerts) =>
          Object.fromEntries(Object.entries(materials).map(([id, holds]) => [id, holds.toSorted()]))
        expect(sorted(together)).toEqual(sorted(whole))
      }),
      seeded('parts of the alerts', 500),
    )
  })

  test('take about as many holds each', () => {
    const holds = Array.from({ length: 4000 }, (_, index) => `hold-${(index * 7919).toString(36)}`)
    const counts = alertParts.map((part) => holds.filter((id) => alertPartOf(id) === part).length)
    for (const count of counts) expect(count).toBeGreaterThan(800)
  })
})
