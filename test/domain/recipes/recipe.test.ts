import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RecipeId } from '../../../events/identifiers.ts'
import { draftRecipe as draftBody, recipeDocument } from '../../../events/recipe.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import type { Documents } from '../../../shared/domain/change.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { type Effective, statusAt, versionInForce } from '../../../shared/domain/effective.ts'
import {
  approveRecipe,
  draftRecipe,
  retireRecipe,
  returnRecipe,
  reviewRecipe,
  submitRecipe,
} from '../../../shared/domain/recipes/approval.ts'
import type { Recipe } from '../../../shared/domain/recipes/recipe.ts'
import { exported, importRecipe } from '../../../shared/domain/recipes/recipe-document.ts'
import { judgeVerifiedSignature } from '../../../shared/domain/signature.ts'
import {
  ada,
  by,
  codes,
  draftOf,
  erik,
  later,
  noon,
  olga,
  quinn,
  recipe,
  signed,
  signedBy,
  syrup,
  unsigned,
} from '../../support/given.ts'
import { nested } from '../../support/procedures.ts'

const id = { recipeId: 'SYRUP' as RecipeId, version: '1' }
const plant = { equipmentClasses: new Set(['mixer']), materials: new Map() }
const inReview = (more: Partial<Recipe> = {}) => {
  const { effectiveFrom: _none, ...rest } = recipe({ status: 'in-review', ...more })
  return rest
}
const effective = (more: Partial<Effective> = {}): Effective => ({
  recipeId: id.recipeId,
  schedule: [{ version: '1', from: noon }],
  latest: '1',
  signaturesNeeded: 1,
  purpose: 'production',
  ...more,
})
const saved = <Kind extends 'recipe' | 'effective'>(decision: Decision, kind: Kind): Documents[Kind] => {
  const changes = decision.outcome === 'accepted' ? decision.changes : []
  const found = changes.find((it) => it.change === 'save' && it.kind === kind)
  if (found?.change !== 'save') throw new Error(`No ${kind} is saved by ${JSON.stringify(decision)}.`)
  return found.value as Documents[Kind]
}
const submit = (found: Recipe, more: { effective?: Effective; signed?: ReturnType<typeof signed> } = {}) =>
  submitRecipe(found, more.effective, plant, more.signed, by(erik, later(5)))
const approve = (found: Recipe, who = signed(quinn), from?: string, known?: Effective) =>
  approveRecipe(found, known, from, who, by(quinn))

describe('a draft', () => {
  test('is its author’s, and of everybody who writes it again', () => {
    const decision = draftRecipe(undefined, undefined, id, draftOf(), by(erik))
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.recipe.drafted.v1', data: id },
      changes: [{ kind: 'recipe', id: 'SYRUP@1', value: { status: 'draft', authorId: 'erik', authors: ['erik'] } }],
    })
    const again = draftRecipe(recipe({ status: 'draft', holds: ['H-1'] }), undefined, id, draftOf(), by(olga))
    expect(saved(again, 'recipe')).toMatchObject({ authorId: 'olga', authors: ['erik', 'olga'], holds: ['H-1'] })
  })

  test('remembers which version had been approved last before it', () => {
    const second = draftRecipe(undefined, effective(), { ...id, version: '2' }, draftOf(), by(erik))
    expect(saved(second, 'recipe').before).toBe('1')
    expect(saved(draftRecipe(undefined, undefined, id, draftOf(), by(erik)), 'recipe')).not.toHaveProperty('before')
  })

  test.each(['in-review', 'approved', 'retired'] as const)('that is %s is drafted no more', (status) => {
    expect(codes(draftRecipe(recipe({ status }), undefined, id, draftOf(), by(erik)))).toEqual(['recipe-wrong-status'])
  })
})

test('a version takes the place of none that is for something else', () => {
  const forRework = effective({ purpose: 'rework' })
  expect(codes(approve(inReview(), signed(quinn), undefined, forRework))).toEqual(['recipe-invalid'])
  expect(codes(approve(inReview(), signed(quinn), undefined, effective()))).toEqual([])
})

