import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import type { OrderId } from '../../../events/identifiers.ts'
import { canonical } from '../../../shared/domain/canonical.ts'
import { noChain, seal, verify } from '../../../shared/usecases/commit/chain.ts'
import type { Place } from '../../../shared/usecases/commit/store.ts'
import { later, noon } from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

const comment = (text: string) =>
  ({ type: 'andon.order.commented.v1', data: { orderId: 'O-1' as OrderId, text } }) as const

const told = (number: number, before: Place | undefined): Fact =>
  seal(
    {
      factId: `fact-${number}`,
      site: 'lyon',
      subject: { type: 'order', id: 'O-1' },
      occurredAt: noon,
      recordedAt: later(number),
      actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
      ...comment(`Comment ${number}`),
      requestHash: `hash ${number}`,
    },
    before,
  )

const chainOf = (length: number): Fact[] => {
  const facts: Fact[] = []
  for (let number = 1; number <= length; number += 1) facts.push(told(number, facts.at(-1) ?? noChain))
  return facts
}

const aChain = fc.integer({ min: 2, max: 12 }).map(chainOf)
const withIndex = aChain.chain((facts) => fc.tuple(fc.constant(facts), fc.nat(facts.length - 1)))

describe('the facts of a subject', () => {
  test('are intact when they are all there as they were written, in whatever order they are read', () => {
    fc.assert(
      fc.property(
        aChain.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }))),
        ([facts, shuffled]) => {
          expect(verify(shuffled)).toEqual({ intact: true, entries: facts.length })
        },
      ),
    )
    expect(verify([])).toEqual({ intact: true, entries: 0 })
  })

  test('show that one was removed, by the one that follows it', () => {
    fc.assert(
      fc.property(
        withIndex.filter(([facts, at]) => at < facts.length - 1),
        ([facts, at]) => {
          const left = facts.filter((_, index) => index !== at)
          expect(verify(left)).toEqual({ intact: false, entries: left.length, firstBroken: facts[at + 1]?.factId })
        },
      ),
    )
  })

  test('show that the newest was removed, by where their subject says that they end', () => {
    fc.assert(
      fc.property(aChain, (facts) => {
        const end = facts.at(-1)
        const left = facts.slice(0, -1)
        expect(verify(facts, end)).toEqual({ intact: true, entries: facts.length })
        expect(verify(left, end)).toEqual({ intact: false, entries: left.length })
      }),
    )
    // A fact that was committed after the end was read is one more, and none that is missing.
    const facts = chainOf(5)
    expect(verify(facts, facts[3])).toEqual({ intact: true, entries: 5 })
  })

  const changes: readonly [what: string, change: (fact: Fact) => Fact][] = [
    ['its data', (fact) => ({ ...fact, ...comment('Never said') })],
    ['who acted', (fact) => ({ ...fact, actor: { ...fact.actor, name: 'Somebody else' } })],
    ['when', (fact) => ({ ...fact, recordedAt: later(-1) })],
    [
      'its signatures',
      (fact) => ({ ...fact, signatures: [{ personId: 'quinn', name: 'Quinn', meaning: 'approved', signedAt: noon }] }),
    ],
    ['the hash before', (fact) => ({ ...fact, previousHash: 'x' })],
    ['its own hash', (fact) => ({ ...fact, hash: 'x' })],
    ['its place, so that it would stand alone', (fact) => ({ ...fact, sequence: 0 })],
  ]

  test.each(changes)('show that of one was changed %s', (_what, change) => {
    fc.assert(
      fc.property(withIndex, ([facts, at]) => {
        const forged = facts.map((fact, index) => (index === at ? change(fact) : fact))
        expect(verify(forged).intact).toBe(false)
      }),
    )
  })

  test('show that one was written anew and sealed well, by the one that follows it', () => {
    fc.assert(
      fc.property(
        withIndex.filter(([facts, at]) => at < facts.length - 1),
        ([facts, at]) => {
          const {
            sequence: _sequence,
            previousHash: _previous,
            hash: _hash,
            ...content
          } = facts[at] ?? told(1, noChain)
          const anew = seal({ ...content, ...comment('Never said') }, facts[at - 1] ?? noChain)
          const forged = facts.map((fact, index) => (index === at ? anew : fact))
          expect(verify(forged)).toMatchObject({ intact: false, firstBroken: facts[at + 1]?.factId })
        },
      ),
    )
  })

  test('show that two changed places', () => {
    fc.assert(
      fc.property(
        aChain.chain((facts) => fc.tuple(fc.constant(facts), fc.nat(facts.length - 2))),
        ([facts, at]) => {
          const [one, other] = [facts[at], facts[at + 1]]
          if (!one || !other) throw new Error('The chain is that long.')
          const swapped = facts.map((fact) => {
            if (fact === one) return { ...fact, sequence: other.sequence }
            return fact === other ? { ...fact, sequence: one.sequence } : fact
          })
          expect(verify(swapped).intact).toBe(false)
        },
      ),
    )
  })

  test('show that one was put in between or told twice', () => {
    const facts = chainOf(5)
    expect(verify([...facts, told(3, facts[1])])).toMatchObject({ intact: false })
    expect(verify([...facts, ...facts.slice(2, 3)])).toMatchObject({ intact: false })
  })

  test('may have refusals beside them that stand alone, which show their own change', () => {
    const facts = chainOf(3)
    const alone = told(9, undefined)
    expect(verify([alone, ...facts])).toEqual({ intact: true, entries: 4 })
    expect(verify([{ ...alone, recordedAt: noon }, ...facts])).toMatchObject({ intact: false, firstBroken: 'fact-9' })
  })
})

describe('the canonical text of a value', () => {
  test('does not depend on the order of keys, nor on fields that are undefined', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonical({ ...reversed, absent: undefined, ...reversed })).toBe(canonical(value))
      }),
    )
  })

  test('is another text for another value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        // JSON itself writes minus zero as zero.
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
        expect(canonical(one) === canonical(other)).toBe(same)
      }),
      { numRuns: histories(500) },
    )
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, it]) => ({ key, it: sorted(it) }))
    .concat({ key: 'object', it: true })
}
