import { describe, expect, it } from 'vitest'
import { fieldAt, instantOf } from '../../console/src/words/local-time.ts'

const zone = 'Europe/Paris'

describe('A local time of the plant in a field', () => {
  it.each([
    ['2027-01-15T08:30', '2027-01-15T07:30:00.000Z'],
    ['2027-07-15T08:30', '2027-07-15T06:30:00.000Z'],
    // The clocks change on 28 March and 31 October 2027.
    ['2027-03-28T01:59', '2027-03-28T00:59:00.000Z'],
    ['2027-03-28T03:00', '2027-03-28T01:00:00.000Z'],
    ['2027-10-31T03:00', '2027-10-31T02:00:00.000Z'],
  ])('%s is the instant %s, wherever the browser is', (local, instant) => {
    expect(instantOf(local, zone)).toBe(instant)
    expect(fieldAt(Date.parse(instant), zone)).toBe(local)
  })
})
