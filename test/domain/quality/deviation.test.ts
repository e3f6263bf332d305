import { expect, test } from 'vitest'
import { dispositions, severities } from '../../../events/quality.ts'
import { letsGoOn, patienceFor } from '../../../shared/domain/quality/deviation.ts'
import { aDeviation, later } from '../../support/given.ts'

test('a deviation waits by its severity, as a major one until it is classified', () => {
  const hours = (severity?: (typeof severities)[number]) =>
    patienceFor(aDeviation(severity ? { severity } : {}), later(60)) / 3600
  expect([undefined, ...severities].map((it) => hours(it))).toEqual([4, 24, 4, 1])
})

test('the material of a deviation can be used only after use as is and rework', () => {
  expect(dispositions.filter(letsGoOn)).toEqual(['use-as-is', 'rework'])
})

test('is escalated less often with age, so that its workflow lives a year on less than a tenth of the 25,000 events of its history', () => {
  const eventsOfAWait = 12
  for (const severity of severities) {
    let [age, escalations] = [0, 0]
    for (; age < 365 * 86_400; escalations += 1) {
      const patience = patienceFor(aDeviation({ severity, openedAt: later(0) }), later(age))
      expect(patience).toBeGreaterThanOrEqual(age / 10 - 1)
      age += patience
    }
    expect(escalations).toBeGreaterThan(25)
    expect(escalations * eventsOfAWait).toBeLessThan(2500)
  }
})
