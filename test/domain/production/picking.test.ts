import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Instant, LotId, MaterialId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import {
  type Candidate,
  comesBefore,
  nextOf,
  proposePicks,
  turnOf,
  usableOf,
} from '../../../shared/domain/production/picking.ts'
import { add, isMore, subtract, zero } from '../../../shared/domain/quantity.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { benchOf, dispense, shelves } from '../../support/dispensing.ts'
import { aStep, dec, g, kg, later, lot, noon, order, snapshot } from '../../support/given.ts'

const sum = (values: readonly Decimal[]) => values.reduce(add, zero)
const amount = fc.integer({ min: 0, max: 4000 }).map((it) => String(it / 100))
const materialId = fc.constantFrom('SUGAR', 'SYRUP') as fc.Arbitrary<MaterialId>
const seconds = fc.integer({ min: -3, max: 12 })

/** Lots in every state, of two materials, in part set aside for the order or for others. */
const aShelf = fc
  .array(
    fc.record({
      materialId,
      remaining: amount,
      own: amount,
      others: amount,
      status: fc.constantFrom('released', 'released', 'released', 'quarantine', 'rejected') as fc.Arbitrary<
        Lot['status']
      >,
      expires: fc.option(seconds, { nil: undefined }),
      received: seconds,
      isHeld: fc.nat({ max: 5 }).map((it) => it === 0),
    }),
    { maxLength: 8 },
  )
  .map((found) =>
    found.map(({ materialId: of, remaining, own, others, status, expires, received, isHeld }, index) => ({
      own,
      lot: lot({
        lotId: `L-${index}` as LotId,
        materialId: of,
        quantity: remaining,
        remaining,
        status,
        reserved: add(dec(own), dec(others)),
        receivedAt: later(received) as Instant,
        holds: isHeld ? ['H-1'] : [],
        ...(expires !== undefined && { expiresAt: later(expires) as Instant }),
      }),
    })),
  )
const aFloor = fc
  .record({
    shelf: aShelf,
    issueRule: fc.constantFrom('fefo' as const, 'fifo' as const),
    needs: fc.tuple(amount, amount).map((all) => all.map((it) => add(dec(it), dec('0.01')))),
  })
  .map(({ shelf, issueRule, needs }) => {
    const materials = needs.map((value, index) => ({
      lineId: `${index}`,
      materialId: 'SUGAR',
      quantity: kg(value),
      alternates: index === 0 ? [] : [{ materialId: 'SYRUP' }],
    }))
    const candidates = shelf.map(({ lot: found }): Candidate => ({ lot: found, issueRule }))
    const reserved = Object.fromEntries(
      shelf.filter(({ own }) => isMore(dec(own), dec('0'))).map(({ lot: { lotId }, own }) => [lotId, kg(own)]),
    )
    return { candidates, issueRule, step: aStep('boil', { materials }), now: order({ reserved }) }
  })

describe('the proposal for the lines of an order', () => {
  test('covers each line, or contains all usable stock and names the shortage; no stock is proposed twice', () => {
    fc.assert(
      fc.property(aFloor, ({ candidates, step, now }) => {
        const proposals = proposePicks(now, snapshot({ steps: [step] }), candidates, noon)
        expect(proposals).toHaveLength(2)
        const taken = (lotId: string) =>
          sum(proposals.flatMap(({ lots }) => lots.filter((it) => it.lotId === lotId).map((it) => it.quantity.value)))
        for (const { lot: found } of candidates)
          expect(isMore(taken(found.lotId), usableOf({ lot: found }, now, noon)), found.lotId).toBe(false)
        for (const { needed, lots, short } of proposals)
          expect(sum([...lots.map((it) => it.quantity.value), short?.value ?? zero])).toBe(needed.value)
        for (const { lots, short, lineId } of proposals)
          if (short)
            for (const { lot: found } of candidates)
              if (found.materialId === 'SUGAR' || lineId === '1')
                expect(
                  isMore(usableOf({ lot: found }, now, noon), taken(found.lotId)),
                  `${found.lotId} ${lots.length}`,
                ).toBe(false)
      }),
    )
  })

  test('uses up a lot that comes first before it takes free stock of the next', () => {
    fc.assert(
      fc.property(aFloor, ({ candidates, issueRule, step, now }) => {
        const [{ lots = [] } = {}] = proposePicks(now, snapshot({ steps: [step] }), candidates, noon)
        const ownOf = (lotId: string) => now.reserved?.[lotId]?.value ?? zero
        const lotOf = (lotId: string) => candidates.find((it) => it.lot.lotId === lotId)?.lot as Lot
        const free = lots.filter((it) => isMore(it.quantity.value, ownOf(it.lotId)))
        for (const { lotId } of free)
          for (const { lot: other } of candidates) {
            if (other.materialId !== 'SUGAR' || turnOf(other, issueRule) >= turnOf(lotOf(lotId), issueRule)) continue
            const took = lots.find((it) => it.lotId === other.lotId)?.quantity.value ?? '0'
            expect(subtract(usableOf({ lot: other }, now, noon), dec(took))).toBe('0')
          }
      }),
    )
  })

  test('begins with the next lot of an issue, and no lot comes before that', () => {
    fc.assert(
      fc.property(aFloor, ({ candidates, step, now }) => {
        for (const line of step.materials) {
          const next = nextOf(candidates, line, now, noon)
          const usable = candidates.filter(
            ({ lot: found }) =>
              isMore(usableOf({ lot: found }, now, noon), dec('0')) &&
              (line.lineId === '1' || found.materialId === 'SUGAR'),
          )
          expect(next === undefined).toBe(usable.length === 0)
          if (next) for (const other of usable) expect(comesBefore(other, next.lot, line, now)).toBe(false)
        }
      }),
    )
  })
})

test('a line with potency is proposed by mass, and its compensator with what remains for it', () => {
  const step = dispense()
  const bench = benchOf(step)
  const picks = () =>
    proposePicks(
      bench.order(),
      snapshot({ steps: [step] }),
      shelves.map((it) => ({ lot: { ...bench.lot(it.lotId), reserved: zero }, issueRule: 'fefo' as const })),
      noon,
    ).map(({ lineId, needed, lots }) => [lineId, needed.value, lots.map((it) => [it.lotId, it.quantity.value])])
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })
  expect(picks()[0]).toEqual(['10', '526.315789473684', [['ACT-1', '0.526315789474']]])
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('555.6') })
  expect(picks()[0]).toEqual(['20', '3.944442105263', [['LAC-1', '3.944442105263']]])
})
