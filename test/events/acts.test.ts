import { expect, test } from 'vitest'
import { acts as english } from '../../events/sentences/acts/english.ts'
import { acts as french } from '../../events/sentences/acts/french.ts'
import { english as said } from '../../events/sentences/english.ts'
import { french as dit } from '../../events/sentences/french.ts'
import { siteRoutes } from '../../functions/served.ts'

test('every command of the plant has words for what a person wants by it', () => {
  const commands = siteRoutes.filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId)
  expect(commands.filter((name) => !Object.hasOwn(english, name))).toEqual([])
  expect(Object.keys(french)).toEqual(Object.keys(english))
})

test('a refusal among the exceptions of a batch says what the person wanted to do', () => {
  const refused = { person: 'Ada Moreau', command: 'completeStep', because: { detail: 'torque-1 has no result.' } }
  expect(said['record/exception-refused'](refused, () => 'torque-1 has no result.')).toBe(
    'Ada Moreau wanted to complete the step, and was refused: torque-1 has no result.',
  )
  expect(dit['record/exception-refused'](refused, () => 'torque-1 n’a pas de résultat.')).toBe(
    'Ada Moreau a voulu terminer l’étape, et s’est vu opposer un refus : torque-1 n’a pas de résultat.',
  )
})

test('a person without the role is told what they may not do, and not the name of an operation', () => {
  const forbidden = { person: 'Vera', operation: 'completeStep', roles: ['operator'] }
  expect(said.forbidden(forbidden)).toBe('Vera may not complete the step; it takes the role operator.')
  expect(said.forbidden({ ...forbidden, operation: 'listPersons' })).toBe(
    'Vera may not call listPersons; it takes the role operator.',
  )
})
