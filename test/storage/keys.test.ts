import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifier } from '../../events/identifiers.ts'
import { deviationStatuses, orderStatuses, subjectTypes } from '../../events/names.ts'
import {
  claimKey,
  factAt,
  factKey,
  factPartition,
  factPrefix,
  holdThereKey,
  keyOf,
  listOfDeviation,
  listOfOrder,
  pointerKey,
  question,
  receivedKey,
  shardOf,
  shards,
  spentKey,
  toldKey,
  waitKey,
} from '../../shared/storage/keys.ts'
import { partitions } from '../../shared/storage/table.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { histories } from '../support/seeded.ts'

/** Ids that look like the words and separators of the keys themselves, where a collision would begin. */
const id = fc
  .oneof(
    fc.constantFrom(
      'ORDER',
      'FACT',
      'LOT',
      'SUBLOT',
      'POINTER',
      'MACHINE',
      'EQUIPMENT',
      'VERSION',
      'PERSON',
      'TIMECARD',
      'ENTRY',
      'EFFECTIVE',
      'DISPENSED',
      'KEY',
      'WAIT',
      '0',
      'A',
    ),
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/),
  )
  .filter((text) => identifier.safeParse(text).success)
/** What a client may choose: any printable characters without spaces, separators of ours included. */
const clientKey = fc.oneof(
  fc.stringMatching(/^[\x21-\x7e]{8,20}$/),
  fc.stringMatching(/^[\x21-\x7e]{8,12} \d \d$/),
  fc.constantFrom('FACT#ORDER', 'SUBLOT#AAA', 'ORDER#A#FACT'),
)
/** A recipe by its version, a sublot by its lot and a unit by its material: only these are named in two parts. */
const subject = fc.record({ type: fc.constantFrom(...subjectTypes), id, part: id }).map(({ type, id: name, part }) => {
  if (type === 'recipe') return { type, id: `${name}@1` }
  return { type, id: type === 'sublot' || type === 'unit' ? `${name}@${part}` : name }
})

/** A lot as the enterprise names it. */
const lotThere = fc.tuple(fc.constantFrom('lyon', 'cork'), id).map(([site, name]) => `lot:${site}/${name}`)

/** One thing that is kept in the table, with what tells it from every other. */
const thing = fc.oneof(
  ...(
    [
      'order',
      'snapshot',
      'effective',
      'material',
      'person',
      'timecard',
      'equipment',
      'class',
      'place',
      'machine',
      'hold',
      'deviation',
      'lot',
      'shipment',
      'container',
      'gtin',
    ] as const
  ).map((kind) => id.map((name) => ({ what: `${kind} ${name}`, key: keyOf(ref[kind](name)) }))),
  fc
    .tuple(id, id)
    .map(([recipe, version]) => ({ what: `recipe ${recipe} ${version}`, key: keyOf(ref.recipe(recipe, version)) })),
  fc.tuple(id, id).map(([order, name]) => ({ what: `change ${order} ${name}`, key: keyOf(ref.change(order, name)) })),
  fc
    .tuple(id, id)
    .map(([order, name]) => ({ what: `dispensed ${order} ${name}`, key: keyOf(ref.dispensed(order, name)) })),
  fc.tuple(id, id).map(([groupId, edgeNodeId]) => {
    const node = { groupId, edgeNodeId }
    return { what: `edge node ${groupId} ${edgeNodeId}`, key: keyOf(ref.edgeNode(node)) }
  }),
  fc.tuple(id, id, fc.option(id, { nil: '' })).map(([groupId, edgeNodeId, device]) => {
    const node = { groupId, edgeNodeId }
    return { what: `birth ${groupId} ${edgeNodeId} ${device}`, key: keyOf(ref.edgeBirth(node, device)) }
  }),
  fc.tuple(id, id).map(([order, name]) => ({ what: `former ${order} ${name}`, key: keyOf(ref.former(order, name)) })),
  fc.tuple(id, id, id, fc.option(id, { nil: undefined })).map(([orderId, stepId, parameterId, serial]) => {
    const of = { orderId, stepId, parameterId, ...(serial !== undefined && { serial }) }
    return { what: `values ${orderId} ${stepId} ${parameterId} ${serial ?? ''}`, key: keyOf(ref.trend(of)) }
  }),
  fc
    .tuple(id, fc.nat())
    .map(([order, revision]) => ({ what: `before ${order} ${revision}`, key: keyOf(ref.superseded(order, revision)) })),
  fc.tuple(id, id).map(([of, number]) => ({ what: `serial ${of} ${number}`, key: keyOf(ref.serial(of, number)) })),
  fc.tuple(id, id).map(([lot, name]) => ({ what: `sublot ${lot} ${name}`, key: keyOf(ref.sublot(lot, name)) })),
  fc.tuple(id, id).map(([who, name]) => ({ what: `entry ${who} ${name}`, key: keyOf(ref.entry(who, name)) })),
  fc
    .tuple(subject, clientKey)
    .map(([about, key]) => ({ what: `fact ${about.type} ${about.id} ${key}`, key: factKey(about, key) })),
  fc.tuple(subject, subject, clientKey).map(([about, of, key]) => ({
    what: `pointer ${about.type} ${about.id} ${of.type} ${of.id} ${key}`,
    key: pointerKey(about, of, key),
  })),
  fc
    .tuple(subject, fc.constantFrom('record', 'review', 'signature', 'classification', 'disposition'))
    .map(([about, waiting]) => ({ what: `wait ${about.type} ${about.id} ${waiting}`, key: waitKey(about, waiting) })),
  clientKey.map((token) => ({ what: `sign-in ${token}`, key: spentKey(token) })),
  fc.tuple(lotThere, id).map(([lot, hold]) => ({ what: `hold there ${lot} ${hold}`, key: holdThereKey(lot, hold) })),
  fc.tuple(lotThere, lotThere).map(([from, lot]) => ({ what: `received ${from} ${lot}`, key: receivedKey(from, lot) })),
  fc
    .tuple(lotThere, id, lotThere)
    .map(([from, hold, lot]) => ({ what: `told ${from} ${hold} ${lot}`, key: toldKey(from, hold, lot) })),
  clientKey.map((key) => ({ what: `claim ${key}`, key: claimKey(key) })),
)