describe('a version that is submitted', () => {
  test('is in review, and is submitted once', () => {
    const decision = submit(recipe({ status: 'draft' }))
    expect(saved(decision, 'recipe')).toMatchObject({ status: 'in-review', submittedAt: later(5), signatures: [] })
    expect(codes(submit(inReview()))).toEqual(['recipe-wrong-status'])
  })

  test('may bear the signature of an author, and of nobody else', () => {
    const decision = submit(recipe({ status: 'draft' }), { signed: signed(erik, 'authored') })
    expect(saved(decision, 'recipe').signatures).toMatchObject([{ personId: 'erik', meaning: 'authored' }])
    expect(decision).toMatchObject({ signatures: [{ name: 'Erik Lindqvist' }], spent: ['token-1'] })
    const another = submit(recipe({ status: 'draft' }), { signed: signed(olga, 'authored') })
    expect(codes(another)).toEqual(['signature-wrong-role'])
    expect(codes(submit(recipe({ status: 'draft' }), { signed: unsigned }))).toEqual(['signature-missing'])
  })

  test('is of its submitter too, who then may not approve it', () => {
    const decision = submitRecipe(recipe({ status: 'draft', authors: ['olga'] }), undefined, plant, undefined, by(erik))
    expect(codes(approve(saved(decision, 'recipe'), signed(erik)))).toEqual(['signature-same-person'])
  })

  test('is refused with the faults that it has anywhere and those that it has here', () => {
    const bad = recipe({ status: 'draft', batchSize: { ...syrup.batchSize, max: { value: '1', unit: 'kg' } } })
    const nowhere = { equipmentClasses: new Set<string>(), materials: new Map() }
    expect(submitRecipe(bad, undefined, nowhere, undefined, by(erik))).toMatchObject({
      violations: [{ ref: 'batchSize' }, { ref: 'steps/mix/equipmentClass' }],
    })
  })

  test('may not need fewer signatures than a version that was approved before', () => {
    const known = effective({ signaturesNeeded: 2 })
    expect(submit(recipe({ status: 'draft', signaturesNeeded: 1 }), { effective: known })).toMatchObject({
      violations: [{ code: 'recipe-invalid', ref: 'signaturesNeeded' }],
    })
    expect(submit(recipe({ status: 'draft', signaturesNeeded: 2 }), { effective: known }).outcome).toBe('accepted')
  })
})

describe('a version that is reviewed', () => {
  test('stays in review, with the signature of one more person', () => {
    const decision = reviewRecipe(inReview(), 'Read twice', signed(olga, 'reviewed'))
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.reviewed.v1', data: { ...id, status: 'in-review', comment: 'Read twice' } },
      signatures: [{ name: 'Olga Petrova' }],
    })
    expect(saved(decision, 'recipe')).toMatchObject({ status: 'in-review', signatures: [{ personId: 'olga' }] })
  })

  test('is so by somebody who has not written it and has not signed it yet', () => {
    const review = (found: Recipe, who: Caller) => codes(reviewRecipe(found, undefined, signed(who, 'reviewed')))
    expect(review(inReview(), erik)).toEqual(['signature-same-person'])
    expect(review(inReview({ signatures: signed(olga, 'reviewed').signatures }), olga)).toEqual([
      'signature-same-person',
    ])
    expect(review(recipe({ status: 'draft' }), olga)).toEqual(['recipe-wrong-status'])
    expect(codes(reviewRecipe(inReview(), undefined, unsigned))).toEqual(['signature-missing'])
  })
})

