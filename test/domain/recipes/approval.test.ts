import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as approval from '../../../shared/domain/recipes/approval.ts'
import { judgeVerifiedSignature } from '../../../shared/domain/signature.ts'
import * as given from '../../support/given.ts'
import { by, erik, inForce, later, noon, olga, quinn, recipe, saved, signed, whyNot } from '../../support/given.ts'

type Recipe = ReturnType<typeof recipe>
type Told = Parameters<typeof recipe>[0]

const id = { recipeId: recipe().recipeId, version: '1' }
const plant = { equipmentClasses: new Set(['mixer']), materials: new Map() }
const nowhere = { equipmentClasses: new Set<string>(), materials: new Map() }
const inReview = (more: Told = {}): Recipe => {
  const { effectiveFrom: _none, ...rest } = recipe({ status: 'in-review', ...more })
  return rest
}
const wrongStatus = (variant: string, status: string) => [
  `recipe-wrong-status/${variant}`,
  { recipeId: 'SYRUP', version: '1', status },
  undefined,
]
const samePerson = (variant: string, signer: string, ref = 'signature/signer') => [
  `signature-same-person/${variant}`,
  { signer },
  ref,
]
const unsigned = ['signature-missing', { roles: ['quality'], meanings: ['approved'] }, 'signature/signer']

describe('drafting a version', () => {
  test('has as authors everyone who writes it', () => {
    const decision = approval.draftRecipe(undefined, undefined, id, given.draftOf(), by(erik))
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.drafted.v1', data: { ...id, recipe: given.draftOf() } },
      changes: [{ kind: 'recipe', id: 'SYRUP@1', value: { status: 'draft', authorId: 'erik', authors: ['erik'] } }],
    })
    const written = recipe({ status: 'draft', holds: ['H-1'] })
    expect(saved(approval.draftRecipe(written, undefined, id, given.draftOf(), by(olga)), 'recipe')).toMatchObject({
      authorId: 'olga',
      authors: ['erik', 'olga'],
      holds: ['H-1'],
    })
  })

  test('stores the version that was approved last before it', () => {
    const second = approval.draftRecipe(undefined, inForce('1'), { ...id, version: '2' }, given.draftOf(), by(erik))
    expect(saved(second, 'recipe')).toMatchObject({ before: '1' })
    const first = approval.draftRecipe(undefined, undefined, id, given.draftOf(), by(erik))
    expect(saved(first, 'recipe')).not.toHaveProperty('before')
  })

  test.each(['in-review', 'approved', 'retired'] as const)('is refused for one that is %s', (status) => {
    expect(whyNot(approval.draftRecipe(recipe({ status }), undefined, id, given.draftOf(), by(erik)))).toEqual([
      wrongStatus('not-a-draft', status),
    ])
  })
})

describe('submitting a version', () => {
  const draft = (more: Told = {}) => recipe({ status: 'draft', ...more })
  const submit = (
    found: Recipe,
    more: { effective?: ReturnType<typeof inForce>; signed?: ReturnType<typeof signed>; at?: typeof nowhere } = {},
  ) => approval.submitRecipe(found, more.effective, more.at ?? plant, more.signed, by(erik, later(5)))

  test('puts it in review, without signatures from before', () => {
    const decision = submit(draft({ signatures: signed(olga).signatures }))
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.submitted.v1', data: { ...id, status: 'in-review' } },
    })
    expect(saved(decision, 'recipe')).toMatchObject({ status: 'in-review', submittedAt: later(5), signatures: [] })
  })

  test.each(['in-review', 'approved', 'retired'] as const)('is refused for one that is %s', (status) => {
    expect(whyNot(submit(recipe({ status })))).toEqual([wrongStatus('not-a-draft', status)])
  })

  test('takes the signature of an author, and of no one else', () => {
    const decision = submit(draft(), { signed: signed(erik, 'authored') })
    expect(saved(decision, 'recipe').signatures).toMatchObject([{ personId: 'erik', meaning: 'authored' }])
    expect(decision).toMatchObject({ signatures: [{ name: 'Erik Lindqvist' }], spent: ['token-1'] })
    // Whoever submits it is an author by that, and may sign it at once.
    expect(given.codes(submit(draft({ authors: ['olga'] }), { signed: signed(erik, 'authored') }))).toEqual([])
    expect(whyNot(submit(draft(), { signed: signed(olga, 'authored') }))).toEqual([
      ['signature-wrong-role/not-an-author', { signer: 'Olga Petrova' }, 'signature/signer'],
    ])
    expect(whyNot(submit(draft(), { signed: given.unsigned }))).toEqual([unsigned])
  })

  test('makes the submitter an author, who then does not approve it', () => {
    const submitted = saved(submit(draft({ authors: ['olga'] })), 'recipe')
    expect(submitted.authors).toEqual(['olga', 'erik'])
    expect(whyNot(approval.approveRecipe(submitted, undefined, undefined, signed(erik), by(erik)))).toEqual([
      samePerson('author', 'Erik Lindqvist'),
    ])
  })

  test('is refused with its own faults and its faults at this plant', () => {
    const bad = draft({ batchSize: { ...given.syrup.batchSize, max: given.kg('1') } })
    expect(submit(bad, { at: nowhere })).toMatchObject({
      violations: [{ ref: 'batchSize' }, { ref: 'steps/mix/equipmentClass' }],
    })
  })

  test('needs no fewer signatures than a version that was approved before', () => {
    const effective = inForce('1', { signaturesNeeded: 2 })
    expect(whyNot(submit(draft({ signaturesNeeded: 1 }), { effective }))).toEqual([
      ['recipe-invalid/fewer-signatures', { recipeId: 'SYRUP', needed: 2 }, 'signaturesNeeded'],
    ])
    expect(given.codes(submit(draft({ signaturesNeeded: 2 }), { effective }))).toEqual([])
  })
})

