import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Meaning } from '../../events/signature.ts'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const pieces = (value: number) => ({ value: String(value), unit: '{each}' }) as const
const ofPieces = { batchSize: { min: pieces(1), nominal: pieces(10), max: pieces(20) } }
const units = (stepId: string, ...after: string[]) => ({ stepId, after, flow: 'units' as const })

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const syrup = [{ stepId: 'weigh' }, { stepId: 'mix', after: ['weigh'] }, { stepId: 'fill', after: ['mix'] }]
  const filtered = [
    { stepId: 'weigh' },
    { stepId: 'mix', after: ['weigh'] },
    { stepId: 'filter', after: ['mix'] },
    { stepId: 'fill', after: ['filter'] },
  ]
  await approvedVersion(crew, 'SYRUP', '2', filtered, ofPieces)
  await approvedVersion(crew, 'SYRUP', '1', syrup, ofPieces)
  const bolt = [{ lineId: '0010', materialId: 'BAR', quantity: pieces(10), policy: 'off' as const, tolerance: exact }]
  await approvedVersion(crew, 'BOLT', '2', [{ ...units('print'), materials: bolt }], ofPieces)
  await approvedVersion(crew, 'BOLT', '1', [{ ...units('mill'), materials: bolt }, units('drill', 'mill')], ofPieces)
})
const exact = { minusPercent: '0', plusPercent: '0' }

/** An order of ten pieces that runs by version 1. */
async function running(recipeId: string, orderId = `${recipeId}-${randomUUID().slice(0, 8)}`): Promise<string> {
  const body = { orderId, recipeId, version: '1', product: recipeId, quantity: pieces(10) }
  accepted(await crew.paula.createOrder(body))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  return orderId
}
async function act(
  orderId: string,
  stepId: string,
  what: 'start' | 'complete',
  body: Said<'startStep' | 'completeStep'> = {},
) {
  const step = { orderId, stepId }
  return what === 'start'
    ? accepted(await crew.ada.startStep(step, body))
    : accepted(await crew.ada.completeStep(step, body))
}
const done = async (orderId: string, ...stepIds: string[]) => {
  for (const stepId of stepIds) {
    await act(orderId, stepId, 'start')
    await act(orderId, stepId, 'complete')
  }
}
type Effect = Said<'proposeChange'>['effect']
const propose = (orderId: string, effect: Effect, more: Partial<Said<'proposeChange'>> = {}) =>
  crew.erik.proposeChange(
    { orderId },
    {
      changeId: 'CH-1',
      version: '2',
      effect,
      reason: 'The new way is better',
      ...more,
    },
  )
const review = async (orderId: string) =>
  crew.olga.reviewChange(
    { orderId, changeId: 'CH-1' },
    { comment: 'As agreed', ...(await crew.sign('olga', 'reviewed')) },
  )
const approve = async (orderId: string) =>
  crew.quinn.approveChange({ orderId, changeId: 'CH-1' }, await crew.sign('quinn', 'approved'))

async function changed(orderId: string, effect: Effect, more: Partial<Said<'proposeChange'>> = {}) {
  accepted(await propose(orderId, effect, more))
  accepted(await review(orderId))
  return accepted(await approve(orderId)).body
}

/** Produces, completes and has the batch released. @returns the codes with which its first release was refused */
async function toItsRelease(orderId: string, stepId: string, quantity: Said<'produce'>['quantity']): Promise<string[]> {
  accepted(await crew.ada.produce({ orderId }, { stepId, lotId: `L-${orderId}`, quantity }))
  await act(orderId, stepId, 'complete')
  accepted(await crew.ada.completeOrder({ orderId }))
  const release = async () => crew.quinn.releaseBatch({ orderId }, await crew.sign('quinn', 'released'))
  const refused = codesOf(await release())
  for (const { exceptionId, status } of (await read(crew.vera.listExceptions({ orderId }))).items)
    if (status === 'to-review')
      accepted(
        await crew.quinn.reviewException(
          { orderId, exceptionId },
          {
            comment: 'Seen and right',
            ...(await crew.sign('quinn', 'reviewed')),
          },
        ),
      )
  if (refused.length > 0) accepted(await release())
  return refused
}

