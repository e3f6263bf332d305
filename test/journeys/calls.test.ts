import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A plant of its own: the list is of all its calls. */
const plant = usePlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const equipmentId of ['CORD-1', 'CORD-2'])
    accepted(await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, level: 'work-unit' }))
})

const at1 = { equipmentId: 'CORD-1' }
const idOf = async (placed: ReturnType<Crew['ada']['placeCall']>) => (await read(placed)).data.callId
const listed = async (asked: Parameters<Crew['vera']['listCalls']>[0]) => (await read(crew.vera.listCalls(asked))).items

describe('a call for help', () => {
  test('is seen until it ends, with who comes, and its times are told', async () => {
    const callId = await idOf(crew.ada.placeCall(at1, { kind: 'maintenance', comment: 'The belt slips' }))
    expect(await listed({})).toEqual([
      expect.objectContaining({
        callId,
        status: 'open',
        kind: 'maintenance',
        calledBy: expect.objectContaining({ id: 'ada' }),
      }),
    ])
    expect((await read(crew.vera.getMachine(at1))).calls).toEqual([{ callId, kind: 'maintenance' }])

    const answered = await read(crew.erik.answerCall({ ...at1, callId }, {}))
    expect(answered.data).toMatchObject({ callId, secondsToAnswer: expect.any(Number) })
    expect(await listed({ status: 'answered' })).toEqual([
      expect.objectContaining({ callId, answeredBy: expect.objectContaining({ id: 'erik' }) }),
    ])
    expect(await listed({ status: 'open' })).toEqual([])

    const ended = await read(crew.ada.endCall({ ...at1, callId }, { result: 'Tightened' }))
    expect(ended.data.secondsToEnd).toBeGreaterThanOrEqual(answered.data.secondsToAnswer)
    expect(await listed({})).toEqual([])
    expect(await listed({ status: 'ended' })).toEqual([
      expect.objectContaining({
        callId,
        result: 'Tightened',
        secondsToAnswer: answered.data.secondsToAnswer,
        secondsToEnd: ended.data.secondsToEnd,
      }),
    ])
    expect((await read(crew.vera.getMachine(at1))).calls).toBeUndefined()
    const { items } = await read(crew.vera.getAudit({ subject: 'equipment:CORD-1' }))
    expect(items.map(({ type }) => type)).toEqual([
      'andon.equipment.defined.v1',
      'andon.call.placed.v1',
      'andon.call.answered.v1',
      'andon.call.ended.v1',
    ])
  })

  test('is one for everybody there: of two people who pull at once, one is told who called', async () => {
    const both = await Promise.all([
      crew.ada.placeCall(at1, { kind: 'material' }),
      crew.ben.placeCall(at1, { kind: 'material' }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = both.find(({ ok }) => !ok)
    expect(refused && codesOf(refused)).toEqual(['call-open'])
    expect(refused?.text).toMatch(/(Ada Moreau|Ben Okafor) called for material at CORD-1 on /)
    accepted(await crew.ben.placeCall(at1, { kind: 'safety' }))
    accepted(await crew.ben.placeCall({ equipmentId: 'CORD-2' }, { kind: 'material' }))
    expect((await listed({})).map(({ kind }) => kind)).toEqual(['material', 'safety', 'material'])
    expect((await listed({ equipmentId: 'CORD-2' })).map(({ equipmentId }) => equipmentId)).toEqual(['CORD-2'])
  })

  test('counts once for its key, and ends unanswered only by its caller or a supervisor', async () => {
    const key = 'the-cord-of-ada'
    const ask = () => crew.ada.placeCall(at1, { kind: 'quality' }, { key })
    const callId = await idOf(ask())
    expect(await idOf(ask())).toBe(callId)
    expect(codesOf(await crew.ben.endCall({ ...at1, callId }, {}))).toEqual(['forbidden'])
    accepted(await crew.olga.endCall({ ...at1, callId }, { result: 'A false alarm' }))
    expect(codesOf(await crew.olga.endCall({ ...at1, callId }, {}))).toEqual(['call-wrong-status'])
    expect(codesOf(await crew.ben.answerCall({ ...at1, callId }, {}))).toEqual(['call-wrong-status'])
    const [ended] = await listed({ status: 'ended' })
    expect(ended).toEqual(expect.not.objectContaining({ answeredAt: expect.anything() }))
  })

  test('knows its order, and who may call', async () => {
    const orderId = 'CORDED-1'
    await approvedRecipe(crew, 'CORDED', [{ stepId: 'mix' }])
    await runningOrder(crew, orderId, 'CORDED')
    accepted(await crew.ada.placeCall({ equipmentId: 'CORD-2' }, { kind: 'help', orderId }))
    const { items } = await read(crew.vera.getAudit({ subject: `order:${orderId}`, type: 'andon.call.placed.v1' }))
    expect(items).toHaveLength(1)
    expect(codesOf(await crew.ada.placeCall(at1, { kind: 'help', orderId: 'NO-ORDER' }))).toEqual(['not-found'])
    expect(codesOf(await crew.ada.placeCall(at1, { kind: 'help', orderId, stepId: 'no-step' }))).toEqual([
      'step-unknown',
    ])
    expect(codesOf(await crew.ada.placeCall({ equipmentId: 'NOWHERE' }, { kind: 'help' }))).toEqual(['not-found'])
    expect(codesOf(await crew.ada.answerCall({ ...at1, callId: 'call.none' }, {}))).toEqual(['not-found'])
    expect((await crew.vera.placeCall(at1, { kind: 'help' })).status).toBe(403)
    expect((await crew.paula.placeCall(at1, { kind: 'help' })).status).toBe(403)
  })

  test('is found again by its time, in pages, and as a table', async () => {
    const kinds = ['help', 'supervisor', 'quality'] as const
    for (const kind of kinds) {
      const callId = await idOf(crew.ada.placeCall(at1, { kind }))
      accepted(await crew.ada.endCall({ ...at1, callId }, {}))
    }
    const all = await listed({ status: 'ended', equipmentId: 'CORD-1' })
    expect(all.slice(0, 3).map(({ kind }) => kind)).toEqual([...kinds].reverse())
    const from = all[2]?.calledAt
    const to = all[0]?.calledAt
    const between = { status: 'ended', from, to, limit: '1' } as const
    const first = await read(crew.vera.listCalls(between))
    const second = await read(crew.vera.listCalls({ ...between, cursor: first.nextCursor }))
    expect([...first.items, ...second.items].map(({ kind }) => kind)).toEqual(['supervisor', 'help'])
    expect(second.nextCursor).toBeUndefined()
    expect((await listed({ ...between, limit: '9', order: 'oldest' })).map(({ kind }) => kind)).toEqual([
      'help',
      'supervisor',
    ])
    const { text } = accepted(await crew.vera.listCalls({ status: 'ended' }, { accept: 'text/csv' }))
    expect(text.split('\r\n')[0]).toMatch(/^callId,equipmentId,kind,status,calledAt,calledBy\.id,/)
  })
})
