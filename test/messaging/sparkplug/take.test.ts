import { marshall } from '@aws-sdk/util-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { equipmentDefinition } from '../../../events/recipe.ts'
import { newSession } from '../../../shared/domain/equipment/edge-node.ts'
import { readNodeMessage } from '../../../shared/messaging/sparkplug/message.ts'
import { hear } from '../../../shared/messaging/sparkplug/session.ts'
import { type Surroundings, takeFromNode } from '../../../shared/messaging/sparkplug/take.ts'
import type { Arrived } from '../../../shared/messaging/sparkplug/turn.ts'
import { documentItem } from '../../../shared/storage/document-items.ts'
import { noChain } from '../../../shared/usecases/commit/chain.ts'
import { ref, type Store } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { itemBytes } from '../../bench/item-size.ts'
import { command, taken } from '../../support/commands.ts'
import { erik, noon } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { arrived, bdSeq, start } from '../../support/sparkplug.ts'

const node = { groupId: 'lyon', edgeNodeId: 'EDGE' }
const equipmentId = 'PRESS-1' as EquipmentId
let store: MemoryStore
let refused: string[]
let asked: number
let wakes: string[]

const around: Surroundings = {
  site: 'lyon',
  clock: () => noon,
  askForRebirth: async () => {
    asked += 1
  },
  wakeAfter: async (_, wake) => {
    wakes.push(wake)
  },
  refuse: async (_, reason) => {
    refused.push(reason)
  },
}

beforeEach(async () => {
  store = memoryStore()
  refused = []
  asked = 0
  wakes = []
  const definition = equipmentDefinition.parse({
    name: 'Press',
    level: 'work-unit',
    sparkplug: {
      ...node,
      deviceId: 'press',
      metrics: [
        { metric: 'State', as: 'state' },
        { metric: 'Temp', as: 'parameter', parameterId: 'temperature', unit: 'Cel' },
      ],
    },
  })
  taken(await definitions.defineEquipment(store, command(erik, definition), { equipmentId }))
})

const take = (messages: readonly Arrived[], by: Store = store, more: Partial<Surroundings> = {}) =>
  takeFromNode(
    by,
    messages.map((heard) => ({ node, heard })),
    { ...around, ...more },
  )
const births = [
  arrived('NBIRTH', { at: 0, seq: 0, metrics: [bdSeq(0)] }),
  arrived('DBIRTH', {
    at: 10,
    seq: 1,
    deviceId: 'press',
    metrics: [
      { name: 'State', type: 'Int32', value: 4, alias: 1 },
      { name: 'Temp', type: 'Float', value: 20.5, alias: 2 },
    ],
  }),
]
const state = (at: number, seq: number, value: number) =>
  arrived('DDATA', { at, seq, deviceId: 'press', metrics: [{ alias: 1, type: 'Int32', value }] })
const machine = async () => (await store.load({ it: ref.machine(equipmentId) })).it?.value
const facts = () => store.factsOf({ type: 'equipment', id: equipmentId }).length