describe('a change that takes effect immediately', () => {
  test('is read step by step before it is signed, counts at once, and is reviewed with the batch', async () => {
    const orderId = await running('SYRUP')
    await done(orderId, 'weigh')
    await act(orderId, 'mix', 'start')
    accepted(await propose(orderId, 'immediately'))

    const shown = await read(crew.vera.getChange({ orderId, changeId: 'CH-1' }))
    expect(shown).toMatchObject({ status: 'proposed', from: '1', version: '2', proposedBy: 'erik', violations: [] })
    expect(shown.difference).toMatchObject({
      added: [{ stepId: 'filter' }],
      removed: [],
      changed: [{ stepId: 'fill', fields: [{ field: 'after', before: ['mix'], after: ['filter'] }] }],
    })

    accepted(await review(orderId))
    const fact = accepted(await approve(orderId)).body
    expect(fact).toMatchObject({
      type: 'andon.change.approved.v1',
      signatures: [{ personId: 'quinn', name: 'Quinn Delaney', meaning: 'approved' }],
    })
    await act(orderId, 'mix', 'complete')
    expect(codesOf(await crew.ada.startStep({ orderId, stepId: 'fill' }))).toEqual(['predecessor-incomplete'])
    await done(orderId, 'filter')
    await act(orderId, 'fill', 'start')
    expect(await toItsRelease(orderId, 'fill', pieces(10))).toEqual(['exception-not-reviewed'])

    const record = await read(crew.vera.getBatchRecord({ orderId }))
    expect(record).toMatchObject({ recipe: { version: '2' }, decision: 'released', integrity: { intact: true } })
    const ids = (steps: { stepId: string }[]) => steps.map(({ stepId }) => stepId)
    expect(ids(record.steps)).toEqual(['weigh', 'mix', 'filter', 'fill'])
    expect(record.superseded).toMatchObject([{ version: '1', because: { type: 'change', id: 'CH-1' } }])
    expect(ids(record.superseded[0]?.steps ?? [])).toEqual(['weigh', 'mix', 'fill'])
    const [exception] = record.exceptions
    expect(exception).toMatchObject({
      kind: 'change',
      status: 'reviewed',
      title: 'Change CH-1 to version 2, in effect immediately',
    })
    expect((await read(crew.vera.getChange({ orderId, changeId: 'CH-1' }))).difference).toEqual(shown.difference)
    expect((await read(crew.vera.listChanges({ orderId }))).items).toMatchObject([
      { changeId: 'CH-1', status: 'approved' },
    ])
    expect(await read(crew.vera.verifyAudit({ subject: `order:${orderId}` }))).toMatchObject({ intact: true })
  })

  test('is refused with each step that was executed and does not fit, also when it is begun before the approval', async () => {
    const orderId = await running('SYRUP')
    await done(orderId, 'weigh', 'mix')
    accepted(await propose(orderId, 'immediately'))
    accepted(await review(orderId))
    await act(orderId, 'fill', 'start')
    const expected = [
      {
        code: 'change-incompatible',
        variant: 'step-changed',
        params: { stepId: 'fill', state: 'running', version: '2', fields: ['after'] },
        ref: 'step:fill',
        detail:
          'Step fill is running, and version 2 changes fields of that step (after); let the change take effect at the next batch.',
      },
    ]
    expect((await read(crew.vera.getChange({ orderId, changeId: 'CH-1' }))).violations).toEqual(expected)
    const refused = await approve(orderId)
    expect(refused.status).toBe(409)
    expect(refused.problem?.violations).toEqual(expected)
    expect(await read(crew.vera.getOrder({ orderId }))).toMatchObject({ version: '1' })
  })

  test('may be the cure of a hold, and work goes on when that is released', async () => {
    const orderId = await running('SYRUP')
    await done(orderId, 'weigh')
    const hold = {
      holdId: `H-${orderId}`,
      subject: { type: 'order', id: orderId },
      reason: 'It has to be filtered',
    } as const
    accepted(await crew.quinn.placeHold(hold))
    await changed(orderId, 'immediately')
    expect(await read(crew.vera.getOrder({ orderId }))).toMatchObject({ status: 'held', version: '2' })
    expect(codesOf(await crew.ada.startStep({ orderId, stepId: 'mix' }))).toEqual(['order-on-hold'])
    const signed = { reason: 'It will be', ...(await crew.sign('quinn', 'released')) }
    accepted(await crew.quinn.releaseHold({ holdId: `H-${orderId}` }, signed))
    await done(orderId, 'mix', 'filter')
  })
})

