import { expect, test } from 'vitest'
import { countedSince } from '../../local/life/counting.ts'

test.each([
  ['goes on counting', 1200, 1290, 90],
  ['stands', 1200, 1200, 0],
  ['rolls over after its highest number', 65_500, 20, 56],
  ['starts at zero after a power cut', 31_000, 75, 75],
])('a counter that %s', (_, last, now, counted) => {
  expect(countedSince(last, now)).toBe(counted)
})
