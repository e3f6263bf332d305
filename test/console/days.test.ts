import { expect, test } from 'vitest'
import { beginOf } from '../../console/src/words/local-time.ts'

test('the days of a plant begin with its own midnight, also on the days when the clock is changed', () => {
  expect(beginOf('2026-11-30', 'Europe/Paris')).toBe('2026-11-29T23:00:00.000Z')
  expect(beginOf('2026-07-01', 'Europe/Paris')).toBe('2026-06-30T22:00:00.000Z')
  expect(beginOf('2026-10-25', 'Europe/Paris')).toBe('2026-10-24T22:00:00.000Z')
  expect(beginOf('2026-10-26', 'Europe/Paris')).toBe('2026-10-25T23:00:00.000Z')
  expect(beginOf('2027-03-28', 'Europe/Paris')).toBe('2027-03-27T23:00:00.000Z')
  expect(beginOf('2027-03-29', 'Europe/Paris')).toBe('2027-03-28T22:00:00.000Z')
  expect(beginOf('2026-11-30', 'Europe/Dublin')).toBe('2026-11-30T00:00:00.000Z')
})
