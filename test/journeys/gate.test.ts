import { beforeAll, describe, expect, test } from 'vitest'
import type { Meaning } from '../../events/signature.ts'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const mixers = ['GATE-1', 'GATE-2', 'GATE-3'] as const
const defineMixer = (id: string, more: Partial<Said<'defineEquipment'>> = {}) =>
  crew.erik.defineEquipment(
    { equipmentId: id },
    { name: id, level: 'work-unit', equipmentClass: 'gate-mixer', ...more },
  )
const outlook = async (orderId: string, stepId: string, who: keyof Crew & ('ada' | 'ben') = 'ada') => {
  const { body } = accepted(await crew[who].listSteps({ orderId }))
  const found = body.items.find((it) => it.stepId === stepId)
  if (found === undefined) throw new Error(`The order ${orderId} has no step ${stepId}.`)
  return found
}
const override = async (orderId: string, stepId: string, ref: string, who: 'olga' | 'quinn' = 'olga') =>
  crew.ada.overrideStep(
    { orderId, stepId },
    {
      ref,
      reason: 'Measured again in the lab',
      ...(await crew.sign(who, 'approved')),
    },
  )

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const id of mixers) accepted(await defineMixer(id))
})

describe('two people who start the same step at the same instant', () => {
  test('are told apart: one has started it, the other reads why not', async () => {
    await approvedRecipe(crew, 'RACE', [{ stepId: 'mix' }])
    for (const orderId of ['RACE-1', 'RACE-2', 'RACE-3', 'RACE-4', 'RACE-5']) {
      await runningOrder(crew, orderId, 'RACE')
      const answers = await Promise.all(
        (['ada', 'ben'] as const).map((who) => crew[who].startStep({ orderId, stepId: 'mix' })),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      expect(answers.flatMap(codesOf)).toEqual(['step-already-started'])
    }
  })

  test('are told apart on one mixer too, and the other one starts when it is free', async () => {
    await approvedRecipe(crew, 'SHARE', [{ stepId: 'mix', equipmentClass: 'gate-mixer' }])
    await runningOrder(crew, 'SHARE-1', 'SHARE')
    await runningOrder(crew, 'SHARE-2', 'SHARE')
    const orders = ['SHARE-1', 'SHARE-2'] as const
    const answers = await Promise.all(
      orders.map((id) => crew.ada.startStep({ orderId: id, stepId: 'mix' }, { equipmentId: 'GATE-1' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(answers.flatMap(codesOf)).toEqual(['equipment-occupied'])
    const [first, second] = answers[0]?.status === 200 ? orders : ([...orders].reverse() as [string, string])
    const seen = await outlook(second, 'mix')
    expect(seen).toMatchObject({ canStart: true, violations: [] })
    expect(seen.equipment.map((it) => it.canStart)).toEqual([false, true, true])
    accepted(await crew.ada.completeStep({ orderId: first, stepId: 'mix' }))
    accepted(await crew.ada.startStep({ orderId: second, stepId: 'mix' }, { equipmentId: 'GATE-1' }))
    accepted(await crew.ada.completeStep({ orderId: second, stepId: 'mix' }))
  })
})

describe('a step that nobody can start', () => {
  test('says so beforehand, with what each equipment has against it, and the command says the same', async () => {
    await approvedRecipe(crew, 'WHY', [
      { stepId: 'clean', equipmentClass: 'why-mixer', kind: 'cleaning', cleanFor: { value: '8', unit: 'h' } },
      { stepId: 'mix', equipmentClass: 'why-mixer', capabilities: ['vacuum'], qualifications: ['vacuum-mixing'] },
    ])
    const past = '2021-01-01T00:00:00.000Z'
    accepted(await defineMixer('WHY-1', { equipmentClass: 'why-mixer', cleanUntil: past }))
    accepted(
      await defineMixer('WHY-2', { equipmentClass: 'why-mixer', capabilities: ['vacuum'], calibrationDueAt: past }),
    )
    await runningOrder(crew, 'WHY-1', 'WHY')
    const seen = await outlook('WHY-1', 'mix')
    expect(seen.canStart).toBe(false)
    expect(seen.violations.map((it) => it.code)).toEqual([
      'person-not-qualified',
      'equipment-incapable',
      'equipment-not-clean',
      'equipment-calibration-due',
    ])
    const tried = await crew.ada.startStep({ orderId: 'WHY-1', stepId: 'mix' }, { equipmentId: 'WHY-1' })
    expect(tried.problem?.violations).toEqual(seen.equipment[0]?.violations)

    accepted(await crew.ada.startStep({ orderId: 'WHY-1', stepId: 'clean' }, { equipmentId: 'WHY-1' }))
    accepted(await crew.ada.completeStep({ orderId: 'WHY-1', stepId: 'clean' }))
    const { equipment } = await outlook('WHY-1', 'mix')
    expect(equipment[0]?.violations.map((it) => it.code)).toEqual(['person-not-qualified', 'equipment-incapable'])
  })

  test('tells a month ahead which qualification will end', async () => {
    await approvedRecipe(crew, 'SOON', [{ stepId: 'mix', qualifications: ['stirring'] }])
    const validUntil = new Date(Date.now() + 20 * 86_400_000).toISOString()
    const body = { name: 'Ben Okafor', qualifications: [{ qualificationId: 'stirring', validUntil }] }
    accepted(await crew.olga.definePerson({ personId: 'ben' }, body, { ifMatch: '*' }))
    await runningOrder(crew, 'SOON-1', 'SOON')
    expect(await outlook('SOON-1', 'mix', 'ben')).toMatchObject({
      canStart: true,
      expiring: [{ qualificationId: 'stirring', validUntil }],
    })
  })
})

test('nobody writes what they are qualified for themselves, and another person does', async () => {
  const welding = [{ qualificationId: 'welding' }]
  const olga = { personId: 'olga' }
  const said = await crew.olga.definePerson(olga, { name: 'Olga Petrova', qualifications: welding }, { ifMatch: '*' })
  expect(codesOf(said)).toEqual(['same-person'])
  accepted(await crew.olga.definePerson(olga, { name: 'Olga Petrova' }, { ifMatch: '*' }))
  accepted(await crew.erik.definePerson(olga, { name: 'Olga Petrova', qualifications: welding }, { ifMatch: '*' }))
  // What another person has written may stay as it is.
  accepted(await crew.olga.definePerson(olga, { name: 'Olga Petrova', qualifications: welding }, { ifMatch: '*' }))
  expect(codesOf(await crew.olga.definePerson(olga, { name: 'Olga Petrova' }, { ifMatch: '*' }))).toEqual([
    'same-person',
  ])
  accepted(await crew.erik.definePerson(olga, { name: 'Olga Petrova' }, { ifMatch: '*' }))
})

describe('a rule that blocks unless somebody signs', () => {
  const density = {
    parameterId: 'density',
    unit: 'kg/L',
    low: '1.2',
    source: 'operator',
    policy: 'block-unless-signed',
  } as const

  test('lets the step go on with another person’s signature, and keeps the batch from release until quality has closed it', async () => {
    await approvedRecipe(crew, 'SIGN', [{ stepId: 'mix', parameters: [density] }])
    await runningOrder(crew, 'SIGN-1', 'SIGN', [{ stepId: 'mix' }])
    accepted(
      await crew.ada.recordResult({ orderId: 'SIGN-1' }, { stepId: 'mix', parameterId: 'density', value: '1.1' }),
    )
    expect((await crew.ada.getOrder({ orderId: 'SIGN-1' })).body).toMatchObject({ status: 'running', holds: [] })
    expect(codesOf(await crew.ada.completeStep({ orderId: 'SIGN-1', stepId: 'mix' }))).toEqual([
      'parameter-out-of-limits',
    ])

    const unsigned = { ref: 'parameter:density', reason: 'Measured again', signature: { meaning: 'approved' } } as const
    expect(codesOf(await crew.ada.overrideStep({ orderId: 'SIGN-1', stepId: 'mix' }, unsigned))).toEqual([
      'signature-missing',
    ])
    const opened = accepted(await override('SIGN-1', 'mix', 'parameter:density'))
    expect(opened.body).toMatchObject({
      type: 'andon.deviation.opened.v1',
      signatures: [{ name: 'Olga Petrova', meaning: 'approved' }],
    })
    const done = accepted(await crew.ada.completeStep({ orderId: 'SIGN-1', stepId: 'mix' }))
    expect(done.body.data.warnings).toMatchObject([{ code: 'parameter-out-of-limits', ref: 'parameter:density' }])

    const making = { lotId: 'SIGN-LOT', quantity: kg('99') }
    // After its step, a supervisor or quality records what was made, with a reason.
    expect(codesOf(await crew.ada.produce({ orderId: 'SIGN-1' }, { stepId: 'mix', ...making }))).toEqual([
      'forbidden',
      'reason-missing',
    ])
    expect(codesOf(await crew.ada.completeOrder({ orderId: 'SIGN-1' }))).toEqual(['deviation-open', 'nothing-produced'])
  })

  test('is signed for once: the same sign-in does not count again, and a replay answers the same', async () => {
    await approvedRecipe(crew, 'ONCE', [
      { stepId: 'mix', parameters: [density, { ...density, parameterId: 'colour', deviationOnOverride: false }] },
    ])
    await runningOrder(crew, 'ONCE-1', 'ONCE', [{ stepId: 'mix' }])
    const body = { ref: 'parameter:colour', reason: 'The lamp is broken', ...(await crew.sign('quinn', 'verified')) }
    const key = 'override-once-1'
    const first = accepted(await crew.ada.overrideStep({ orderId: 'ONCE-1', stepId: 'mix' }, body, { key }))
    expect(first.body.type).toBe('andon.step.overridden.v1')
    const again = await crew.ada.overrideStep({ orderId: 'ONCE-1', stepId: 'mix' }, body, { key })
    expect([again.status, again.body?.factId]).toEqual([200, first.body.factId])
    expect(
      codesOf(await crew.ada.overrideStep({ orderId: 'ONCE-1', stepId: 'mix' }, { ...body, ref: 'parameter:density' })),
    ).toEqual(['signature-used'])
  })
})

describe('a step that two people have to answer for', () => {
  test('is completed with both signatures, of two people', async () => {
    await approvedRecipe(crew, 'TWO', [
      {
        stepId: 'weigh',
        checks: [{ checkId: 'read', question: 'Have you read it?', kind: 'read-confirm' }],
        documents: [{ title: 'The scale', kind: 'picture', href: 'https://plant.example/scale.png' }],
        signatures: [
          { meaning: 'performed', role: 'operator' },
          { meaning: 'verified', role: 'operator' },
        ],
      },
    ])
    await runningOrder(crew, 'TWO-1', 'TWO', [{ stepId: 'weigh' }])
    const read = { stepId: 'weigh', checkId: 'read', value: 'confirmed' }
    accepted(await crew.ada.recordResult({ orderId: 'TWO-1' }, read))
    const signing = async (who: 'ada' | 'ben', meaning: Meaning) =>
      crew.ada.signStep({ orderId: 'TWO-1', stepId: 'weigh' }, await crew.sign(who, meaning))
    accepted(await signing('ada', 'performed'))
    expect(codesOf(await signing('ada', 'verified'))).toEqual(['signature-same-person'])
    expect(codesOf(await crew.ada.completeStep({ orderId: 'TWO-1', stepId: 'weigh' }))).toEqual(['signature-missing'])
    accepted(await signing('ben', 'verified'))
    accepted(await crew.ada.completeStep({ orderId: 'TWO-1', stepId: 'weigh' }))
  })
})

describe('a routing that counts pieces', () => {
  test('hands on what is finished while the rest is worked on', async () => {
    const each = (value: string) => ({ value, unit: '{each}' }) as const
    const version = { recipeId: 'LIDS', version: '1' }
    const batchSize = { min: each('1'), nominal: each('100'), max: each('1000') }
    const steps = [
      { stepId: 'press', name: 'Press', flow: 'units' as const },
      { stepId: 'print', name: 'Print', flow: 'units' as const, after: ['press'] },
    ]
    accepted(await crew.erik.draftRecipe(version, { product: 'LIDS', batchSize, steps }))
    accepted(await crew.erik.submitRecipe(version))
    accepted(await crew.quinn.approveRecipe(version, await crew.sign('quinn', 'approved')))
    const orderId = 'LIDS-1'
    accepted(await crew.paula.createOrder({ orderId, recipeId: 'LIDS', product: 'LIDS', quantity: each('10') }))
    accepted(await crew.paula.releaseOrder({ orderId }))
    accepted(await crew.ada.startOrder({ orderId }))
    accepted(await crew.ada.startStep({ orderId, stepId: 'press' }))
    expect(await outlook(orderId, 'print')).toMatchObject({
      canStart: false,
      violations: [{ code: 'units-not-available' }],
    })
    accepted(await crew.ada.completeStep({ orderId, stepId: 'press' }, { quantity: each('4') }))
    expect(codesOf(await crew.ben.startStep({ orderId, stepId: 'print' }, { quantity: each('5') }))).toEqual([
      'units-not-available',
    ])
    // Two people want the four at once: what has come is begun once.
    const both = await Promise.all(
      (['ada', 'ben'] as const).map((who) =>
        crew[who].startStep({ orderId, stepId: 'print' }, { quantity: each('3') }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await outlook(orderId, 'print')).toMatchObject({ units: { started: '3', finished: '0', scrapped: '0' } })
  })
})