describe('reviewing a version', () => {
  const review = (found: Recipe, who: ReturnType<typeof signed>) => approval.reviewRecipe(found, undefined, who)

  test('adds the signature of one more person, and leaves it in review', () => {
    const before = inReview({ signatures: signed(erik, 'authored').signatures })
    const decision = approval.reviewRecipe(before, 'Read twice', signed(olga, 'reviewed'))
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.reviewed.v1', data: { ...id, status: 'in-review', comment: 'Read twice' } },
      signatures: [{ name: 'Olga Petrova' }],
      spent: ['token-1'],
    })
    expect(saved(decision, 'recipe')).toMatchObject({
      status: 'in-review',
      signatures: [{ personId: 'erik' }, { personId: 'olga' }],
    })
    expect(review(inReview(), signed(olga, 'reviewed'))).not.toHaveProperty('fact.data.comment')
  })

  test('is for a person who has not written or signed it', () => {
    expect(whyNot(review(inReview(), signed(erik, 'reviewed')))).toEqual([samePerson('author', 'Erik Lindqvist')])
    const seen = inReview({ signatures: signed(olga, 'reviewed').signatures })
    expect(whyNot(review(seen, signed(olga, 'reviewed')))).toEqual([samePerson('signed-before', 'Olga Petrova')])
  })

  test('is for a version in review, and signed', () => {
    for (const status of ['draft', 'approved', 'retired'] as const)
      expect(whyNot(review(recipe({ status }), given.unsigned))).toEqual([
        wrongStatus('not-in-review', status),
        unsigned,
      ])
  })
})

