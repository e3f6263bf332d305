import { beforeAll, describe, expect, test } from 'vitest'
import { type FactType, facts } from '../../events/catalog.ts'
import { type Fact, fact as factSchema, receipt } from '../../events/envelope.ts'
import { refusedFact, subjectTypes } from '../../events/names.ts'
import { refusals } from '../../events/refusals.ts'
import { verify } from '../../shared/usecases/commit/chain.ts'
import { sealed } from '../support/facts.ts'
import { assertInCatalog, type MemoryStore, memoryStore } from '../support/memory-store.ts'
import { everythingHappens } from '../support/story.ts'

let store: MemoryStore
let told: readonly Fact[]
beforeAll(async () => {
  store = memoryStore()
  // Every fact is held against its schema when the store takes it.
  await everythingHappens(store)
  told = store.allFacts()
})

describe('the catalog of facts', () => {
  /** Definitions of these are taken as they come; their kind of refusal stands ready for the first rule that refuses one. */
  const neverRefused: readonly FactType[] = [
    refusedFact.class,
    refusedFact.material,
    refusedFact.sublot,
    refusedFact.unit,
  ]

  test('has each kind that happens at a plant, and each kind happens', () => {
    const happened = [...new Set(told.map(({ type }) => type))]
    const expected = Object.keys(facts).filter((type) => !neverRefused.includes(type as FactType))
    expect(happened.sort()).toEqual(expected.sort())
  })

  test.each(Object.keys(facts))('%s is named as andon.<noun>.<past>.v<n>', (type) => {
    expect(factSchema.shape.type.safeParse(type).success).toBe(true)
  })

  test('has a refusal for every kind of subject', () => {
    expect(Object.keys(refusedFact).sort()).toEqual([...subjectTypes].sort())
  })

  /** What a device says is kept open for newer devices, and what we do not know of it is left out. */
  const fromDevices: readonly FactType[] = ['andon.equipment.state-changed.v1', 'andon.equipment.alarm-raised.v1']
  const closed = (Object.keys(facts) as FactType[]).filter((type) => !fromDevices.includes(type))

  test.each(closed)('%s takes no field that it does not know', (type) => {
    const example = told.find((fact) => fact.type === type)
    if (!example) return expect(neverRefused).toContain(type)
    const parse = (data: object) => facts[type].safeParse(data).success
    expect(parse(example.data)).toBe(true)
    expect(parse({ ...example.data, neverHeardOf: true })).toBe(false)
  })

  test('is what the proofs hold facts against: one that is not in it, or not as it says, is refused', () => {
    const [first] = told
    if (!first) throw new Error('Something has happened.')
    expect(() => assertInCatalog(first)).not.toThrow()
    expect(() => assertInCatalog(sealed({ ...first, type: 'andon.order.eaten.v1' }, first))).toThrow(
      'The catalog has no fact',
    )
    expect(() => assertInCatalog(sealed({ ...first, data: { ...first.data, more: 1 } }, first))).toThrow(
      'is not as the catalog says',
    )
  })
})

describe('what the facts of a plant say', () => {
  test('every chain of them is intact', () => {
    for (const subject of new Set(told.map((fact) => JSON.stringify(fact.subject))))
      expect(verify(store.factsOf(JSON.parse(subject))), subject).toMatchObject({ intact: true })
  })

  test('every fact can be shown as a receipt, without what only the record needs', () => {
    for (const { requestHash: _request, previousHash: _previous, ...shown } of told)
      expect(receipt.safeParse(shown).success).toBe(true)
  })

  test('nobody can sign with what they say: no fact holds a token', () => {
    expect(JSON.stringify(told)).not.toMatch(/token|"signer"|"verifier"/i)
  })

  test('what needs a signature has one, with printed name, time and meaning', () => {
    const signedTypes = [
      'andon.recipe.approved.v1',
      'andon.change.approved.v1',
      'andon.change.rejected.v1',
      'andon.deviation.dispositioned.v1',
      'andon.exception.reviewed.v1',
      'andon.batch.released.v1',
      'andon.batch.rejected.v1',
    ]
    for (const fact of told.filter(({ type }) => signedTypes.includes(type)))
      expect(fact.signatures, fact.type).toMatchObject([{ name: 'Quinn Delaney', signedAt: fact.recordedAt }])
  })
})

describe('the ways of saying no', () => {
  test.each(Object.entries(refusals))(
    '%s has a title for people and a status that HTTP knows',
    (code, { status, title }) => {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(title).toMatch(/^[A-Z].*[^.]$/)
      expect([400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503]).toContain(status)
    },
  )
})
