import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { produce } from '../../events/order.ts'
import { serialsUpTo } from '../../events/serials.ts'
import { announceUnits, mostAnnounced } from '../../events/unit.ts'
import { faultsOf } from '../../shared/usecases/schema-faults.ts'

const list = serialsUpTo(100)
const numbers = (...entries: unknown[]) => list.parse(entries)
const faults = (...entries: unknown[]) => {
  const read = list.safeParse(entries)
  return read.error?.issues.flatMap((it) => faultsOf(it, 'body', entries)).map(({ ref, variant }) => [ref, variant])
}

describe('a list of serial numbers', () => {
  it('is written out in its order, single numbers and ranges alike', () => {
    expect(numbers('X-1', { from: 'P008', to: 'P011' }, 'P100')).toEqual([
      'X-1',
      'P008',
      'P009',
      'P010',
      'P011',
      'P100',
    ])
    expect(numbers({ from: 'P001', to: 'P001' })).toEqual(['P001'])
    expect(numbers({ from: '0099', to: '0100' })).toEqual(['0099', '0100'])
    expect(numbers({ from: '2027-A9', to: '2027-A9' })).toEqual(['2027-A9'])
  })

  it('counts the last digits only, however many there are', () => {
    const [first, last] = [`${'9'.repeat(29)}8`, '9'.repeat(30)]
    expect(numbers({ from: `P${first}`, to: `P${last}` })).toEqual([`P${first}`, `P${last}`])
  })

  it('says every fault at its place', () => {
    expect(
      faults(
        { from: 'P001', to: 'Q002' },
        { from: 'P9', to: 'P10' },
        { from: 'P002', to: 'P001' },
        { from: 'A', to: 'B' },
        'P-1',
      ),
    ).toEqual([
      ['body#/0/to', 'range-unlike'],
      ['body#/1/to', 'range-unlike'],
      ['body#/2/to', 'range-backwards'],
      ['body#/3/to', 'range-unlike'],
    ])
    expect(faults({ from: '-', to: '-' }, { from: 'P1' }, '', { from: 'P1', to: 'P1', step: 1 })).toEqual([
      ['body#/0/from', 'identifier'],
      ['body#/0/to', 'identifier'],
      ['body#/1/to', 'missing'],
      ['body#/2', 'identifier'],
      ['body#/3/step', 'unknown-field'],
    ])
  })

  it('is bounded before it is written out', () => {
    expect(faults({ from: 'P0000000000000000001', to: 'P9999999999999999999' })).toEqual([
      ['body#', 'too-many-serials'],
    ])
    expect(faults({ from: 'P001', to: 'P100' }, 'X')).toEqual([['body#', 'too-many-serials']])
    expect(numbers({ from: 'P001', to: 'P100' })).toHaveLength(100)
  })

  it('gives as many numbers as lie between both ends, each once and of one width', () => {
    const range = fc
      .record({ prefix: fc.constantFrom('', 'P', 'P-', 'A1-B'), first: fc.nat(999), more: fc.nat(99) })
      .filter(({ first, more }) => first + more <= 999)
    const written = (value: number) => String(value).padStart(3, '0')
    fc.assert(
      fc.property(range, ({ prefix, first, more }) => {
        const serials = numbers({ from: prefix + written(first), to: prefix + written(first + more) })
        expect(serials).toHaveLength(more + 1)
        expect(new Set(serials).size).toBe(more + 1)
        expect(serials.every((it) => it.length === prefix.length + 3)).toBe(true)
        expect(serials.map(String)).toEqual([...serials].sort())
      }),
    )
  })

  it('announces fifty pumps in one call, and makes forty', () => {
    expect(announceUnits.parse({ lotId: 'PMP-1', serials: [{ from: 'P001', to: 'P050' }] }).serials).toHaveLength(50)
    expect(mostAnnounced).toBeGreaterThanOrEqual(50)
    const made = { stepId: 'pack', lotId: 'PMP-1', quantity: { value: '40', unit: '{each}' } }
    expect(produce.parse({ ...made, serials: [{ from: 'P001', to: 'P040' }] }).serials).toHaveLength(40)
    expect(produce.safeParse({ ...made, serials: [{ from: 'P001', to: 'P041' }] }).success).toBe(false)
  })
})
