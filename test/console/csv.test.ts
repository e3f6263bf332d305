import { describe, expect, it } from 'vitest'
import { csv } from '../../console/src/look/csv.ts'

const cellOf = (value: string | number): string | undefined =>
  csv([{ head: 'Text', value: (it: string | number) => it }], [value])
    .split('\r\n')
    .slice(1, -1)
    .join('\n')

describe('A cell of a CSV file of the console', () => {
  it.each(['=1+1', '+1+1', '-2+3+cmd|calc!A0', '-1 kg', '@SUM(A1)', '\tx', '＝1+1', '－1+1', '-'])(
    'is no formula: %s',
    (text) => {
      expect(cellOf(text)).toBe(`'${text}`)
    },
  )

  it('is no formula either where it is quoted', () => {
    expect(cellOf(`-2+3+cmd|' /C calc'!A0,"x"`)).toBe(`"'-2+3+cmd|' /C calc'!A0,""x"""`)
  })

  it.each(['-4.5', '+2', -3, '12.500', 'SUC-1', ''])('stays as it is: %s', (value) => {
    expect(cellOf(value)?.replaceAll('"', '')).toBe(String(value))
  })
})