describe('a version that is approved', () => {
  test('is the one that new orders take from then on', () => {
    const decision = approve(inReview())
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.approved.v1', data: { ...id, status: 'approved', effectiveFrom: noon } },
      signatures: [{ name: 'Quinn Delaney' }],
      spent: ['token-1'],
    })
    expect(saved(decision, 'recipe')).toMatchObject({
      status: 'approved',
      effectiveFrom: noon,
      signatures: [{ personId: 'quinn', meaning: 'approved', signedAt: noon }],
    })
    expect(saved(decision, 'effective')).toEqual(effective())
  })

  test('is not so by its author, unsigned, before its submission or with a fault', () => {
    expect(codes(approve(inReview({ authors: ['erik', 'quinn'] })))).toEqual(['signature-same-person'])
    expect(codes(approve(inReview(), unsigned))).toEqual(['signature-missing'])
    const steps = draftOf({ ...syrup, steps: [{ stepId: 'a', name: 'A', after: ['a'] }] }).steps
    expect(codes(approve(recipe({ status: 'draft', steps }), unsigned))).toEqual([
      'recipe-wrong-status',
      'recipe-invalid',
      'signature-missing',
    ])
  })

  test.each<[signers: string, found: Partial<Recipe>, needed: number, refusals: readonly string[]]>([
    ['the approver alone', {}, 1, []],
    ['the approver alone', {}, 2, ['signature-missing']],
    ['author and approver', { signatures: signed(erik, 'authored').signatures }, 2, []],
    ['reviewer and approver', { signatures: signed(olga, 'reviewed').signatures }, 2, []],
    ['reviewer and approver', { signatures: signed(olga, 'reviewed').signatures }, 3, ['signature-missing']],
    [
      'one person, twice',
      { signatures: signed(quinn, 'reviewed').signatures },
      2,
      ['signature-same-person', 'signature-missing'],
    ],
    [
      'author, reviewer and approver',
      {
        signatures: [...signed(erik, 'authored').signatures, ...signed(olga, 'reviewed').signatures],
      },
      3,
      [],
    ],
  ])('signed by %s (%j), where it needs %i', (_signers, more, signaturesNeeded, refusals) => {
    expect(codes(approve(inReview({ ...more, signaturesNeeded })))).toEqual(refusals)
  })

  test('may be signed by two people at once: one approves and another verifies', () => {
    const both = (signer: Caller, verifier: Caller) => {
      const presented = { ...signedBy(signer, 'approved'), verifier: signedBy(verifier, 'verified').signer }
      const rule = { meanings: ['approved'], roles: ['quality'] } as const
      return judgeVerifiedSignature(presented as never, rule, ['supervisor', 'quality'], by(quinn))
    }
    const decision = approve(inReview({ signaturesNeeded: 2 }), both(quinn, olga))
    expect(decision).toMatchObject({ outcome: 'accepted' })
    expect(decision.outcome === 'accepted' && decision.spent).toHaveLength(2)
    expect(saved(decision, 'recipe').signatures).toMatchObject([
      { personId: 'quinn', meaning: 'approved' },
      { personId: 'olga', meaning: 'verified' },
    ])
    expect(approve(inReview({ signaturesNeeded: 2 }), both(quinn, quinn))).toMatchObject({
      violations: [{ code: 'signature-same-person', ref: 'signature/verifier' }, { code: 'signature-missing' }],
    })
    expect(approve(inReview(), both(quinn, ada))).toMatchObject({
      violations: [{ code: 'signature-wrong-role', ref: 'signature/verifier' }],
    })
  })

  test('is never so by fewer different people than it needs, whoever signs in whatever order', () => {
    const people = [erik, olga, quinn, ada]
    const signatures = fc.array(fc.constantFrom(...people), { maxLength: 4 })
    fc.assert(
      fc.property(signatures, fc.constantFrom(...people), fc.integer({ min: 1, max: 3 }), (signers, last, needed) => {
        const earlier = signers.reduce<Recipe>(
          (found, who) => {
            const decision = reviewRecipe(found, undefined, signed(who, 'reviewed'))
            return decision.outcome === 'accepted' ? saved(decision, 'recipe') : found
          },
          inReview({ signaturesNeeded: needed }),
        )
        const decision = approve(earlier, signed(last))
        if (decision.outcome === 'refused') return
        const names = saved(decision, 'recipe').signatures.map(({ personId }) => personId)
        expect(new Set(names).size).toBe(names.length)
        expect(names.length).toBeGreaterThanOrEqual(needed)
        expect(names).not.toContain('erik')
      }),
    )
  })
})

