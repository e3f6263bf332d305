import { expect, test } from 'vitest'
import { dispositions, severities } from '../../../events/quality.ts'
import { letsGoOn, patienceFor } from '../../../shared/domain/quality/deviation.ts'
import { aDeviation } from '../../support/given.ts'

test('a deviation waits by its severity, as a major one until it is classified', () => {
  const hours = (severity?: (typeof severities)[number]) => patienceFor(aDeviation(severity ? { severity } : {})) / 3600
  expect([undefined, ...severities].map((it) => hours(it))).toEqual([4, 24, 4, 1])
})

test('the material of a deviation can be used only after use as is and rework', () => {
  expect(dispositions.filter(letsGoOn)).toEqual(['use-as-is', 'rework'])
})
