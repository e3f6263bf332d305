import { describe, expect, test } from 'vitest'
import { sparkplugMapping } from '../../../events/sparkplug.ts'
import { type EdgeSession, newSession } from '../../../shared/domain/equipment/edge-node.ts'
import { type Behind, hearNode, type NodeHeard } from '../../../shared/messaging/sparkplug/node.ts'
import { reorderMs } from '../../../shared/messaging/sparkplug/order.ts'
import type { Arrived } from '../../../shared/messaging/sparkplug/turn.ts'
import { arrived, bdSeq, start } from '../../support/sparkplug.ts'

const press = sparkplugMapping.parse({
  groupId: 'G',
  edgeNodeId: 'E',
  deviceId: 'press',
  metrics: [
    { metric: 'State', as: 'state' },
    { metric: 'Reason', as: 'reason' },
    { metric: 'Mode', as: 'mode' },
    { metric: 'Good', as: 'good' },
    { metric: 'Bad', as: 'reject' },
    { metric: 'Temp', as: 'parameter', parameterId: 'temperature', unit: 'Cel' },
    { metric: 'Door', as: 'alarm' },
    { metric: 'Table', as: 'parameter', parameterId: 'table' },
  ],
})
const behind = new Map<string, Behind>([['press', { equipmentId: 'PRESS-1', mapping: press }]])

/** An edge node that is listened to. */
function listening() {
  let known: Pick<NodeHeard, 'session' | 'births'> = { session: newSession, births: {} }
  const hear = (heard: Arrived | { at: number }): NodeHeard => {
    const after = hearNode(known, heard, behind)
    known = after
    return after
  }
  return { hear, session: (): EdgeSession => known.session }
}

const nodeBirth = (at = 0, bd = 0) => arrived('NBIRTH', { at, seq: 0, metrics: [bdSeq(bd)] })
const pressMetrics = [
  { name: 'State', type: 'Int32', value: 4, alias: 1 },
  { name: 'Reason', type: 'String', value: '', alias: 2 },
  { name: 'Good', type: 'UInt64', value: 10, alias: 3 },
  { name: 'Bad', type: 'UInt64', value: 1, alias: 4 },
  { name: 'Temp', type: 'Float', value: 20.1, alias: 5 },
  { name: 'Door', type: 'Boolean', value: false, alias: 6 },
  { name: 'Table', type: 'String', value: null, alias: 7 },
  { name: 'Mode', type: 'Int32', value: 1, alias: 8 },
]
const pressBirth = (at: number, seq: number, metrics: readonly object[] = pressMetrics) =>
  arrived('DBIRTH', { at, seq, deviceId: 'press', metrics })
const data = (at: number, seq: number, ...metrics: object[]) =>
  arrived('DDATA', { at, seq, deviceId: 'press', metrics })
const state = (value: number) => ({ alias: 1, type: 'Int32', value })

function born() {
  const node = listening()
  node.hear(nodeBirth())
  return { ...node, birth: node.hear(pressBirth(10, 1)) }
}
const said = ({ messages }: NodeHeard) => messages.map(({ message }) => message)
const iso = (at: number) => new Date(start + at).toISOString()

describe('a birth', () => {
  test('says the state, the counts and the values of its equipment', () => {
    expect(said(born().birth)).toMatchObject([
      { name: 'state', state: 'idle', occurredAt: iso(10) },
      { name: 'count', good: '10', reject: '1' },
      { name: 'sample', samples: [{ parameterId: 'temperature', value: '20.1', unit: 'Cel', occurredAt: iso(10) }] },
    ])
  })

  test('that is heard again changes nothing, neither alive nor dead', () => {
    const { hear, session } = born()
    const before = session()
    expect(hear(nodeBirth())).toMatchObject({ messages: [], refused: [] })
    expect(session()).toEqual(before)
    hear(arrived('NDEATH', { metrics: [bdSeq(0)] }))
    hear(nodeBirth())
    expect(session().status).toBe('dead')
  })

  test.each([
    ['no bdSeq', { at: 0, seq: 0 }],
    ['no sequence number', { at: 0, metrics: [bdSeq(0)] }],
  ])('of a node with %s is refused', (_, wanted) => {
    expect(listening().hear(arrived('NBIRTH', wanted))).toMatchObject({
      session: { status: 'unborn' },
      refused: [{ reason: 'A birth of an edge node has a sequence number and the metric bdSeq.' }],
    })
  })

  test('that is older than the last one asks for another, which counts whatever its clock says', () => {
    const { hear, session } = born()
    const old = { ...nodeBirth(-5000, 1), receivedAt: start + 1000 }
    expect(hear(old)).toMatchObject({ asksBecause: 'A birth is older than the last one.' })
    expect(session().birth?.at).toBe(start)
    hear({ ...nodeBirth(-4000, 1), receivedAt: start + 2000 })
    expect(session().birth?.at).toBe(start - 4000)
  })
})