test('a change at the remaining quantity leaves what has begun to the order and makes an order of the rest', async () => {
  const orderId = await running('BOLT')
  await act(orderId, 'mill', 'start', { quantity: pieces(6) })
  await act(orderId, 'mill', 'complete', { quantity: pieces(6) })
  const { data } = await changed(orderId, 'remaining-quantity')
  const rest = `${orderId}.1`
  expect(data).toMatchObject({ quantity: pieces(6), remainder: { orderId: rest, quantity: pieces(4) } })
  expect(await read(crew.vera.getOrder({ orderId }))).toMatchObject({
    quantity: pieces(6),
    version: '1',
    remainders: [rest],
  })
  expect(await read(crew.vera.getOrder({ orderId: rest }))).toMatchObject({
    status: 'released',
    quantity: pieces(4),
    version: '2',
    remainderOf: orderId,
  })
  const lines = async (id: string) =>
    (await read(crew.vera.listSteps({ orderId: id }))).items.flatMap(({ materials }) =>
      materials.map(({ quantity }) => quantity),
    )
  expect(await lines(orderId)).toEqual([pieces(6)])
  expect(await lines(rest)).toEqual([pieces(4)])

  await act(orderId, 'mill', 'complete')
  await act(orderId, 'drill', 'start')
  expect(await toItsRelease(orderId, 'drill', pieces(6))).toEqual(['exception-not-reviewed'])

  accepted(await crew.ada.startOrder({ orderId: rest }))
  await act(rest, 'print', 'start')
  expect(await toItsRelease(rest, 'print', pieces(4))).toEqual([])
  const record = await read(crew.vera.getBatchRecord({ orderId: rest }))
  expect(record).toMatchObject({
    integrity: { intact: true },
    superseded: [],
    exceptions: [{ kind: 'change', status: 'for-information' }],
  })
  expect((await read(crew.vera.getBatchRecord({ orderId }))).integrity).toMatchObject({ intact: true })
})

test('a change for the next batch is what the next order is released with, while this one goes on as it is', async () => {
  const orderId = await running('SYRUP')
  await done(orderId, 'weigh', 'mix')
  await changed(orderId, 'next-batch')
  expect(await read(crew.vera.getOrder({ orderId }))).toMatchObject({ version: '1' })
  const next = { orderId: `NEXT-${orderId}`, recipeId: 'SYRUP', product: 'SYRUP', quantity: pieces(10) }
  accepted(await crew.paula.createOrder(next))
  const released = accepted(await crew.paula.releaseOrder({ orderId: next.orderId }))
  expect(released.body.data.version).toBe('2')
  await act(orderId, 'fill', 'start')
  expect(await toItsRelease(orderId, 'fill', pieces(10))).toEqual([])
  const { exceptions, superseded } = await read(crew.vera.getBatchRecord({ orderId }))
  expect(exceptions).toMatchObject([{ kind: 'change', status: 'for-information' }])
  expect(superseded).toEqual([])
})

describe('who changes an order', () => {
  test('are three people, each with a sign-in of their own', async () => {
    const orderId = await running('SYRUP')
    const reviewing = (body: Said<'reviewChange'>, user: 'olga' | 'quinn' = 'olga') =>
      crew[user].reviewChange({ orderId, changeId: 'CH-1' }, body)
    const approving = (body: Said<'approveChange'>) => crew.quinn.approveChange({ orderId, changeId: 'CH-1' }, body)
    accepted(await propose(orderId, 'immediately'))
    expect(codesOf(await approve(orderId))).toEqual(['change-wrong-status'])
    const signing = async (
      user: 'erik' | 'olga' | 'quinn' | 'quentin' | 'ada',
      what: 'review' | 'approve',
      meaning: Meaning,
    ) => codesOf(await (what === 'review' ? reviewing : approving)(await crew.sign(user, meaning)))
    expect(await signing('erik', 'review', 'reviewed')).toEqual(['signature-same-person'])
    expect(await signing('ada', 'review', 'reviewed')).toEqual(['signature-wrong-role'])
    expect(await signing('olga', 'review', 'approved')).toEqual(['signature-wrong-meaning'])
    expect(codesOf(await reviewing({ signature: { meaning: 'reviewed' } }))).toEqual(['signature-missing'])
    const once = await crew.sign('quinn', 'reviewed')
    accepted(await reviewing(once, 'quinn'))
    expect(await signing('quinn', 'approve', 'approved')).toEqual(['signature-same-person'])
    expect(await signing('olga', 'approve', 'approved')).toEqual(['signature-wrong-role'])
    const used = { signature: { ...once.signature, meaning: 'approved' as const } }
    expect(codesOf(await approving(used))).toEqual(['signature-same-person'])
    expect(await signing('quentin', 'approve', 'approved')).toEqual([])
    expect(await read(crew.vera.getChange({ orderId, changeId: 'CH-1' }))).toMatchObject({
      status: 'approved',
      review: { personId: 'quinn' },
      decision: { personId: 'quentin' },
    })
  })

  test('say no by a signed rejection, or withdraw', async () => {
    const orderId = await running('SYRUP')
    accepted(await propose(orderId, 'immediately'))
    const no = { reason: 'Not while it runs' }
    const unsigned = { ...no, signature: { meaning: 'rejected' as const } }
    expect(codesOf(await crew.quinn.rejectChange({ orderId, changeId: 'CH-1' }, unsigned))).toEqual([
      'signature-missing',
    ])
    accepted(
      await crew.quinn.rejectChange(
        { orderId, changeId: 'CH-1' },
        { ...no, ...(await crew.sign('quinn', 'rejected')) },
      ),
    )
    expect(codesOf(await crew.erik.withdrawChange({ orderId, changeId: 'CH-1' }, no))).toEqual(['change-wrong-status'])
    expect(codesOf(await propose(orderId, 'immediately'))).toEqual(['already-exists'])
    accepted(await propose(orderId, 'immediately', { changeId: 'CH-2' }))
    accepted(await crew.erik.withdrawChange({ orderId, changeId: 'CH-2' }, no))
    expect((await read(crew.vera.listChanges({ orderId }))).items).toMatchObject([
      { changeId: 'CH-1', status: 'rejected' },
      { changeId: 'CH-2', status: 'withdrawn' },
    ])
    expect(await read(crew.vera.getOrder({ orderId }))).toMatchObject({ version: '1' })
  })

  test('cannot carry out what was proposed for another procedure', async () => {
    const orderId = await running('SYRUP')
    accepted(await propose(orderId, 'immediately', { changeId: 'CH-2' }))
    await changed(orderId, 'immediately')
    const late = { ...(await crew.sign('olga', 'reviewed')) }
    expect(codesOf(await crew.olga.reviewChange({ orderId, changeId: 'CH-2' }, late))).toContain('change-outdated')
  })
})