describe('the messages of an edge node', () => {
  test('are kept in the table with its session, and may come again in whole or in part', async () => {
    expect(await take(births)).toEqual({ taken: 2 })
    expect(await take([state(100, 2, 6), state(200, 3, 11)])).toEqual({ taken: 2 })
    expect(await machine()).toMatchObject({ state: 'held', values: { temperature: { value: '20.5' } } })
    const before = facts()
    await take([...births, state(100, 2, 6), state(200, 3, 11)])
    expect([facts(), refused, asked]).toEqual([before, [], 0])
  })

  test('come to the same when the table fails between what they say and their session', async () => {
    await take(births)
    const failing: Store = {
      ...store,
      keep: async (change) => {
        if (change.change.change === 'save' && change.change.kind === 'edgeSession')
          throw new Error('the table is away')
        return store.keep(change)
      },
    }
    await expect(take([state(100, 2, 6)], failing)).rejects.toThrow('the table is away')
    const before = facts()
    expect(await take([state(100, 2, 6), state(200, 3, 11)])).toEqual({ taken: 2 })
    expect(facts()).toBe(before + 1)
    expect([(await machine())?.state, refused]).toEqual(['held', []])
  })

  test('fail from the first one that fails on, and those before it are kept', async () => {
    await take(births)
    let left = 1
    const failing: Store = {
      ...store,
      commit: async (it) => {
        left -= 1
        if (left < 0) throw new Error('slow down')
        return store.commit(it)
      },
    }
    const sent = [state(100, 2, 6), state(200, 3, 10), state(300, 4, 11)]
    expect(await take(sent, failing)).toMatchObject({ taken: 1, error: { message: 'slow down' } })
    expect((await machine())?.state).toBe('execute')
    expect(await take(sent.slice(1))).toEqual({ taken: 2 })
    expect([(await machine())?.state, refused, asked]).toEqual(['held', [], 0])
  })

  test('that come too early are looked after when their time to wait is over', async () => {
    await take(births)
    await take([state(200, 3, 11)])
    expect((await machine())?.state).toBe('idle')
    const [wake = ''] = wakes
    const message = readNodeMessage(wake)
    if ('fault' in message) throw new Error(message.fault)
    expect(await takeFromNode(store, [message], around)).toEqual({ taken: 1 })
    expect([(await machine())?.state, asked]).toEqual(['held', 1])
  })

  test('of a node that no equipment has are refused one by one', async () => {
    const messages = births.map((heard) => ({ node: { groupId: 'lyon', edgeNodeId: 'STRANGER' }, heard }))
    expect(await takeFromNode(store, messages, around)).toEqual({ taken: 2 })
    expect(refused).toHaveLength(2)
  })

  test('are those of nobody when the equipment gives its name up', async () => {
    const definition = equipmentDefinition.parse({ name: 'Press', level: 'work-unit' })
    const replacing = { ...command(erik, definition), replacesAny: true } as const
    taken(await definitions.defineEquipment(store, replacing, { equipmentId }))
    await take(births)
    expect([refused.length, (await machine())?.state]).toEqual([2, 'unknown'])
  })

  test('that two functions take at once are taken once', async () => {
    await take(births)
    const [one, other] = await Promise.allSettled([take([state(100, 2, 6)]), take([state(100, 2, 6)])])
    expect([one?.status, other?.status].filter((it) => it === 'fulfilled').length).toBeGreaterThan(0)
    await take([state(100, 2, 6)])
    expect([(await machine())?.state, refused]).toEqual(['execute', []])
  })
})

describe('the envelope of a message', () => {
  const envelope = (more: object) =>
    JSON.stringify({ payload: '', topic: 'spBv1.0/lyon/NDATA/EDGE', clientId: 'EDGE', receivedAt: start, ...more })

  test.each([
    [
      'of another node',
      { clientId: 'LIAR' },
      'LIAR published for EDGE; an edge node speaks for itself and its devices only.',
    ],
    [
      'of a message that Sparkplug does not know',
      { topic: 'spBv1.0/lyon/WAKE/EDGE' },
      /^The topic spBv1.0\/lyon\/WAKE\/EDGE is not one of Sparkplug/,
    ],
    ['of a device without a name', { topic: 'spBv1.0/lyon/DDATA/EDGE' }, /is not one of Sparkplug/],
    ['of a node with a device', { topic: 'spBv1.0/lyon/NDATA/EDGE/press' }, /is not one of Sparkplug/],
  ])('%s is a fault', (_, more, fault) => {
    expect(readNodeMessage(envelope(more))).toMatchObject({
      fault: typeof fault === 'string' ? fault : expect.stringMatching(fault),
    })
  })

  test('that the broker sends for a node that is gone is the death of the node, and nothing else', () => {
    expect(readNodeMessage(envelope({ topic: 'spBv1.0/lyon/NDEATH/EDGE', clientId: 'N/A' }))).toMatchObject({
      heard: { kind: 'NDEATH' },
    })
    expect(readNodeMessage(envelope({ clientId: 'N/A' }))).toHaveProperty('fault')
  })
})

/** The bytes of an item, as DynamoDB counts them. */
const bytesOf = (...[kind, id, value]: ['edgeBirth' | 'edgeSession', string, never]) =>
  itemBytes(marshall(documentItem(kind, id, value, 1, noChain), { removeUndefinedValues: true }))

test('a birth of 500 metrics takes 9 KB of the table, and the session that each batch writes less than one', () => {
  const metrics = Array.from({ length: 500 }, (_, index) => ({
    name: `Line 3/Filler ${index % 7}/Valve ${index}/Pressure after the ${index}th opening`,
    type: 'Double',
    value: index / 7,
    alias: 100 + index,
  }))
  const birth = hear(
    { session: newSession, births: {} },
    arrived('NBIRTH', { at: 0, seq: 0, metrics: [bdSeq(0), ...metrics] }),
  )
  expect(bytesOf('edgeBirth', 'lyon/EDGE/', birth.births[''] as never)).toBeLessThan(9 * 1024)
  expect(bytesOf('edgeSession', 'lyon/EDGE', birth.session as never)).toBeLessThan(1024)
})
