import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { siteRoutes } from '../../functions/served.ts'
import { type SiteClient, signIn } from '../../local/demo/client.ts'
import { clientOf, type ProblemAnswer } from '../../shared/client/client.ts'
import { checkedFetch } from '../support/contract.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, read, releasedLot, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

/*
 * An operator in Lyon works in French, as a browser asks for it. What is refused, before the gate and by it, is told in French with the same
 * code and parameters that everybody else gets.
 */

const plant = useSharedPlant()
let crew: Crew
let ada: SiteClient
let english: SiteClient

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const inLanguage = async (language: 'fr' | 'en') => {
    const token = await signIn(plant().url, 'ada')
    const caller = { url: plant().url, token: () => token, newKey: () => randomUUID(), fetch: checkedFetch, language }
    return clientOf(siteRoutes, caller)
  }
  ada = await inLanguage('fr')
  english = await inLanguage('en')
  await approvedRecipe(crew, 'SIROP', [
    { stepId: 'peser', materials: [{ lineId: '10', materialId: 'SUCRE', quantity: kg('10') }] },
    { stepId: 'cuire', after: ['peser'] },
  ])
  await releasedLot(crew, 'SUCRE-1', 'SUCRE', kg('4.5'))
  await runningOrder(crew, 'ORDRE-1', 'SIROP')
})

test('the gate says in French why a step cannot start, and what the list of steps foresees', async () => {
  const answer = await ada.startStep({ orderId: 'ORDRE-1', stepId: 'cuire' })
  expect(answer).toMatchObject({
    status: 409,
    problem: {
      title: 'Une étape préalable n’est pas achevée',
      violations: [{ code: 'predecessor-incomplete', detail: expect.stringMatching(/^L’étape .*peser.*\.$/) }],
    },
  })
  expect(answer.headers.get('content-language')).toBe('fr')
  const { items } = await read(ada.listSteps({ orderId: 'ORDRE-1' }))
  const foreseen = items.find(({ stepId }) => stepId === 'cuire')?.violations
  expect(foreseen).toEqual(answer.ok ? undefined : answer.problem?.violations)
})

test('a lot that holds too little is told in French, with its amounts as data and as French writes them', async () => {
  accepted(await ada.startStep({ orderId: 'ORDRE-1', stepId: 'peser' }))
  const body = { stepId: 'peser', lineId: '10', lotId: 'SUCRE-1', quantity: kg('9.5') } as const
  const inFrench = await ada.consume({ orderId: 'ORDRE-1' }, body)
  expect(inFrench).toMatchObject({
    problem: {
      violations: [
        {
          code: 'lot-insufficient',
          params: { lotId: 'SUCRE-1', remaining: kg('4.5'), wanted: kg('9.5') },
          detail: expect.stringMatching(/^Le lot SUCRE-1 .*4,5 kg.*9,5 kg/),
        },
      ],
    },
  })
  const inEnglish = await english.consume({ orderId: 'ORDRE-1' }, body)
  if (inFrench.ok || inEnglish.ok) throw new Error('The plant took more than there is.')
  const data = (answer: typeof inFrench) =>
    answer.problem?.violations.map(({ code, variant, params, ref }) => ({ code, variant, params, ref }))
  expect(data(inFrench)).toEqual(data(inEnglish))
  expect(inEnglish.problem?.violations[0]?.detail).toMatch(/^Lot SUCRE-1 .*4\.5 kg.*9\.5 kg/)
})

test('the same command sent again is answered in the language that is asked for now', async () => {
  const key = randomUUID()
  const body = { stepId: 'peser', lineId: '99', lotId: 'SUCRE-1', quantity: kg('1') } as const
  const first = await english.consume({ orderId: 'ORDRE-1' }, body, { key })
  const again = await ada.consume({ orderId: 'ORDRE-1' }, body, { key })
  expect(first).toMatchObject({ problem: { violations: [{ detail: expect.stringMatching(/line/) }] } })
  expect(again).toMatchObject({ problem: { violations: [{ detail: expect.stringMatching(/ligne/) }] } })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
})

test('what a schema finds, and who may not, is told in French, too', async () => {
  const request = async (path: string, body: object) => {
    const answer = await plant().request('ada', 'POST', path, body, { 'accept-language': 'fr-FR' })
    return (await answer.json()) as ProblemAnswer
  }
  const sent = { stepId: 'peser', lotId: 7, quantity: { value: '0' } }
  const wrong = await request('/v1/orders/ORDRE-1/consumptions', sent)
  const said = wrong.violations
  expect(said.map(({ ref, detail }) => [ref, detail])).toEqual(
    expect.arrayContaining([
      ['body#/lineId', 'lineId manque.'],
      ['body#/lotId', 'lotId doit être une chaîne de caractères.'],
      ['body#/quantity/value', 'quantity.value doit être supérieur à zéro.'],
      ['body#/quantity/unit', 'quantity.unit manque.'],
    ]),
  )
  expect(wrong).toMatchObject({ title: expect.stringMatching(/requête/) })
  const forbidden = await request('/v1/lots/SUCRE-1/release', {})
  expect(forbidden).toMatchObject({
    status: 403,
    detail: expect.stringMatching(/ ne peut pas libérer le lot ; il faut le rôle qualité\.$/),
  })
})