describe('which version new orders take', () => {
  /** Version 1 from noon; the others are approved at a second after noon, and take effect at another. */
  const plan = (...approvals: readonly (readonly [version: string, at: number, from?: number])[]) =>
    approvals.reduce<{ effective: Effective; versions: Recipe[] }>(
      (known, [version, at, from]) => {
        const decision = approveRecipe(
          inReview({ version }),
          known.effective,
          from === undefined ? undefined : later(from),
          signed(quinn),
          by(quinn, later(at)),
        )
        return {
          effective: saved(decision, 'effective'),
          versions: [...known.versions, saved(decision, 'recipe')],
        }
      },
      { effective: effective(), versions: [recipe()] },
    )
  const statuses = ({ effective: known, versions }: ReturnType<typeof plan>, at: number) =>
    versions.map((it) => statusAt(it, known, later(at)))

  test('is the one before until the instant at which the next takes effect, and the next from then on', () => {
    const known = plan(['2', 10, 60])
    expect(statuses(known, 10)).toEqual(['effective', 'approved'])
    expect(statuses(known, 59.999)).toEqual(['effective', 'approved'])
    expect(statuses(known, 60)).toEqual(['superseded', 'effective'])
    expect(versionInForce(known.effective, later(59.999))).toBe('1')
    expect(versionInForce(known.effective, later(60))).toBe('2')
  })

  test('is at once the one that names no time, or one that has passed', () => {
    expect(statuses(plan(['2', 10]), 10)).toEqual(['superseded', 'effective'])
    const backdated = plan(['2', 10, 5])
    expect(backdated.versions[1]?.effectiveFrom).toBe(later(10))
  })

  test('follows the times of taking effect, not those of approval; of one instant the later approval', () => {
    const known = plan(['2', 10, 100], ['3', 20, 60], ['4', 30, 60])
    expect([59, 60, 100].map((at) => versionInForce(known.effective, later(at)))).toEqual(['1', '4', '2'])
    expect(statuses(known, 60)).toEqual(['superseded', 'approved', 'superseded', 'effective'])
  })

  test('keeps what is over no longer than until the next approval', () => {
    const known = plan(['2', 10, 60], ['3', 70, 100])
    expect(known.effective).toMatchObject({ schedule: [{ version: '2' }, { version: '3' }], latest: '3' })
  })

  test('is none when the one in force is retired: what it superseded does not come back', () => {
    const retire = (known: Effective, version: string, at: number) =>
      saved(retireRecipe(recipe({ version }), known, by(erik, later(at))), 'effective')
    const known = plan(['2', 10, 60]).effective
    expect(versionInForce(retire(known, '2', 61), later(61))).toBeUndefined()
    expect(versionInForce(retire(known, '2', 20), later(61))).toBe('1')
    const early = retire(known, '1', 20)
    expect([20, 60].map((at) => versionInForce(early, later(at)))).toEqual([undefined, '2'])
  })

  test('needs as many signatures as any version of it has needed', () => {
    const first = approve(inReview({ signaturesNeeded: 2, signatures: signed(olga, 'reviewed').signatures }))
    expect(saved(first, 'effective').signaturesNeeded).toBe(2)
    expect(saved(approve(inReview(), signed(quinn), undefined, saved(first, 'effective')), 'effective')).toMatchObject({
      signaturesNeeded: 2,
    })
  })

  test('is at any instant the one with the newest time that has come', () => {
    const approvals = fc.array(fc.record({ wait: fc.nat(20), preIssued: fc.nat(50) }), { maxLength: 8 })
    fc.assert(
      fc.property(approvals, fc.nat(100), (steps, after) => {
        let now = 0
        const turns = steps.map(({ wait, preIssued }, index) => {
          now += wait
          return [`${index + 2}`, now, now + preIssued] as const
        })
        const asked = now + after
        const due = [['1', 0, 0] as const, ...turns].filter(([, , from]) => from <= asked)
        const newest = due.reduce((best, it) => (it[2] >= best[2] ? it : best))
        expect(versionInForce(plan(...turns).effective, later(asked))).toBe(newest[0])
      }),
    )
  })
})

