import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { unit } from '../../events/quantity.ts'
import { convert, sameDimension } from '../../shared/domain/quantity.ts'
import { dec } from '../support/given.ts'

/** Units that plants have and that Andon refused before it read the grammar of UCUM. They are no part of this repository. */
const file = new URL('../../../shared/cases/ucum/units.json', import.meta.url)
const isThere = existsSync(file)
if (!isThere) console.warn('SKIPPED: the cases of UCUM are not beside this repository (../shared/cases/ucum).')

const unitOf = (text: string) => unit.parse(text)

interface Cases {
  readonly comparableInUcumNotInAndon: readonly (readonly [one: string, other: string, factor: string])[]
  readonly plantUnitsRefused: readonly string[]
}
const cases: Cases = isThere
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { comparableInUcumNotInAndon: [], plantUnitsRefused: [] }

describe.runIf(isThere)('units of plants', () => {
  test('are read', () => {
    expect(cases.plantUnitsRefused.filter((text) => !unit.safeParse(text).success)).toEqual([])
  })

  test('are compared where UCUM compares them', () => {
    const apart = cases.comparableInUcumNotInAndon.filter(([one, other]) => !sameDimension(unitOf(one), unitOf(other)))
    expect(apart.map(([one, other]) => `${one} ${other}`)).toEqual([])
  })
})

test.each([
  ['212', '[degF]', 'Cel', '100'],
  ['1', 'MPa', 'bar', '10'],
  ['2.5', 'hL', 'L', '250'],
  ['1', 'kW.h', 'N.m', '3600000'],
])('%s %s is the same as %s %s', (value, from, to, result) => {
  expect(convert(dec(value), unitOf(from), unitOf(to))).toBe(result)
})