test('no two things make the same key', () => {
  fc.assert(
    fc.property(fc.array(thing, { minLength: 30, maxLength: 60 }), (things) => {
      const owners = new Map<string, string>()
      for (const { what, key } of things) {
        const text = JSON.stringify([key.pk, key.sk])
        expect(owners.get(text) ?? what).toBe(what)
        owners.set(text, what)
      }
    }),
    { numRuns: histories(300) },
  )
})

test('the key of a fact, and that of a pointer to it, tell which fact it is', () => {
  fc.assert(
    fc.property(subject, subject, fc.string({ minLength: 8, maxLength: 40 }), (of, about, factId) => {
      const own = factKey(of, factId)
      expect(factAt(own.pk, own.sk).factId).toBe(factId)
      if (of.type !== 'recipe' && of.type !== 'sublot') expect(factAt(own.pk, own.sk).subject).toEqual(of)
      const pointer = pointerKey(about, of, factId)
      expect(factAt(pointer.pk, pointer.sk)).toEqual({ subject: of, factId })
    }),
  )
})

test('no two questions ask the same partition of the index', () => {
  const asked = fc.oneof(
    subject.map((about) => ({ what: `about ${about.type} ${about.id}`, key: question.about(about) })),
    fc
      .tuple(fc.constantFrom('active' as const, 'released' as const), fc.constantFrom(...shards))
      .map((of) => ({ what: `holds ${of}`, key: question.holds(...of) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `stock ${shard}`, key: question.stock(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `used lots ${shard}`, key: question.usedLots(shard) })),
    fc
      .tuple(fc.constantFrom(...orderStatuses), fc.constantFrom(...shards))
      .chain(([status, shard]) =>
        fc.constantFrom(...(['waiting', listOfOrder[status]] as const)).map((list) => [list, shard] as const),
      )
      .map(([list, shard]) => ({
        what: list === 'open' ? `orders open ${shard}` : `orders ${list}`,
        key: question.orders(list, shard),
      })),
    fc
      .tuple(fc.constantFrom(...deviationStatuses), fc.constantFrom(...shards))
      .map(([status, shard]) => [listOfDeviation[status], shard] as const)
      .map(([list, shard]) => ({
        what: list === 'open' ? `deviations open ${shard}` : `deviations ${list}`,
        key: question.deviations(list, shard),
      })),
    fc
      .tuple(
        fc.constantFrom('open' as const, 'shipped' as const),
        fc.constantFrom('alone' as const, 'inside' as const),
        fc.constantFrom(...shards),
      )
      .map((of) => ({ what: `containers ${of}`, key: question.containers(...of) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `equipment ${shard}`, key: question.equipment(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `cleaned ${shard}`, key: question.cleaned(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `classes ${shard}`, key: question.classes(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `materials ${shard}`, key: question.materials(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `recipes ${shard}`, key: question.recipes(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `persons ${shard}`, key: question.persons(shard) })),
    fc.constantFrom(...shards).map((shard) => ({ what: `on the clock ${shard}`, key: question.onTheClock(shard) })),
  )
  fc.assert(
    fc.property(fc.array(asked, { minLength: 30, maxLength: 60 }), (questions) => {
      const owners = new Map<string, string>()
      for (const { what, key } of questions) {
        expect(owners.get(key) ?? what).toBe(what)
        owners.set(key, what)
      }
    }),
  )
})

test('the facts of a subject share a partition, in which no state stands', () => {
  fc.assert(
    fc.property(id, clientKey, (name, key) => {
      for (const type of ['order', 'lot', 'material', 'person', 'equipment', 'class', 'hold', 'deviation'] as const) {
        const { pk, sk } = factKey({ type, id: name }, key)
        expect(pk).toBe(`FACT#${keyOf(ref[type](name)).pk}`)
        expect(pk).toBe(factPartition({ type, id: name }))
        expect(sk.startsWith(factPrefix)).toBe(true)
        expect(keyOf(ref[type](name)).sk.startsWith(factPrefix)).toBe(false)
      }
      expect(factPartition({ type: 'recipe', id: `${name}@7` })).toBe(`FACT#${keyOf(ref.recipe(name, '7')).pk}`)
    }),
  )
})

test('every item is in a partition that a role can name, and only facts and pointers are in those of facts', () => {
  const named = Object.values(partitions)
  fc.assert(
    fc.property(thing, ({ what, key }) => {
      const [partition = ''] = key.pk.split('#')
      expect(named).toContain(partition)
      expect(partition === partitions.fact).toBe(/^(fact|pointer) /.test(what))
    }),
  )
})

test('the shards share the ids of a plant evenly', () => {
  const counts = shards.map(() => 0)
  for (let number = 0; number < 4000; number += 1) {
    const shard = shardOf(`ORDER-${100_000 + number}`)
    counts[shard] = (counts[shard] ?? 0) + 1
  }
  for (const count of counts) expect(count).toBeGreaterThan(800)
})