describe('data', () => {
  test('by alias is what the birth calls it, at its own time', () => {
    const { hear } = born()
    expect(said(hear(data(100, 2, { ...state(6), timestamp: start + 95 })))).toMatchObject([
      { name: 'state', state: 'execute', occurredAt: iso(95) },
    ])
    expect(said(hear(data(200, 3, { name: 'Temp', type: 'Float', value: 21.5 })))).toMatchObject([
      { samples: [{ value: '21.5', occurredAt: iso(200) }] },
    ])
  })

  test('has a sequence that rises and stays the same when the payload comes again to the same session', () => {
    const one = born()
    const other = born()
    const first = said(one.hear(data(100, 2, state(6))))
    expect(said(other.hear(data(100, 2, state(6))))).toEqual(first)
    const [second] = said(one.hear(data(100, 3, state(11))))
    expect(second?.sequence).toBeGreaterThan(first[0]?.sequence ?? 0)
  })

  test('of one count comes with the other one as it was', () => {
    expect(said(born().hear(data(100, 2, { alias: 3, type: 'UInt64', value: 11 })))).toMatchObject([
      { name: 'count', good: '11', reject: '1' },
    ])
  })

  test('of a reason alone says the state again, with it', () => {
    expect(said(born().hear(data(100, 2, { alias: 2, type: 'String', value: 'no foil' })))).toMatchObject([
      { name: 'state', state: 'idle', reason: 'no foil', occurredAt: iso(100) },
    ])
  })

  test('of a mode says the state again, in the mode of that number or name', () => {
    const { hear } = born()
    const mode = (at: number, seq: number, type: string, value: unknown) =>
      hear(data(at, seq, { alias: 8, type, value }))
    expect(said(mode(100, 2, 'Int32', 2))).toMatchObject([{ name: 'state', state: 'idle', mode: 'maintenance' }])
    expect(said(mode(200, 3, 'String', 'Manual'))).toMatchObject([{ state: 'idle', mode: 'manual' }])
    expect(mode(300, 4, 'String', 'set up!')).toMatchObject({
      messages: [{ message: { state: 'idle' } }],
      refused: [{ reason: 'Mode is no name of a mode: set up!.' }],
    })
  })

  test('of the past is told with its time, and is not what is known now', () => {
    const { hear } = born()
    const past = { ...state(9), isHistorical: true, timestamp: start - 60_000 }
    expect(said(hear(data(100, 2, past)))).toMatchObject([{ state: 'aborted', occurredAt: iso(-60_000) }])
    expect(said(hear(data(200, 3, { alias: 2, type: 'String', value: 'x' })))).toMatchObject([{ state: 'idle' }])
    const half = { alias: 3, type: 'UInt64', value: 5, isHistorical: true, timestamp: start - 60_000 }
    expect(hear(data(300, 4, half))).toMatchObject({ messages: [], refused: [{ reason: /not whole/ }] })
  })

  test('without a value is no sample, and a state that is unknown', () => {
    const { hear } = born()
    const empty = [
      { alias: 5, type: 'Float', value: null },
      { alias: 1, type: 'Int32', value: null },
    ]
    expect(said(hear(data(100, 2, ...empty)))).toMatchObject([{ name: 'state', state: 'unknown' }])
  })

  test.each([Number.NaN, Number.NEGATIVE_INFINITY])('of %s is a sample that cannot be read', (value) => {
    expect(said(born().hear(data(100, 2, { alias: 5, type: 'Double', value })))).toMatchObject([
      { samples: [{ value: String(value) }] },
    ])
  })

  test('of a state that PackML does not know makes the equipment unknown, with a reason', () => {
    expect(born().hear(data(100, 2, state(99)))).toMatchObject({
      messages: [{ message: { state: 'unknown', reason: 'No state of PackML is known for 99' } }],
      refused: [{ reason: 'No state of PackML is known for 99.' }],
    })
  })

  test('of a type that Andon cannot use is refused by name, and the rest of it counts', () => {
    const table = { alias: 7, type: 'DataSet', value: { numOfColumns: 0, types: [], columns: [], rows: [] } }
    expect(born().hear(data(100, 2, table, state(6)))).toMatchObject({
      messages: [{ message: { state: 'execute' } }],
      refused: [{ reason: 'Table is of the type DataSet, which Andon cannot use.' }],
    })
  })

  test('by an alias that was never born is refused with its reason, and the node is asked once', () => {
    const { hear } = born()
    expect(hear(data(100, 2, { alias: 99, type: 'Int32', value: 1 }, state(6)))).toMatchObject({
      messages: [{ message: { state: 'execute' } }],
      refused: [{ reason: 'No birth has told of alias 99.' }],
      asksBecause: 'Data names a metric that was not born.',
    })
    expect(hear(data(200, 3, { alias: 99, type: 'Int32', value: 1 })).asksBecause).toBeUndefined()
    expect(hear(data(70_000, 4, { alias: 99, type: 'Int32', value: 1 })).asksBecause).toBeDefined()
  })

  test('of a device that was not born is refused, and the node is asked', () => {
    const node = listening()
    node.hear(nodeBirth())
    expect(node.hear(data(10, 1, state(6)))).toMatchObject({
      refused: [{ reason: 'The device press was never born, or has died.' }],
      asksBecause: 'A device that was not born sends data.',
    })
  })

  test('raises an alarm when it begins, and not again before it has ended', () => {
    const { hear } = born()
    const door = (at: number, seq: number, value: boolean) =>
      said(hear(data(at, seq, { alias: 6, type: 'Boolean', value })))
    expect(door(100, 2, true)).toMatchObject([{ name: 'alarm', code: 'Door', occurredAt: iso(100) }])
    expect(door(200, 3, true)).toEqual([])
    expect(door(300, 4, false)).toEqual([])
    expect(door(400, 5, true)).toHaveLength(1)
  })
})