describe('approving a version', () => {
  const approve = (found: Recipe, who = signed(quinn), from?: string, known?: ReturnType<typeof inForce>) =>
    approval.approveRecipe(found, known, from, who, by(quinn))

  test('makes it the one that new orders take from then on', () => {
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
    expect(saved(decision, 'effective')).toEqual(inForce('1'))
  })

  test('takes effect at its time, or at once where that has passed', () => {
    const from = (at: string) => saved(approve(inReview(), signed(quinn), at), 'recipe').effectiveFrom
    expect(from(later(1))).toBe(later(1))
    expect(from(noon)).toBe(noon)
    expect(from(later(-1))).toBe(noon)
  })

  test('is refused to an author, unsigned, before the submission and with a fault, and all of that at once', () => {
    expect(whyNot(approve(inReview({ authors: ['erik', 'quinn'] })))).toEqual([samePerson('author', 'Quinn Delaney')])
    expect(whyNot(approve(inReview(), given.unsigned))).toEqual([unsigned])
    const { steps } = given.draftOf({ ...given.syrup, steps: [{ stepId: 'a', name: 'A', after: ['a'] }] })
    expect(given.codes(approve(recipe({ status: 'draft', steps }), given.unsigned))).toEqual([
      'recipe-wrong-status',
      'recipe-invalid',
      'signature-missing',
    ])
  })

  test('is refused for a version with another purpose than those before it', () => {
    expect(whyNot(approve(inReview(), signed(quinn), undefined, inForce('1', { purpose: 'rework' })))).toEqual([
      ['recipe-invalid/other-purpose', { recipeId: 'SYRUP', purpose: 'production', others: 'rework' }, 'purpose'],
    ])
    expect(given.codes(approve(inReview(), signed(quinn), undefined, inForce('1')))).toEqual([])
  })

  const by2 = (...who: (typeof olga)[]) => ({ signatures: who.flatMap((it) => signed(it, 'reviewed').signatures) })
  test.each<[signers: string, found: Told & object, needed: number, refusals: readonly string[]]>([
    ['the approver alone', {}, 1, []],
    ['the approver alone', {}, 2, ['signature-missing']],
    ['an author and the approver', by2(erik), 2, []],
    ['a reviewer and the approver', by2(olga), 2, []],
    ['a reviewer and the approver', by2(olga), 3, ['signature-missing']],
    ['one person, twice', by2(quinn), 2, ['signature-same-person', 'signature-missing']],
    ['an author, a reviewer and the approver', by2(erik, olga), 3, []],
  ])('signed by %s (%j) where it needs %i', (_signers, more, signaturesNeeded, refusals) => {
    expect(given.codes(approve(inReview({ ...more, signaturesNeeded })))).toEqual(refusals)
  })

  test('shows how many people it needs, and who has signed', () => {
    expect(whyNot(approve(inReview({ ...by2(olga), signaturesNeeded: 3 })))).toEqual([
      [
        'signature-missing/people',
        { version: '1', recipeId: 'SYRUP', needed: 3, people: ['Olga Petrova', 'Quinn Delaney'] },
        'signature',
      ],
    ])
  })

  test('may be signed by two people together: one approves and another verifies', () => {
    const both = (signer: typeof quinn, verifier: typeof quinn) => {
      const second = given.signedBy(verifier, 'verified').signer
      const presented = { ...given.signedBy(signer, 'approved'), ...(second && { verifier: second }) }
      const rule = { meanings: ['approved'], roles: ['quality'] } as const
      return judgeVerifiedSignature(presented, rule, ['supervisor', 'quality'], by(quinn))
    }
    const decision = approve(inReview({ signaturesNeeded: 2 }), both(quinn, olga))
    expect(given.accepted(decision).spent).toHaveLength(2)
    expect(saved(decision, 'recipe').signatures).toMatchObject([
      { personId: 'quinn', meaning: 'approved' },
      { personId: 'olga', meaning: 'verified' },
    ])
    expect(whyNot(approve(inReview({ signaturesNeeded: 2 }), both(quinn, quinn)))).toMatchObject([
      samePerson('signed-before', 'Quinn Delaney', 'signature/verifier'),
      ['signature-missing/people', {}, 'signature'],
    ])
    expect(whyNot(approve(inReview(), both(quinn, given.ada)))).toMatchObject([
      ['signature-wrong-role', {}, 'signature/verifier'],
    ])
  })

  test('is never by fewer different people than it needs, whoever signs in whatever order', () => {
    const people = [erik, olga, quinn, given.ada]
    const signers = fc.array(fc.constantFrom(...people), { maxLength: 4 })
    let approved = 0
    fc.assert(
      fc.property(signers, fc.constantFrom(...people), fc.integer({ min: 1, max: 3 }), (earlier, last, needed) => {
        const read = earlier.reduce<Recipe>(
          (found, who) => {
            const decision = approval.reviewRecipe(found, undefined, signed(who, 'reviewed'))
            return decision.outcome === 'accepted' ? saved(decision, 'recipe') : found
          },
          inReview({ signaturesNeeded: needed }),
        )
        const decision = approve(read, signed(last))
        if (decision.outcome === 'refused') return
        approved += 1
        const names = saved(decision, 'recipe').signatures.map(({ personId }) => personId)
        expect(new Set(names).size).toBe(names.length)
        expect(names.length).toBeGreaterThanOrEqual(needed)
        expect(names).not.toContain('erik')
      }),
    )
    expect(approved).toBeGreaterThan(0)
  })
})

describe('returning a version', () => {
  test('makes it a draft again, without its signatures', () => {
    const reviewed = inReview({ submittedAt: noon, signatures: signed(olga, 'reviewed').signatures })
    const decision = approval.returnRecipe(reviewed, 'The seal is missing')
    expect(decision).toMatchObject({
      fact: { type: 'andon.recipe.returned.v1', data: { ...id, status: 'draft', reason: 'The seal is missing' } },
      changes: [{ value: { status: 'draft', signatures: [], authors: reviewed.authors } }],
    })
    expect(decision).not.toHaveProperty('changes.0.value.submittedAt')
  })

  test.each(['draft', 'approved', 'retired'] as const)('is refused for one that is %s', (status) => {
    expect(whyNot(approval.returnRecipe(recipe({ status }), 'Too late'))).toEqual([
      wrongStatus('nothing-to-return', status),
    ])
  })
})

describe('retiring a version', () => {
  const retire = (found: Recipe, effective?: ReturnType<typeof inForce>) =>
    approval.retireRecipe(found, effective, by(erik, later(60)))

  test.each(['draft', 'in-review', 'approved'] as const)('is possible for one that is %s', (status) => {
    expect(retire(recipe({ status }))).toMatchObject({
      fact: { type: 'andon.recipe.retired.v1', data: { ...id, status: 'retired' } },
      changes: [{ kind: 'recipe', value: { status: 'retired' } }],
    })
  })

  test('takes it out of the schedule, where it stands there', () => {
    const known = inForce('1', {
      schedule: [
        { version: '1', from: noon },
        { version: '2', from: later(90) },
      ],
    })
    expect(saved(retire(recipe(), known), 'effective').schedule).toEqual([{ version: '2', from: later(90) }])
    // Written also where nothing changes, so that nobody brings the version into force at the same instant.
    expect(saved(retire(recipe({ version: '9' }), known), 'effective')).toEqual(known)
    expect(given.kinds(retire(recipe()))).toEqual(['recipe'])
  })

  test('is refused the second time', () => {
    expect(whyNot(retire(recipe({ status: 'retired' })))).toEqual([
      ['recipe-wrong-status/retired', { recipeId: 'SYRUP', version: '1' }, undefined],
    ])
  })
})
