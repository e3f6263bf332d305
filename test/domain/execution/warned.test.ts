import { expect, test } from 'vitest'
import { facts } from '../../../events/catalog.ts'
import type { Fact } from '../../../events/envelope.ts'
import { warningsIn } from '../../../shared/domain/execution/warned.ts'

/** Their warnings are those of the order after a correction, which is an exception of its own. */
const ofCorrection = ['andon.production.reversed.v1', 'andon.material.returned.v1']

/** Every act at a step that may pass a warning, by the catalogue: the order keeps the exception of it from the same commit on. */
const acts = Object.entries(facts).flatMap(([type, schema]) =>
  'shape' in schema && 'warnings' in schema.shape && 'stepId' in schema.shape && !ofCorrection.includes(type)
    ? [type]
    : [],
)

test('the catalogue has acts that pass warnings', () => {
  expect(acts).toContain('andon.unit.built.v1')
  expect(acts.length).toBeGreaterThan(7)
})

test.each(acts)('a warning to review in %s is shown to quality, because the release waits for it', (type) => {
  const warning = { code: 'line-over-tolerance', params: {}, detail: 'Too much.', review: true }
  const act = { stepId: 'mix', reason: 'It was wet', warnings: [warning] }
  // A result that makes a step repeat stands inside the fact.
  const data = type === 'andon.step.repeated.v1' ? { stepId: 'mix', because: act } : act
  const fact: Fact = JSON.parse(JSON.stringify({ type, data, actor: { name: 'Ada Moreau' } }))
  expect(warningsIn(fact)).toMatchObject([{ stepId: 'mix', isReviewed: true, person: 'Ada Moreau' }])
})
