import { describe, expect, test } from 'vitest'
import { sampleLot, scrapLot } from '../../../shared/domain/stock/scrap-and-samples.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { ada, by, codes, dec, each, kg, lot, noon, olga, sublot, whyNot } from '../../support/given.ts'

const at = by(ada)
const { sublotId } = sublot()

describe('scrap and samples', () => {
  test('take stock of any status, and no held stock', () => {
    const rejected = lot({ status: 'rejected', expiresAt: noon })
    expect(scrapLot({ lot: rejected }, { reason: 'Caked' }, by(olga))).toMatchObject({
      fact: { type: 'andon.lot.scrapped.v1', data: { quantity: kg('100'), reason: 'Caked' } },
      changes: [{ change: 'issue', value: '100', into: 'scrapped' }],
    })
    expect(
      sampleLot({ lot: lot({ status: 'quarantine' }) }, { quantity: { value: dec('50'), unit: 'g' } }, at),
    ).toMatchObject({
      fact: { type: 'andon.lot.sampled.v1', data: { quantity: kg('0.05') } },
      changes: [{ change: 'issue', value: '0.05', into: 'sampled' }],
    })
    expect(codes(scrapLot({ lot: lot({ holds: ['H-1'] }) }, { reason: 'Caked' }, by(olga)))).toEqual(['lot-on-hold'])
    expect(codes(sampleLot({ lot: lot() }, { quantity: kg('100.1') }, at))).toEqual(['lot-insufficient'])
    expect(codes(scrapLot({ lot: lot({ remaining: '0' }) }, { reason: 'Caked' }, by(olga)))).toEqual([
      'lot-insufficient',
    ])
  })

  test('take all that is left of a sublot, unless a quantity is given', () => {
    const stock = { lot: lot({ inSublots: '100' }), sublot: sublot() }
    const body = { reason: 'Caked', sublotId }
    expect(scrapLot(stock, body, by(olga))).toMatchObject({ changes: [{ sublotId: 'A', value: '25' }] })
  })

  test('take no packed sublot by itself', () => {
    const stock = { lot: pumps(), sublot: aUnit('S-1', { containerId: 'CASE-1' }) }
    const { sublotId } = aUnit()
    const tried = [
      scrapLot(stock, { sublotId, reason: 'It is dented' }, by(ada)),
      sampleLot(stock, { sublotId, quantity: each('1') }, by(ada)),
    ]
    expect(tried.map(codes)).toEqual([['sublot-packed'], ['sublot-packed']])
  })
})

describe('reserved stock', () => {
  test.each([
    ['10', '90'],
    ['100', '0'],
  ])('makes a quantity necessary: %s kg of it', (reserved, free) => {
    expect(whyNot(scrapLot({ lot: lot({ reserved }) }, { reason: 'Caked' }, by(olga)))).toEqual([
      [
        'lot-reserved/all',
        { lotId: 'SUC-1', remaining: kg('100'), reserved: kg(reserved), free: kg(free) },
        'lot:SUC-1',
      ],
    ])
  })

  test('is not taken if a quantity is given', () => {
    const stock = { lot: lot({ reserved: '80' }) }
    expect(scrapLot(stock, { quantity: kg('20'), reason: 'Caked' }, by(olga))).toMatchObject({
      changes: [{ change: 'issue', value: '20', into: 'scrapped' }],
    })
    expect(codes(sampleLot(stock, { quantity: kg('20.1') }, at))).toEqual(['lot-reserved'])
  })
})

test('a serialised unit leaves whole', () => {
  const sublot = aUnit('S-1')
  const scrap = (value: string) =>
    scrapLot({ lot: pumps(), sublot }, { quantity: each(value), sublotId: sublot.sublotId, reason: 'Dented' }, by(ada))
  expect(codes(scrap('0.3'))).toEqual(['unit-mismatch'])
  expect(scrap('1').outcome).toBe('accepted')
})