describe('a version that is retired', () => {
  test('is so once, from any state, and leaves the schedule if it stands there', () => {
    const kinds = (decision: Decision) =>
      decision.outcome === 'accepted' ? decision.changes.map((it) => it.change === 'save' && it.kind) : []
    expect(kinds(retireRecipe(recipe(), effective(), by(erik)))).toEqual(['recipe', 'effective'])
    expect(retireRecipe(recipe({ version: '2' }), effective(), by(erik))).toMatchObject({
      changes: [{ kind: 'recipe' }, { kind: 'effective', value: effective() }],
    })
    expect(kinds(retireRecipe(recipe({ status: 'draft' }), undefined, by(erik)))).toEqual(['recipe'])
    expect(codes(retireRecipe(recipe({ status: 'retired' }), undefined, by(erik)))).toEqual(['recipe-wrong-status'])
  })
})

describe('a version that is returned', () => {
  test('is a draft again, without what was signed of it', () => {
    const reviewed = recipe({ status: 'in-review', submittedAt: noon, signatures: signed(olga, 'reviewed').signatures })
    const decision = returnRecipe(reviewed, 'The seal is missing')
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.returned.v1', data: { status: 'draft', reason: 'The seal is missing' } },
      changes: [{ value: { status: 'draft', signatures: [], authors: reviewed.authors } }],
    })
    expect(decision).not.toHaveProperty('changes.0.value.submittedAt')
  })

  test('is one that waits for its approval', () => {
    for (const status of ['draft', 'approved', 'retired'] as const)
      expect(codes(returnRecipe(recipe({ status }), 'Too late'))).toEqual(['recipe-wrong-status'])
  })
})

describe('a recipe document', () => {
  test('brings the same recipe to another plant, as a draft of the one who brings it', () => {
    fc.assert(
      fc.property(nested, (shape) => {
        const before = recipe({ ...shape, signaturesNeeded: 2 })
        const document = recipeDocument.parse(JSON.parse(JSON.stringify(exported(before, 'lyon'))))
        const decision = importRecipe(undefined, undefined, plant, document, by(olga))
        const after = saved(decision, 'recipe')
        expect(after).toMatchObject({ status: 'draft', authors: ['olga'], signatures: [], holds: [] })
        expect(exported(after, 'lyon')).toEqual(exported(before, 'lyon'))
        expect(draftBody.parse(document.recipe)).toEqual(document.recipe)
      }),
    )
  })

  test('names what the recipe refers to, and no state of the plant that it comes from', () => {
    const document = exported(recipe({ holds: ['H-1'] }), 'lyon')
    expect(document).toMatchObject({
      format: 'andon-recipe',
      formatVersion: 1,
      site: 'lyon',
      ...id,
      refersTo: {
        materials: ['ACTIVE', 'SUCROSE', 'SYRUP'],
        equipmentClasses: ['mixer'],
        qualifications: ['weighing'],
      },
    })
    expect(Object.keys(document.recipe).sort()).toEqual([
      'batchSize',
      'procedures',
      'product',
      'purpose',
      'signaturesNeeded',
      'steps',
    ])
  })

  test('is taken with its faults, each of them named, and never over a version that exists', () => {
    const document = exported(recipe({ batchSize: { ...syrup.batchSize, max: { value: '1', unit: 'kg' } } }), 'lyon')
    const nowhere = { equipmentClasses: new Set<string>(), materials: new Map() }
    expect(importRecipe(undefined, undefined, nowhere, document, by(erik))).toMatchObject({
      outcome: 'accepted',
      fact: { data: { importedFrom: 'lyon', faults: [{ ref: 'batchSize' }, { ref: 'steps/mix/equipmentClass' }] } },
    })
    expect(codes(importRecipe(recipe(), undefined, plant, document, by(erik)))).toEqual(['already-exists'])
  })
})