describe('the order of messages', () => {
  test('goes on after 255 with 0', () => {
    const { hear, session } = born()
    for (let seq = 2; seq < 260; seq += 1) hear(data(seq * 10, seq & 255, { alias: 5, type: 'Float', value: seq }))
    expect(session()).toMatchObject({ expected: 4, held: [] })
  })

  test('is waited for: what comes too early is told after what was missing', () => {
    const { hear } = born()
    const early = hear(data(300, 4, state(11)))
    expect(early).toMatchObject({ messages: [], waits: true })
    expect(hear(data(200, 3, state(10)))).toMatchObject({ messages: [], waits: false })
    expect(said(hear(data(100, 2, state(6)))).map((it) => 'state' in it && it.state)).toEqual([
      'execute',
      'holding',
      'held',
    ])
  })

  test('is given up after five seconds: what is there counts, and the node is asked for a rebirth', () => {
    const { hear } = born()
    hear(data(300, 4, state(11)))
    expect(hear({ at: start + 300 + reorderMs - 1 })).toMatchObject({ messages: [] })
    expect(hear({ at: start + 300 + reorderMs })).toMatchObject({
      messages: [{ message: { state: 'held' } }],
      asksBecause: 'Messages are lost.',
    })
  })

  test('is given up when more than 32 messages wait, or one that no queue could have mixed up', () => {
    const { hear } = born()
    for (let seq = 3; seq < 35; seq += 1) expect(hear(data(seq * 10, seq, state(6))).asksBecause).toBeUndefined()
    const far = born()
    expect(far.hear(data(9000, 100, state(6)))).toMatchObject({ asksBecause: 'Messages are lost.' })
    expect(far.session().expected).toBe(101)
  })

  test('lets a copy pass, of the last message and of one 256 before', () => {
    const { hear, session } = born()
    hear(data(100, 2, state(6)))
    const before = session()
    expect(hear(data(100, 2, state(6)))).toMatchObject({ messages: [], refused: [] })
    expect(session()).toEqual(before)
    for (let seq = 3; seq < 258; seq += 1) hear(data(seq * 20, seq & 255, { alias: 5, type: 'Float', value: 1 }))
    expect(hear(data(100, 2, state(6)))).toMatchObject({ messages: [], refused: [] })
  })

  test('holds back what comes before the birth until it is there', () => {
    const node = listening()
    node.hear(pressBirth(10, 1))
    expect(node.hear(nodeBirth()).messages).not.toEqual([])
    const lone = listening()
    lone.hear(data(10, 1, state(6)))
    expect(lone.hear({ at: start + 10 + reorderMs })).toMatchObject({
      refused: [{ reason: 'The edge node was never born, and its birth did not come.' }],
      asksBecause: 'Messages are lost.',
    })
  })
})

