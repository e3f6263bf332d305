import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { sparkplugMapping } from '../../../events/sparkplug.ts'
import { newSession } from '../../../shared/domain/equipment/edge-node.ts'
import { hear, type Machine, unknownMachine } from '../../../shared/domain/equipment/machine.ts'
import { hearNode, type NodeHeard } from '../../../shared/messaging/sparkplug/node.ts'
import { reorderMs } from '../../../shared/messaging/sparkplug/order.ts'
import type { Arrived } from '../../../shared/messaging/sparkplug/turn.ts'
import { histories } from '../../support/seeded.ts'
import { arrived, bdSeq, start } from '../../support/sparkplug.ts'

const mapping = sparkplugMapping.parse({
  groupId: 'G',
  edgeNodeId: 'E',
  deviceId: 'd',
  metrics: [
    { metric: 'State', as: 'state' },
    { metric: 'Good', as: 'good' },
    { metric: 'Temp', as: 'parameter', parameterId: 'temperature' },
  ],
})
const behind = new Map([['d', { equipmentId: 'PRESS-1', mapping }]])

/** What a node says in each of its sessions: how often its device changes, and how. */
const sessions = fc.array(
  fc.array(fc.record({ alias: fc.constantFrom(1, 2, 3), value: fc.integer({ min: 1, max: 17 }) }), {
    minLength: 0,
    maxLength: 60,
  }),
  { minLength: 1, maxLength: 3 },
)

/** The messages of a node in their order; every session but the last one ends with a death. */
function spoken(changes: readonly { readonly alias: number; readonly value: number }[][]): Arrived[] {
  let at = 0
  const tick = () => {
    at += 50
    return at
  }
  return changes.flatMap((session, bd) => {
    let seq = 0
    const next = () => {
      seq = (seq + 1) & 255
      return seq
    }
    const names = ['State', 'Good', 'Temp'].map((name, index) => ({ name, type: 'Int32', value: 1, alias: index + 1 }))
    return [
      arrived('NBIRTH', { at: tick(), seq: 0, metrics: [bdSeq(bd)] }),
      arrived('DBIRTH', { at: tick(), seq: next(), deviceId: 'd', metrics: names }),
      ...session.map(({ alias, value }) =>
        arrived('DDATA', { at: tick(), seq: next(), deviceId: 'd', metrics: [{ alias, type: 'Int32', value }] }),
      ),
      ...(bd === changes.length - 1 ? [] : [arrived('NDEATH', { metrics: [bdSeq(bd)] })]),
    ]
  })
}

interface Ended {
  readonly machine: Machine
  readonly isAsked: boolean
  readonly refused: number
}

/** Hears the messages 20 ms after one another; after the last one, until nothing waits any more. */
function heard(messages: readonly Arrived[]): Ended {
  let known: Pick<NodeHeard, 'session' | 'births'> = { session: newSession, births: {} }
  let machine = unknownMachine('PRESS-1' as EquipmentId)
  let refused = 0
  const on = (it: Arrived | { at: number }) => {
    const after = hearNode(known, it, behind)
    // What is kept between two messages goes through the table as JSON.
    known = JSON.parse(JSON.stringify({ session: after.session, births: after.births }))
    machine = after.messages.reduce((now, { message }) => hear(now, message), machine)
    refused += after.refused.length
  }
  const now = (index: number) => start + 20_000 + index * 20
  for (const [index, message] of messages.entries()) on({ ...message, receivedAt: now(index) })
  on({ at: now(messages.length) + reorderMs })
  return { machine, isAsked: known.session.askedAt !== undefined, refused }
}

const newest = ({ machine: { state, stateSince, values, counts } }: Ended) => ({
  state,
  stateSince,
  value: values.temperature?.value,
  good: counts?.good,
})

/** Noise of others and of broken software, on the topics of the node. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.constant(Buffer.alloc(128 * 1024, 0xff).toString('base64')),
  fc.constant(Buffer.from([0x12, 0xff, 0xff, 0x03]).toString('base64')),
)
const kinds = fc.constantFrom<Arrived['kind']>('NDATA', 'DDATA', 'DBIRTH', 'DDEATH', 'NBIRTH', 'NDEATH')

test('messages in any order, often or never, end in the state of the clean run or in a request for a rebirth', () => {
  let same = 0
  fc.assert(
    fc.property(
      sessions,
      fc.array(
        fc.record({
          times: fc.integer({ min: 0, max: 3 }),
          delay: fc.oneof(
            { weight: 6, arbitrary: fc.constant(0) },
            { weight: 1, arbitrary: fc.integer({ min: 0, max: 90 }) },
          ),
        }),
        { minLength: 220, maxLength: 220 },
      ),
      fc.array(fc.record({ kind: kinds, payload: noise, place: fc.nat(200) }), { maxLength: 5 }),
      fc.boolean(),
      (changes, fates, garbage, mayLose) => {
        const messages = spoken(changes)
        const clean = heard(messages)
        expect(clean).toMatchObject({ isAsked: false, refused: 0 })
        const mixed = messages
          .flatMap((message, index) => {
            const { times = 1, delay: late = 0 } = fates[index] ?? {}
            // The broker itself says that a node is gone, and at once.
            const isDeath = message.kind === 'NDEATH'
            // With 256 numbers, a session of which nobody hears the beginning can look like the one before.
            const isSure = isDeath || message.kind === 'NBIRTH'
            const copies = mayLose && !isSure ? times : Math.max(1, times)
            const delay = isDeath ? 0 : late
            return Array.from({ length: copies }, (_, copy) => ({ message, at: index + delay * (copy + 1) }))
          })
          .sort((one, other) => one.at - other.at)
          .map(({ message }) => message)
        for (const { kind, payload, place } of garbage)
          mixed.splice(place, 0, { kind, ...(kind.startsWith('D') && { deviceId: 'd' }), payload, receivedAt: 0 })
        const last = messages.at(-1)
        const ended = heard(last ? [...mixed, last] : mixed)
        if (ended.isAsked) return
        same += 1
        expect(newest(ended)).toEqual(newest(clean))
      },
    ),
    { numRuns: histories(3000, 200) },
  )
  expect(same).toBeGreaterThan(10)
})

test('copies and changed places within the window end in the clean run, without a request', () => {
  fc.assert(
    fc.property(sessions, fc.array(fc.nat(4), { minLength: 220, maxLength: 220 }), ([changes = []], shifts) => {
      const [birth, ...others] = spoken([changes])
      if (!birth) return
      const mixed = others
        .flatMap((message, index) => [
          { message, at: index + (shifts[index] ?? 0) },
          { message, at: index + 6 },
        ])
        .sort((one, other) => one.at - other.at)
      const ended = heard([birth, ...mixed.map(({ message }) => message)])
      expect(ended).toMatchObject({ isAsked: false, refused: 0 })
      expect(newest(ended)).toEqual(newest(heard([birth, ...others])))
    }),
    { numRuns: histories(1000, 100) },
  )
})