describe('what is sent to change an order', () => {
  test('is answered once, and the same again', async () => {
    const orderId = await running('SYRUP')
    const body = { version: '2', effect: 'immediately', reason: 'Sent twice' } as const
    const key = randomUUID()
    const first = accepted(await crew.erik.proposeChange({ orderId }, body, { key }))
    const again = await crew.erik.proposeChange({ orderId }, body, { key })
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect(again.body).toEqual(first.body)
    expect((await crew.erik.proposeChange({ orderId }, { ...body, reason: 'Another' }, { key })).problem?.code).toBe(
      'idempotency-key-reused',
    )
    expect((await read(crew.vera.listChanges({ orderId }))).items).toHaveLength(1)
  })

  test.each([
    ['nothing', {}, ['body#/version', 'body#/effect', 'body#/reason']],
    ['an effect that there is not', { version: '2', effect: 'yesterday', reason: 'Sooner' }, ['body#/effect']],
    ['an id that is none', { changeId: 'a/b', version: '2', effect: 'next-batch', reason: 'Soon' }, ['body#/changeId']],
    [
      'the order of a rest that there is not',
      { version: '2', effect: 'immediately', reason: 'Now', remainderOrderId: 'R-1' },
      ['body#/remainderOrderId'],
    ],
    ['an unknown field', { version: '2', effect: 'immediately', reason: 'Now', at: 'noon' }, ['body#/at']],
  ])('is read or refused, field by field: %s', async (_, body, refs) => {
    const answer = await crew.erik.post('/v1/orders/ANY/changes', body)
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request'])
    expect(answer.body.violations.map(({ ref }: { ref: string }) => ref)).toEqual(refs)
  })

  test('is about what is there', async () => {
    const orderId = await running('SYRUP')
    const ids = { orderId: 'NONE', changeId: 'CH-1' }
    for (const answer of [
      crew.vera.listChanges(ids),
      crew.vera.getChange(ids),
      crew.vera.getChange({ orderId, changeId: 'CH-1' }),
    ])
      expect((await answer).status).toBe(404)
    expect((await propose('NONE', 'immediately')).status).toBe(404)
    expect((await approve(orderId)).status).toBe(404)
    expect(codesOf(await propose(orderId, 'immediately', { version: '9' }))).toEqual(['recipe-not-approved'])
    expect(codesOf(await propose(orderId, 'immediately', { version: '1' }))).toEqual(['change-without-effect'])
    expect(codesOf(await propose(orderId, 'remaining-quantity'))).toEqual(['remainder-unavailable'])
    expect((await crew.ada.post(`/v1/orders/${orderId}/changes`)).status).toBe(403)
  })
})