describe('a death', () => {
  test('makes the equipment of the node unknown, from then on by its own clock', () => {
    const { hear } = born()
    hear({ ...data(100, 2, state(6)), receivedAt: start + 60_100 })
    const death = { ...arrived('NDEATH', { metrics: [bdSeq(0)] }), receivedAt: start + 65_100 }
    expect(said(hear(death))).toMatchObject([{ name: 'state', state: 'unknown', occurredAt: iso(5100) }])
    expect(said(hear(death))).toEqual([])
  })

  test('of an older session changes nothing', () => {
    const node = listening()
    node.hear(nodeBirth(0, 7))
    node.hear(pressBirth(10, 1))
    expect(node.hear(arrived('NDEATH', { at: 20, metrics: [bdSeq(6)] }))).toMatchObject({ messages: [], refused: [] })
    expect(node.session().status).toBe('alive')
  })

  test('without bdSeq is refused', () => {
    expect(born().hear(arrived('NDEATH', { at: 20 }))).toMatchObject({
      refused: [{ reason: 'A death of an edge node has the metric bdSeq.' }],
    })
  })

  test('of a device makes that device unknown, until it is born again', () => {
    const { hear } = born()
    expect(said(hear(arrived('DDEATH', { at: 50, seq: 2, deviceId: 'press' })))).toMatchObject([{ state: 'unknown' }])
    expect(hear(data(60, 3, state(6))).refused).toHaveLength(1)
    // Its state has been the same for long: it is true again from the birth on.
    const longAgo = [{ name: 'State', type: 'Int32', value: 6, timestamp: start - 9000 }]
    expect(said(hear(pressBirth(70, 4, longAgo)))).toMatchObject([{ state: 'execute', occurredAt: iso(70) }])
  })

  test('of a device can be silent: who does not come back after the birth of the node is unknown', () => {
    const { hear } = born()
    expect(hear(nodeBirth(1000, 0))).toMatchObject({ messages: [], waits: true })
    expect(said(hear({ at: start + 1000 + reorderMs }))).toMatchObject([{ state: 'unknown' }])
    const back = born()
    back.hear(nodeBirth(1000, 0))
    back.hear(pressBirth(1010, 1))
    expect(back.hear({ at: start + 1000 + reorderMs }).messages).toEqual([])
  })
})

test('a payload that is none is refused with its reason', () => {
  const { hear, session } = born()
  const before = session()
  const garbage = { ...data(100, 2), payload: Buffer.from([0xff, 0xff, 0xff]).toString('base64') }
  expect(hear(garbage)).toMatchObject({ messages: [], refused: [{ reason: /^The payload is no Sparkplug payload: / }] })
  expect(session()).toEqual(before)
})
