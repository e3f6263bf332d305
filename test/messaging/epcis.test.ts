import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FactType, facts } from '../../events/catalog.ts'
import type { Fact } from '../../events/envelope.ts'
import { lotStatuses } from '../../events/material.ts'
import { type Amount, commonUnits, type Decimal, type Unit, unit as unitText } from '../../events/quantity.ts'
import { add, dimensionOf, subtract, zero } from '../../shared/domain/quantity.ts'
import { dayOf } from '../../shared/domain/wall-clock.ts'
import { unitOfCode } from '../../shared/messaging/b2mml/units.ts'
import * as containers from '../../shared/messaging/epcis/containers.ts'
import { epcisDocument } from '../../shared/messaging/epcis/document.ts'
import type { AnyEvent, EpcisEvent } from '../../shared/messaging/epcis/event.ts'
import { eventIdOf } from '../../shared/messaging/epcis/event-hash.ts'
import { epcisOf, eventsOf } from '../../shared/messaging/epcis/events-of.ts'
import { offsetOf } from '../../shared/messaging/epcis/local-time.ts'
import { containerOf, nameOf, type Plant, paperOf, partyOf, siteOf } from '../../shared/messaging/epcis/names.ts'
import { completed, produced, returned } from '../../shared/messaging/epcis/orders.ts'
import { quantityElement, rec20 } from '../../shared/messaging/epcis/rec20.ts'
import { telling } from '../../shared/messaging/epcis/telling.ts'
import { epcisFaultsOf } from '../support/epcis.ts'
import { dec } from '../support/given.ts'
import { histories } from '../support/seeded.ts'

const base = 'https://lyon.example.com/andon'
const plant: Plant = { site: 'lyon', base, timeZone: 'Europe/Paris' }
const made = '2026-03-03T00:00:00.000Z'

let count = 0
const aFact = <Type extends FactType>(
  type: Type,
  data: unknown,
  more: Partial<Omit<Fact, 'type' | 'data'>> = {},
): Fact => {
  count += 1
  const fact = {
    factId: `f-${count}`,
    type,
    site: 'lyon',
    subject: { type: 'lot', id: 'SUC-1' },
    sequence: count,
    occurredAt: '2026-03-02T12:00:00.000Z',
    recordedAt: '2026-03-02T12:00:01.000Z',
    actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
    data: facts[type].parse(data),
    requestHash: '',
    previousHash: '',
    hash: '',
    ...more,
  }
  // What was parsed by the schema of its type is of that type.
  return fact as Fact
}
const textOf = async (parts: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const part of parts) text += part
  return text
}
const documentOf = async (events: Iterable<EpcisEvent>) => JSON.parse(await textOf(epcisDocument(events, made)))
const only = (fact: Fact, of: Plant = plant): EpcisEvent => {
  const [event, ...others] = eventsOf([fact], of)
  if (!event || others.length > 0) throw new Error(`${fact.type} is ${others.length + 1} events`)
  return event
}
const kg = (value: string) => ({ value: dec(value), unit: 'kg' as const })
const sucrose = (value: string) => ({ epcClass: `${base}/class/SUC-1`, quantity: value, uom: 'KGM' })

describe('a fact about material', () => {
  test('that a lot was received begins its name here, and tells when it expires by the calendar of the plant', () => {
    const received = aFact('andon.lot.received.v1', {
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('120.500'),
      status: 'quarantine',
      expiresAt: '2028-02-29T23:30:00.000Z',
      supplierLot: 'S-77',
    })
    expect(only(received)).toMatchObject({
      type: 'ObjectEvent',
      action: 'ADD',
      eventTime: '2026-03-02T12:00:00.000Z',
      eventTimeZoneOffset: '+01:00',
      bizStep: 'receiving',
      disposition: 'non_sellable_other',
      quantityList: [sucrose('120.500')],
      readPoint: { id: `${base}/loc/lyon` },
      ilmd: {
        'andon:material': 'SUCROSE',
        'cbvmda:lotNumber': 'SUC-1',
        'cbvmda:itemExpirationDate': '2028-03-01',
        'andon:supplierLot': 'S-77',
      },
      'andon:subject': 'lot:SUC-1',
      'andon:fact': received.factId,
    })
  })

  test('that a lot came back from a customer is a return with its shipment', () => {
    const origin = { site: 'lyon', lotId: 'SUC-1', shipmentId: 'SH-1' }
    const from = { type: 'customer', id: 'ACME' }
    const data = { lotId: 'RET', materialId: 'SUCROSE', quantity: kg('3'), status: 'quarantine', origin, from }
    expect(only(aFact('andon.lot.received.v1', data))).toMatchObject({
      type: 'ObjectEvent',
      action: 'ADD',
      bizStep: 'receiving',
      disposition: 'returned',
      bizTransactionList: [{ type: 'desadv' }],
      sourceList: [{ type: 'owning_party' }, { type: 'possessing_party' }],
    })
  })

  test('that a lot is empty when it is received tells no quantity, because its stock comes in sublots', () => {
    const data = { lotId: 'SUC-1', materialId: 'SUCROSE', status: 'released' }
    const lot = only(aFact('andon.lot.received.v1', { ...data, quantity: kg('0') }))
    expect(lot).toMatchObject({ quantityList: [{ epcClass: `${base}/class/SUC-1` }] })
    expect(lot).not.toHaveProperty('disposition')
    expect(only(aFact('andon.sublot.received.v1', { ...data, sublotId: 'A', quantity: kg('25') }))).toMatchObject({
      quantityList: [{ epcClass: `${base}/class/SUC-1:A`, quantity: '25', uom: 'KGM' }],
    })
  })

  test.each([
    ['released', { bizStep: 'inspecting', disposition: 'conformant' }],
    ['rejected', { bizStep: 'inspecting', disposition: 'non_conformant' }],
    ['quarantine', { bizStep: 'holding', disposition: 'non_sellable_other' }],
    ['expired', { bizStep: 'holding', disposition: 'expired' }],
  ])('that a lot is %s now is an observation', (status, expected) => {
    const said = { action: 'OBSERVE', quantityList: [{ epcClass: `${base}/class/SUC-1` }], ...expected }
    expect(only(aFact('andon.lot.status-changed.v1', { lotId: 'SUC-1', status }))).toMatchObject(said)
    expect(only(aFact('andon.lot.synchronized.v1', { lotId: 'SUC-1', status }))).toMatchObject(said)
  })

  test.each(['consumed', 'shipped', 'depleted'])('that a lot is %s is told by what used it', (status) => {
    expect(eventsOf([aFact('andon.lot.status-changed.v1', { lotId: 'SUC-1', status })], plant)).toEqual([])
  })

  test('that a hold was placed on a lot is a holding; on anything else it is about no material', () => {
    const hold = (type: 'placed' | 'released', subject: object) =>
      aFact(`andon.hold.${type}.v1`, { holdId: 'H-1', subject, reason: 'A bag was open' })
    const lot = { type: 'lot', id: 'SUC-1' }
    expect(only(hold('placed', lot))).toMatchObject({
      bizStep: 'holding',
      disposition: 'non_sellable_other',
      'andon:hold': 'H-1',
    })
    const released = only(hold('released', lot))
    expect(released).toMatchObject({ bizStep: 'inspecting', 'andon:hold': 'H-1' })
    expect(released).not.toHaveProperty('disposition')
    expect(eventsOf([hold('placed', { type: 'equipment', id: 'MIX-1' })], plant)).toEqual([])
    expect(eventsOf([hold('released', { type: 'order', id: 'O-1' })], plant)).toEqual([])
  })

  test('that a component was built into a unit is an association with it, and that it was taken out ends that', async () => {
    const gtin = '09521234543213'
    const pumps: Plant = {
      ...plant,
      isUnit: (_, id) => id.startsWith('M'),
      gtinOf: (id) => (id === 'PUMP-7' ? gtin : undefined),
    }
    const into = { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'P-1' }
    const pump = `https://id.gs1.org/01/${gtin}/21/P-1`
    const data = { orderId: 'O-1', stepId: 'build', lineId: '0010', quantity: { value: '1', unit: '{each}' } }
    const of = { subject: { type: 'order', id: 'O-1' } } as const
    const announced = aFact(
      'andon.unit.announced.v1',
      { orderId: 'O-1', materialId: 'PUMP', lotId: 'PUMP-7', serials: ['P-1'] },
      of,
    )
    const motor = { ...data, lotId: 'MOT-1', sublotId: 'M-1', materialId: 'MOTOR' }
    const seals = { ...data, lotId: 'SEAL-1', materialId: 'SEAL' }
    const facts = [
      announced,
      aFact('andon.material.consumed.v1', { ...motor, into, equipmentId: 'BENCH-1' }, of),
      aFact('andon.material.consumed.v1', { ...seals, into }, of),
      aFact(
        'andon.material.returned.v1',
        { ...motor, outOf: into, inStep: 'test', consumptionId: 'f-9', reason: 'It hums' },
        of,
      ),
    ]
    const events = eventsOf(facts, pumps)
    const [, motorIn, sealsIn] = events
    const part = { lineId: data.lineId, quantity: data.quantity }
    const motorPart = { ...part, lotId: 'MOT-1', sublotId: 'M-1', materialId: 'MOTOR' }
    const sealsPart = { ...part, lotId: 'SEAL-1', materialId: 'SEAL' }
    const together = aFact(
      'andon.unit.built.v1',
      {
        orderId: data.orderId,
        stepId: data.stepId,
        into,
        consumed: [
          { ...motorPart, consumptionId: 'f-9/0' },
          { ...sealsPart, consumptionId: 'f-9/1' },
        ],
      },
      of,
    )
    const lost = { orderId: 'O-1', materialId: 'PUMP', lotId: 'PUMP-7', serial: 'P-1', deviationId: 'DEV-1' }
    expect(eventsOf([aFact('andon.unit.rejected.v1', { ...lost, reason: 'A crack' }, of)], pumps)).toMatchObject([
      { action: 'OBSERVE', epcList: [pump], bizStep: 'inspecting', disposition: 'non_conformant' },
    ])
    // Built in one act, each component is told as if it were built in alone.
    const shown = ({ action, bizStep, parentID, childEPCs, childQuantityList }: Readonly<Record<string, unknown>>) =>
      JSON.stringify({ action, bizStep, parentID, childEPCs, childQuantityList })
    expect(
      eventsOf([together], pumps)
        .map((it) => shown({ ...it }))
        .sort(),
    ).toEqual([shown({ ...motorIn }), shown({ ...sealsIn })].sort())
    expect(events).toMatchObject([
      {
        type: 'ObjectEvent',
        action: 'ADD',
        epcList: [pump],
        bizStep: 'commissioning',
        ilmd: { 'cbvmda:lotNumber': 'PUMP-7' },
      },
      {
        type: 'AssociationEvent',
        action: 'ADD',
        bizStep: 'installing',
        parentID: pump,
        childEPCs: [`${base}/obj/MOT-1:M-1`],
        bizTransactionList: [{ type: 'prodorder' }],
        readPoint: { id: `${base}/loc/lyon:BENCH-1` },
      },
      {
        type: 'AssociationEvent',
        parentID: pump,
        childQuantityList: [{ epcClass: `${base}/class/SEAL-1`, quantity: '1' }],
      },
      {
        type: 'AssociationEvent',
        action: 'DELETE',
        bizStep: 'removing',
        parentID: pump,
        childEPCs: [`${base}/obj/MOT-1:M-1`],
        'andon:consumption': 'f-9',
      },
    ])
    for (const event of events) expect(event).not.toHaveProperty('transformationID')
    expect(epcisFaultsOf(await documentOf(events))).toEqual([])
    expect(eventsOf([...facts].reverse(), pumps).map(({ eventID }) => eventID)).toEqual(
      events.map(({ eventID }) => eventID),
    )
  })

  test('that an order consumed and produced is one transformation, each part of it told when it happened', () => {
    const order = { subject: { type: 'order', id: 'O-1' } } as const
    const ofOrder = {
      type: 'TransformationEvent',
      transformationID: `${base}/xform/O-1`,
      bizStep: 'creating_class_instance',
      bizTransactionList: [{ bizTransaction: `${base}/bt/prodorder:O-1`, type: 'prodorder' }],
    }
    const consumed = {
      orderId: 'O-1',
      stepId: 'weigh',
      lineId: '0010',
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('25.010'),
      equipmentId: 'SCALE-1',
    }
    expect(only(aFact('andon.material.consumed.v1', consumed, order))).toMatchObject({
      ...ofOrder,
      inputQuantityList: [sucrose('25.010')],
      readPoint: { id: `${base}/loc/lyon:SCALE-1` },
      'andon:subject': 'order:O-1',
    })
    const produced = { orderId: 'O-1', stepId: 'mix', lotId: 'SYR-1', materialId: 'SYRUP', quantity: kg('99.5') }
    expect(only(aFact('andon.material.produced.v1', { ...produced, use: 'produced' }, order))).toMatchObject({
      ...ofOrder,
      outputQuantityList: [{ epcClass: `${base}/class/SYR-1`, quantity: '99.5', uom: 'KGM' }],
    })
  })

  test('that an order made scrap is told as what came out and was destroyed, so that the balance is right', () => {
    const data = { orderId: 'O-1', stepId: 'mix', lotId: 'SYR-1', materialId: 'SYRUP', quantity: kg('0.5') }
    const [out, gone] = eventsOf([aFact('andon.material.produced.v1', { ...data, use: 'scrap' })], plant)
    const scrap = [{ epcClass: `${base}/class/SYR-1`, quantity: '0.5', uom: 'KGM' }]
    expect(out).toMatchObject({ type: 'TransformationEvent', outputQuantityList: scrap })
    expect(gone).toMatchObject({
      action: 'DELETE',
      quantityList: scrap,
      bizStep: 'destroying',
      disposition: 'destroyed',
    })
  })

  test('that a lot came from another site names it as that site does, and ties it to the shipment', () => {
    const elsewhere = (site: string) => ({ site, base: `https://${site}.example.com/andon` })
    const data = {
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('25'),
      status: 'quarantine',
      location: 'RACK-4',
      certificate: { certificateId: 'CoA 7/26' },
      origin: { site: 'tarn', lotId: 'T-9', shipmentId: 'S-1' },
    }
    const tarn = 'https://tarn.example.com/andon'
    expect(only(aFact('andon.lot.received.v1', data), { ...plant, elsewhere })).toMatchObject({
      bizLocation: { id: `${base}/loc/lyon:RACK-4` },
      bizTransactionList: [
        { bizTransaction: `${tarn}/bt/desadv:S-1`, type: 'desadv' },
        { bizTransaction: `${base}/bt/cert:CoA%207%2F26`, type: 'cert' },
      ],
      sourceList: [{ source: `${tarn}/loc/tarn`, type: 'location' }],
      ilmd: { 'andon:origin': `${tarn}/class/T-9` },
    })
    const toTarn = { lotId: 'T-9', materialId: 'SUCROSE', quantity: kg('25'), shipmentId: 'S-1' }
    const shipped = aFact('andon.lot.shipped.v1', { ...toTarn, to: { type: 'site', id: 'lyon' } })
    expect(only(shipped, { ...plant, ...elsewhere('tarn') })).toMatchObject({
      quantityList: [{ epcClass: `${tarn}/class/T-9` }],
      bizTransactionList: [{ bizTransaction: `${tarn}/bt/desadv:S-1`, type: 'desadv' }],
    })
  })

  test('that a lot was bought tells who sent it', () => {
    const data = {
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('25'),
      status: 'quarantine',
      supplierId: 'SUGAR-CO',
    }
    expect(only(aFact('andon.lot.received.v1', data))).toMatchObject({
      sourceList: [{ source: `${base}/party/supplier:SUGAR-CO`, type: 'possessing_party' }],
    })
  })

  test('that a lot was tested again is an inspection', () => {
    const data = { lotId: 'SUC-1', retestAt: '2027-03-01T00:00:00.000Z', potency: '98.5' }
    expect(only(aFact('andon.lot.retested.v1', data))).toMatchObject({
      bizStep: 'inspecting',
      disposition: 'conformant',
      'andon:retestAt': '2027-03-01T00:00:00.000Z',
      'andon:potency': '98.5',
    })
  })

  test('that a lot was split or merged is a transformation in which nothing is lost', () => {
    const parts = [
      { lotId: 'SUC-2', quantity: kg('10') },
      { lotId: 'SUC-3', quantity: { value: '2500', unit: 'g' } },
    ]
    const [ten, more] = [
      { epcClass: `${base}/class/SUC-2`, quantity: '10', uom: 'KGM' },
      { epcClass: `${base}/class/SUC-3`, quantity: '2500', uom: 'GRM' },
    ]
    const split = { lotId: 'SUC-1', materialId: 'SUCROSE', parts, keeps: kg('0') }
    expect(only(aFact('andon.lot.split.v1', split))).toMatchObject({
      type: 'TransformationEvent',
      bizStep: 'commissioning',
      inputQuantityList: [sucrose('10'), { ...sucrose('2500'), uom: 'GRM' }],
      outputQuantityList: [ten, more],
    })
    const merged = { lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('12.5'), from: parts }
    expect(only(aFact('andon.lot.merged.v1', merged))).toMatchObject({
      type: 'TransformationEvent',
      inputQuantityList: [ten, more],
      outputQuantityList: [sucrose('12.5')],
    })
  })

  test('that a lot was moved says where it lies now', () => {
    expect(only(aFact('andon.lot.moved.v1', { lotId: 'SUC-1', from: 'DOCK', to: 'RACK-4' }))).toMatchObject({
      action: 'OBSERVE',
      bizStep: 'storing',
      bizLocation: { id: `${base}/loc/lyon:RACK-4` },
    })
  })

  test.each([
    [
      '12',
      '11.5',
      [
        ['OBSERVE', '11.5'],
        ['DELETE', '0.5'],
      ],
    ],
    [
      '12',
      '12.5',
      [
        ['OBSERVE', '12.5'],
        ['ADD', '0.5'],
      ],
    ],
    ['12', '0', [['DELETE', '12']]],
    ['12', '12', [['OBSERVE', '12']]],
  ])('that of %s kg a count found %s tells what there is and what makes the difference', (was, is, expected) => {
    const data = { lotId: 'SUC-1', materialId: 'SUCROSE', was: kg(was), is: kg(is), reasonCode: 'SPILLED' }
    expect(eventsOf([aFact('andon.lot.adjusted.v1', data)], plant)).toMatchObject(
      expected.map(([action, value]) => ({
        action,
        quantityList: [sucrose(value ?? '')],
        bizStep: 'stock_taking',
        'andon:reason': 'SPILLED',
      })),
    )
  })

  test('that stock was scrapped or sampled is its end', () => {
    const of = { lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('2') }
    const end = { action: 'DELETE', quantityList: [sucrose('2')], bizStep: 'destroying', disposition: 'destroyed' }
    expect(only(aFact('andon.lot.scrapped.v1', { ...of, orderId: 'O-1', reasonCode: 'WET' }))).toMatchObject({
      ...end,
      bizTransactionList: [{ bizTransaction: `${base}/bt/prodorder:O-1`, type: 'prodorder' }],
      'andon:reason': 'WET',
    })
    expect(eventsOf([aFact('andon.lot.sampled.v1', { ...of, sampleId: 'Q-1' })], plant)).toMatchObject([
      { action: 'OBSERVE', quantityList: [sucrose('2')], bizStep: 'sampling', 'andon:sample': 'Q-1' },
      { ...end, 'andon:sample': 'Q-1' },
    ])
  })

  test.each([
    ['customer', 'ACME', 'in_transit', 'owning_party possessing_party', `${base}/party/customer:ACME`],
    ['supplier', '4012345000009', 'returned', 'possessing_party', 'https://id.gs1.org/417/4012345000009'],
    ['site', 'tarn', 'in_transit', 'location', `${base}/loc/tarn`],
  ])(
    'that stock was shipped to a %s tells to whom and under which advice',
    (type, id, disposition, types, destination) => {
      const of = { lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('2'), shipmentId: 'S-1', to: { type, id } }
      expect(only(aFact('andon.lot.shipped.v1', of))).toMatchObject({
        action: 'OBSERVE',
        quantityList: [sucrose('2')],
        bizStep: 'shipping',
        disposition,
        bizTransactionList: [{ bizTransaction: `${base}/bt/desadv:S-1`, type: 'desadv' }],
        destinationList: types.split(' ').map((each) => ({ destination, type: each })),
      })
    },
  )

  test('that a batch was released or rejected ties its lots to the production order', () => {
    const data = { orderId: 'O-1', product: 'SYRUP', lots: ['SYR-1', 'SYR-2'] }
    expect(only(aFact('andon.batch.released.v1', data))).toMatchObject({
      type: 'TransactionEvent',
      action: 'ADD',
      bizTransactionList: [{ bizTransaction: `${base}/bt/prodorder:O-1`, type: 'prodorder' }],
      quantityList: [{ epcClass: `${base}/class/SYR-1` }, { epcClass: `${base}/class/SYR-2` }],
      bizStep: 'inspecting',
      disposition: 'conformant',
    })
    expect(only(aFact('andon.batch.rejected.v1', data))).toMatchObject({ disposition: 'non_conformant' })
    expect(eventsOf([aFact('andon.batch.rejected.v1', { ...data, lots: [] })], plant)).toEqual([])
  })

  test('that a step was completed tells what the completion consumed, if it did', () => {
    const step = { orderId: 'O-1', stepId: 'mix' }
    expect(eventsOf([aFact('andon.step.completed.v1', step)], plant)).toEqual([])
    const used = [
      { lotId: 'SUC-1', quantity: kg('20') },
      { lotId: 'SUC-2', quantity: kg('5') },
    ] as const
    const twice = [...used, { lotId: 'SUC-1', quantity: kg('20') }]
    expect(completed({ ...step, consumed: twice }, plant)).toMatchObject([
      { inputQuantityList: [sucrose('40'), { epcClass: `${base}/class/SUC-2` }] },
    ])
    expect(completed({ ...step, consumed: used }, plant)).toMatchObject([
      {
        transformationID: `${base}/xform/O-1`,
        inputQuantityList: [sucrose('20'), { epcClass: `${base}/class/SUC-2`, quantity: '5', uom: 'KGM' }],
      },
    ])
  })

  test('that a completion scrapped units destroys them; what was not made yet is an output before', () => {
    const step = { orderId: 'O-1', stepId: 'mix' }
    const lost = [{ lotId: 'SYR-1', quantity: kg('1') }] as const
    const actions = (told: ReturnType<typeof completed>) => told.map(({ type, bizStep }) => [type, bizStep])
    expect(actions(completed({ ...step, scrappedStock: lost }, plant))).toEqual([['ObjectEvent', 'destroying']])
    expect(completed({ ...step, scrappedUnmade: lost }, plant)).toEqual(
      produced({ ...step, ...lost[0], use: 'scrap' }, plant),
    )
  })

  test('that an order took a sample is its end, and that it gave back what it consumed brings it back by its name', () => {
    const of = { orderId: 'O-1', lotId: 'SUC-1', quantity: kg('2') }
    expect(produced({ ...of, use: 'sample' }, plant)).toMatchObject([{ bizStep: 'sampling' }, { action: 'DELETE' }])
    expect(produced({ ...of, use: 'by-product' }, plant)).toMatchObject([{ outputQuantityList: [sucrose('2')] }])
    expect(returned({ ...of, consumptionId: 'f-7' }, plant)).toMatchObject([
      {
        transformationID: `${base}/xform/O-1`,
        outputQuantityList: [sucrose('2')],
        disposition: 'returned',
        'andon:consumption': 'f-7',
      },
    ])
  })

  // Nothing about material may be left out by forgetting it: a kind of fact is told, or stands here with nothing to tell.
  test('is told, whichever kind it is', () => {
    const silent = [
      'andon.dispensing.charge-reversed.v1',
      'andon.dispensing.charged.v1',
      'andon.dispensing.verified.v1',
      'andon.hold.origin-released.v1',
      'andon.hold.spread-completed.v1',
      'andon.hold.spread-started.v1',
      'andon.material.defined.v1',
    ]
    const material = Object.keys(facts).filter(
      (type) =>
        /^andon\.(lot|sublot|material|hold|container|unit|dispensing)\./.test(type) &&
        !type.endsWith('.command-refused.v1'),
    )
    expect(material.filter((type) => !(type in telling)).sort()).toEqual(silent)
  })
})

describe('the time of a place', () => {
  test.each([
    ['2026-03-02T12:00:00.000Z', 'Europe/Paris', '+01:00', '2026-03-02'],
    ['2026-07-02T22:30:00.000Z', 'Europe/Paris', '+02:00', '2026-07-03'],
    ['2026-03-01T03:00:00.000Z', 'America/St_Johns', '-03:30', '2026-02-28'],
    ['2026-03-01T18:30:00.000Z', 'Asia/Kathmandu', '+05:45', '2026-03-02'],
    ['2026-03-01T10:30:00.000Z', 'Pacific/Kiritimati', '+14:00', '2026-03-02'],
    ['2026-03-01T23:59:59.999Z', 'UTC', '+00:00', '2026-03-01'],
  ])('at %s in %s is %s from UTC, on %s', (at, timeZone, offset, day) => {
    expect(offsetOf(at, timeZone)).toBe(offset)
    expect(dayOf(timeZone, at)).toBe(day)
  })
})

describe('a container', () => {
  const content = {
    containerId: '106141412345678908',
    units: [
      { lotId: 'PUMP-7', sublotId: 'S-1', quantity: { value: dec('1'), unit: '{each}' } },
      { lotId: 'SYR-1', sublotId: 'BAG-1', quantity: { value: dec('12'), unit: 'kg' } },
    ],
    containers: ['BOX-1'],
  } as const
  const of: Plant = { ...plant, isUnit: (_, sublotId) => sublotId.startsWith('S') }
  const sscc = 'https://id.gs1.org/00/106141412345678908'
  const children = {
    type: 'AggregationEvent',
    parentID: sscc,
    childEPCs: [`${base}/obj/BOX-1`, `${base}/obj/PUMP-7:S-1`],
    childQuantityList: [{ epcClass: `${base}/class/SYR-1:BAG-1`, quantity: '12', uom: 'KGM' }],
  }
  const shipment = { ...content, shipmentId: 'S-1', to: { type: 'customer', id: 'ACME' } } as const

  test('is commissioned, and seen where it is stored', () => {
    expect(containers.made({ containerId: 'BOX-1', location: 'DOCK' }, of)).toMatchObject([
      { action: 'ADD', epcList: [`${base}/obj/BOX-1`], bizStep: 'commissioning', disposition: 'active' },
    ])
    expect(containers.moved({ containerId: 'BOX-1', to: 'DOCK' }, of)).toMatchObject([
      { action: 'OBSERVE', epcList: [`${base}/obj/BOX-1`], bizLocation: { id: `${base}/loc/lyon:DOCK` } },
    ])
  })

  test('is packed and unpacked as an aggregation, units and containers apart from amounts', () => {
    expect(containers.packed(content, of)).toMatchObject([{ ...children, action: 'ADD', bizStep: 'packing' }])
    expect(containers.unpacked(content, of)).toMatchObject([{ ...children, action: 'DELETE', bizStep: 'unpacking' }])
  })

  test('is shipped with all that is in it, or alone', () => {
    const leaving = { bizStep: 'shipping', bizTransactionList: [{ bizTransaction: `${base}/bt/desadv:S-1` }] }
    expect(containers.shipped(shipment, of)).toMatchObject([{ ...children, action: 'OBSERVE', ...leaving }])
    expect(containers.shipped({ ...shipment, units: [], containers: [] }, of)).toMatchObject([
      { type: 'ObjectEvent', epcList: [sscc], ...leaving },
    ])
  })

  test('is valid by the schema of GS1 in all that happens to it', async () => {
    const empty = { ...content, units: [], containers: [] }
    const told = [
      ...containers.made({ containerId: 'BOX-1', location: 'DOCK' }, of),
      ...containers.packed(content, of),
      ...containers.unpacked(empty, of),
      ...containers.moved({ containerId: 'BOX-1', to: 'DOCK' }, of),
      ...containers.shipped(shipment, of),
      ...containers.shipped({ ...shipment, ...empty }, of),
      ...returned(
        { orderId: 'O-1', lotId: 'SUC-1', quantity: { value: dec('2'), unit: 'kg' }, consumptionId: 'f-7' },
        of,
      ),
    ]
    const when = { eventTime: '2026-03-02T12:00:00.000Z', eventTimeZoneOffset: '+01:00' }
    expect(epcisFaultsOf(await documentOf(told.map((each) => ({ ...when, ...each }) as EpcisEvent)))).toEqual([])
  })
})

describe('a name', () => {
  const gs1: Plant = {
    ...plant,
    gln: '4012345000009',
    gtinOf: (lotId) => (lotId.startsWith('P') ? '4012345000016' : undefined),
    isUnit: (_, sublotId) => sublotId.startsWith('S'),
  }

  test('is the GS1 Digital Link of a lot or serialised unit that has a GTIN', () => {
    expect(nameOf(gs1, 'P-1')).toEqual({ epcClass: 'https://id.gs1.org/01/04012345000016/10/P-1' })
    expect(nameOf(gs1, 'P-1', 'S-9')).toEqual({ epc: 'https://id.gs1.org/01/04012345000016/21/S-9' })
  })

  test('is one of the plant where there is no GTIN, where an id is too long for a label, and for part of a lot', () => {
    expect(nameOf(gs1, 'Q-1')).toEqual({ epcClass: `${base}/class/Q-1` })
    expect(nameOf(gs1, 'Q-1', 'S-9')).toEqual({ epc: `${base}/obj/Q-1:S-9` })
    expect(nameOf(gs1, `P${'1'.repeat(20)}`)).toEqual({ epcClass: `${base}/class/P${'1'.repeat(20)}` })
    expect(nameOf(gs1, 'P-1', 'BAG-1')).toEqual({ epcClass: `${base}/class/P-1:BAG-1` })
  })

  test('is a GS1 key only when its check digit is right', () => {
    expect(containerOf(plant, '106141412345678908')).toBe('https://id.gs1.org/00/106141412345678908')
    expect(containerOf(plant, '106141412345678909')).toBe(`${base}/obj/106141412345678909`)
    expect(partyOf(plant, 'customer', '4012345000009')).toBe('https://id.gs1.org/417/4012345000009')
    expect(partyOf(plant, 'customer', '4012345000008')).toBe(`${base}/party/customer:4012345000008`)
    expect(siteOf(gs1)).toBe('https://id.gs1.org/414/4012345000009')
    expect(siteOf({ ...gs1, gln: '4012345000008' })).toBe(`${base}/loc/lyon`)
    expect(nameOf({ ...gs1, gtinOf: () => '4012345000017' }, 'P-1')).toEqual({ epcClass: `${base}/class/P-1` })
  })

  test('is a URI whatever a certificate is called, half a character included', () => {
    expect(paperOf(plant, 'cert', 'CoA 7/26 ü')).toBe(`${base}/bt/cert:CoA%207%2F26%20%C3%BC`)
    expect(paperOf(plant, 'cert', '\ud800')).toBe(`${base}/bt/cert:%EF%BF%BD`)
  })

  test('is the same for no two things', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    const thing = fc.record({ lotId: id, sublotId: fc.option(id, { nil: undefined }) })
    fc.assert(
      fc.property(thing, thing, (one, other) => {
        const named = (it: typeof one) => JSON.stringify(nameOf(gs1, it.lotId, it.sublotId))
        const isSame = one.lotId === other.lotId && one.sublotId === other.sublotId
        // A serialised unit is known by its GTIN and serial number alone: which lot it is from is not part of its name.
        const areUnits = named(one).includes('/21/') && named(other).includes('/21/')
        return isSame || areUnits || named(one) !== named(other)
      }),
    )
  })
})

describe('an amount', () => {
  const measured = commonUnits.filter((unit) => ['mass', 'volume', 'length', 'area'].includes(dimensionOf(unit)))

  test.each(measured)('in %s has a code of UN/CEFACT Recommendation 20', (unit) => {
    expect(quantityElement('urn:x', { value: dec('1.50'), unit })).toEqual({
      epcClass: 'urn:x',
      quantity: '1.50',
      uom: rec20[unit],
    })
  })

  test('has no code that means another unit, here or in what ERP systems write', () => {
    expect(new Set(Object.values(rec20)).size).toBe(Object.keys(rec20).length)
    expect(commonUnits.filter((unit) => rec20[unit] === undefined)).toEqual([])
    const others = Object.entries(rec20).filter(([unit, code]) => (unitOfCode(code) ?? unit) !== unit)
    // ERP systems count in C62, "one"; EPCIS counts without a unit, so that here it is only the one of a ratio.
    expect(others).toEqual([['1', 'C62']])
    // No ERP system is known to write 4G, the microlitre.
    expect(measured.filter((unit: Unit) => unitOfCode(rec20[unit] ?? '') !== unit)).toEqual(['uL'])
  })

  test('in a unit without a code is told in the base unit of its dimension, and else has no quantity', () => {
    const of = (value: string, unit: string) =>
      quantityElement('urn:x', { value: dec(value), unit: unitText.parse(unit) })
    expect(of('2.5', 'Mg')).toEqual({ epcClass: 'urn:x', quantity: '2500', uom: 'KGM' })
    expect(of('12', '{piece}')).toEqual({ epcClass: 'urn:x', quantity: '12' })
    expect(of('3', '[CFU]')).toEqual({ epcClass: 'urn:x' })
  })

  test('of whole pieces is a count without a unit, of part of a piece is measured in pieces', () => {
    expect(quantityElement('urn:x', { value: dec('12'), unit: '{each}' })).toEqual({
      epcClass: 'urn:x',
      quantity: '12',
    })
    expect(quantityElement('urn:x', { value: dec('2.5'), unit: '{each}' })).toEqual({
      epcClass: 'urn:x',
      quantity: '2.5',
      uom: 'H87',
    })
  })
})

const id = fc.constantFrom('A-1', 'B.2', '0012', '258456', 'c_3')
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const amount = fc.record({
  value: fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.stringMatching(/^\d{1,12}$/))
    .map(([whole, part]) => `${whole}.${part}`),
  unit: fc.constantFrom(...commonUnits),
})
const quantity = amount.filter(({ value }) => /[1-9]/.test(value))
const status = fc.constantFrom(...lotStatuses)
const text = fc.string({ minLength: 1, maxLength: 40 }).filter((it) => it.trim() === it && it !== '')
const reason = fc.constant('Because')
const lot = { lotId: id }
const unit = fc.record({ materialId: id, lotId: id, serial: id })
const site = fc.constantFrom('lyon', 'tarn')
const of = { ...lot, materialId: id, sublotId: id }
const ofRequired = <Key extends string>(...keys: Key[]) => ({
  requiredKeys: ['lotId' as const, 'materialId' as const, ...keys],
})
const parts = (minLength: number) => fc.array(fc.record({ lotId: id, quantity }), { minLength, maxLength: 4 })

const kind = fc.constantFrom('case', 'pallet')
const content = {
  containerId: id,
  units: fc.array(fc.record({ lotId: id, sublotId: id, materialId: id, quantity }), { minLength: 1, maxLength: 3 }),
  containers: fc.uniqueArray(id, { maxLength: 3 }),
}

/** A fact of each kind that is told, in any order: the writer has to be right also where a plant could not have done it. */
const data: { readonly [Type in FactType]?: fc.Arbitrary<unknown> } = {
  'andon.lot.received.v1': fc.record(
    {
      ...lot,
      materialId: id,
      quantity: amount,
      status,
      expiresAt: instant,
      retestAt: instant,
      manufacturedAt: instant,
      supplierId: id,
      supplierLot: text,
      certificate: fc.record({ certificateId: text }),
      potency: fc.constantFrom('98.50', '100'),
      location: id,
      origin: fc.record({ site, lotId: id, shipmentId: id }, { requiredKeys: ['site', 'lotId'] }),
    },
    { requiredKeys: ['lotId', 'materialId', 'quantity', 'status'] },
  ),
  'andon.lot.retested.v1': fc.record({ ...lot, expiresAt: instant, retestAt: instant }, { requiredKeys: ['lotId'] }),
  'andon.lot.split.v1': fc.record({ ...lot, materialId: id, parts: parts(1), keeps: amount }),
  'andon.lot.merged.v1': fc.record({ ...lot, materialId: id, from: parts(2), quantity }),
  'andon.lot.moved.v1': fc.record({ ...lot, sublotId: id, to: id }, { requiredKeys: ['lotId', 'to'] }),
  'andon.lot.adjusted.v1': fc.record({ ...of, was: amount, is: amount, reasonCode: id }, ofRequired('was', 'is')),
  'andon.lot.scrapped.v1': fc.record({ ...of, quantity, orderId: id, reasonCode: id }, ofRequired('quantity')),
  'andon.lot.sampled.v1': fc.record({ ...of, quantity, sampleId: id }, ofRequired('quantity')),
  'andon.lot.shipped.v1': fc.record(
    {
      ...of,
      quantity,
      shipmentId: id,
      to: fc.oneof(
        fc.record({ type: fc.constantFrom('customer', 'supplier'), id }),
        fc.record({ type: fc.constant('site'), id: site }),
      ),
    },
    ofRequired('quantity', 'shipmentId', 'to'),
  ),
  'andon.sublot.received.v1': fc.record({ ...lot, sublotId: id, materialId: id, quantity: amount, status }),
  'andon.lot.status-changed.v1': fc.record({ ...lot, status }),
  'andon.lot.synchronized.v1': fc.record({ ...lot, sublotId: id, status }, { requiredKeys: ['lotId'] }),
  'andon.lot.divided.v1': fc.record({
    ...lot,
    materialId: id,
    sublots: fc.array(fc.record({ sublotId: id, quantity }), { minLength: 1, maxLength: 3 }),
    loose: amount,
  }),
  'andon.lot.serialised.v1': fc.record({
    ...lot,
    materialId: id,
    serials: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
    loose: amount,
  }),
  'andon.container.made.v1': fc.record(
    { containerId: id, kind, location: id },
    { requiredKeys: ['containerId', 'kind'] },
  ),
  'andon.container.packed.v1': fc.record(content),
  'andon.container.unpacked.v1': fc.record(content),
  'andon.container.moved.v1': fc.record({ containerId: id, to: id }),
  'andon.container.shipped.v1': fc.record({
    ...content,
    shipmentId: id,
    to: fc.record({ type: fc.constantFrom('customer', 'supplier'), id }),
  }),
  'andon.lot.hold-inherited.v1': fc.record({ ...lot, holdId: id, from: fc.constant({ type: 'lot', id: 'A' }) }),
  'andon.lot.hold-ended.v1': fc.record({ ...lot, holdId: id }),
  'andon.hold.placed.v1': fc.record({
    holdId: id,
    subject: fc.record({ type: fc.constantFrom('lot', 'order'), id }),
    reason,
  }),
  'andon.deviation.opened.v1': fc.record(
    {
      deviationId: id,
      subject: fc.record({ type: fc.constantFrom('lot', 'order'), id }),
      title: reason,
      description: reason,
      holdId: id,
    },
    { requiredKeys: ['deviationId', 'subject', 'title', 'description'] },
  ),
  'andon.hold.released.v1': fc.record({
    holdId: id,
    subject: fc.record({ type: fc.constantFrom('lot', 'equipment'), id }),
    reason,
  }),
  'andon.material.consumed.v1': fc.record(
    {
      ...lot,
      orderId: id,
      stepId: id,
      lineId: id,
      materialId: id,
      sublotId: id,
      quantity,
      equipmentId: id,
      into: unit,
    },
    { requiredKeys: ['lotId', 'orderId', 'stepId', 'lineId', 'materialId', 'quantity'] },
  ),
  'andon.unit.built.v1': fc.record({
    orderId: id,
    stepId: id,
    into: unit,
    consumed: fc.array(fc.record({ ...lot, lineId: id, materialId: id, quantity, consumptionId: id }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  'andon.unit.repair-started.v1': fc.record({
    ...lot,
    orderId: id,
    stepId: id,
    materialId: id,
    sublotId: id,
    quantity,
    into: unit,
  }),
  'andon.unit.repair-cancelled.v1': fc.record({
    ...lot,
    orderId: id,
    stepId: id,
    materialId: id,
    sublotId: id,
    quantity,
    outOf: unit,
    consumptionId: id,
    reason,
  }),
  'andon.unit.announced.v1': fc.record({
    ...lot,
    orderId: id,
    materialId: id,
    serials: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
  }),
  'andon.unit.rejected.v1': fc.record({ ...lot, orderId: id, materialId: id, serial: id, deviationId: id, reason }),
  'andon.dispensing.rejected.v1': fc.record({
    ...lot,
    orderId: id,
    stepId: id,
    lineId: id,
    containerId: id,
    materialId: id,
    quantity,
    reason,
  }),
  'andon.material.returned.v1': fc.record(
    {
      ...lot,
      orderId: id,
      stepId: id,
      lineId: id,
      materialId: id,
      sublotId: id,
      quantity,
      consumptionId: id,
      reason,
      outOf: unit,
    },
    { requiredKeys: ['lotId', 'orderId', 'stepId', 'lineId', 'materialId', 'quantity', 'consumptionId', 'reason'] },
  ),
  'andon.material.produced.v1': fc.record({
    ...lot,
    orderId: id,
    stepId: id,
    materialId: id,
    quantity,
    use: fc.constantFrom('produced', 'scrap'),
  }),
  'andon.step.progressed.v1': fc.record(
    {
      orderId: id,
      stepId: id,
      finished: quantity,
      scrapped: quantity,
      consumed: fc.array(fc.record({ lineId: id, ...of, quantity }), { minLength: 1 }),
    },
    { requiredKeys: ['orderId', 'stepId', 'finished', 'scrapped'] },
  ),
  'andon.production.reversed.v1': fc.record({
    ...lot,
    orderId: id,
    stepId: id,
    materialId: id,
    quantity,
    use: fc.constantFrom('produced', 'scrap', 'sample'),
    productionId: id,
    reason,
  }),
  'andon.step.completed.v1': fc.record(
    { orderId: id, stepId: id, equipmentId: id },
    { requiredKeys: ['orderId', 'stepId'] },
  ),
  'andon.batch.released.v1': fc.record({ orderId: id, product: id, lots: fc.uniqueArray(id) }),
  'andon.batch.rejected.v1': fc.record({ orderId: id, product: id, lots: fc.uniqueArray(id), reason }),
}

const history = fc.array(
  fc
    .constantFrom(...(Object.keys(data) as FactType[]))
    .chain((type) => fc.tuple(fc.constant(type), data[type] ?? fc.constant({}), instant, instant)),
  { maxLength: 40 },
)
const factsOf = (found: [FactType, unknown, string, string][]): Fact[] =>
  found.map(([type, each, occurredAt, recordedAt]) => aFact(type, each, { occurredAt, recordedAt }))

const plants = fc.constantFrom<Plant>(
  plant,
  {
    ...plant,
    timeZone: 'Asia/Kathmandu',
    gln: '4012345000009',
    isUnit: () => true,
    elsewhere: (there) => ({ site: there, base: `https://${there}.example.com` }),
  },
  { ...plant, timeZone: 'America/St_Johns', gtinOf: () => '4012345000016', isUnit: (lotId) => lotId > 'B' },
)

/** What has come into and gone out of each lot of a plant that weighs in kilograms, as the facts themselves say it. */
function movementsOf(facts: readonly Fact[]): [string, Decimal][] {
  const minus = ({ value }: Amount) => subtract(dec('0'), value)
  return facts.flatMap(({ type, data: of }): [string, Decimal][] => {
    switch (type) {
      case 'andon.lot.received.v1':
      case 'andon.sublot.received.v1':
      case 'andon.material.returned.v1':
      case 'andon.unit.repair-cancelled.v1':
        return [[of.lotId, of.quantity.value]]
      case 'andon.material.produced.v1':
        return of.use === 'produced' ? [[of.lotId, of.quantity.value]] : []
      case 'andon.production.reversed.v1':
        return of.use === 'scrap' ? [] : [[of.lotId, of.use === 'sample' ? of.quantity.value : minus(of.quantity)]]
      case 'andon.material.consumed.v1':
      case 'andon.unit.repair-started.v1':
      case 'andon.lot.scrapped.v1':
      case 'andon.lot.sampled.v1':
        return [[of.lotId, minus(of.quantity)]]
      case 'andon.unit.built.v1':
      case 'andon.step.progressed.v1':
        return (of.consumed ?? []).map((it) => [it.lotId, minus(it.quantity)])
      case 'andon.lot.split.v1':
        return of.parts.flatMap((part) => [
          [of.lotId, minus(part.quantity)],
          [part.lotId, part.quantity.value],
        ])
      case 'andon.lot.merged.v1':
        return [
          [of.lotId, of.quantity.value],
          ...of.from.map((part): [string, Decimal] => [part.lotId, minus(part.quantity)]),
        ]
      case 'andon.lot.adjusted.v1':
        return [[of.lotId, subtract(of.is.value, of.was.value)]]
      default:
        return []
    }
  })
}

function movementsTold(events: readonly AnyEvent[]): [string, Decimal][] {
  const signed = (elements: AnyEvent['quantityList'], sign: '1' | '-1'): [string, Decimal][] =>
    (elements ?? []).map(({ epcClass, quantity = zero }) => [
      epcClass.replace(/^.*\/class\/([^:]*).*$/, '$1'),
      sign === '1' ? quantity : subtract(zero, quantity),
    ])
  return events.flatMap((event) => [
    ...signed(event.action === 'ADD' && event.type === 'ObjectEvent' ? event.quantityList : [], '1'),
    ...signed(event.action === 'DELETE' ? event.quantityList : [], '-1'),
    // What is built into a unit has left its lot, and what is taken out is there again.
    ...signed(event.type === 'AssociationEvent' ? event.childQuantityList : [], event.action === 'ADD' ? '-1' : '1'),
    ...signed(event.inputQuantityList, '-1'),
    ...signed(event.outputQuantityList, '1'),
  ])
}

function sums(movements: readonly [string, Decimal][]): Record<string, Decimal> {
  const found: Record<string, Decimal> = {}
  for (const [lotId, value] of movements) found[lotId] = add(found[lotId] ?? zero, value)
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== '0'))
}

describe('a document', () => {
  test('adds up, lot by lot, to what the facts add up to', () => {
    fc.assert(
      fc.property(history, (found) => {
        const weighed = JSON.parse(JSON.stringify(factsOf(found), (key, value) => (key === 'unit' ? 'kg' : value)))
        expect(sums(movementsTold(eventsOf(weighed, plant)))).toEqual(sums(movementsOf(weighed)))
      }),
      { numRuns: histories(500) },
    )
  })

  test('is refused by the schema of GS1 when a word in it is not of the standard', async () => {
    const [event] = eventsOf([aFact('andon.lot.status-changed.v1', { lotId: 'SUC-1', status: 'released' })], plant)
    const document = await documentOf([{ ...event, bizStep: 'transforming' } as unknown as EpcisEvent])
    expect(epcisFaultsOf(document)).not.toEqual([])
  })

  test('tests every kind of fact that is told', () => {
    expect(Object.keys(data).sort()).toEqual(Object.keys(telling).sort())
  })

  test('is valid by the schema of GS1 whatever happened, and the id of each event is its hash', async () => {
    await fc.assert(
      fc.asyncProperty(history, plants, async (found, of) => {
        const events = eventsOf(factsOf(found), of)
        expect(epcisFaultsOf(await documentOf(events))).toEqual([])
        expect(events.map((event) => event.eventID)).toEqual(events.map(eventIdOf))
        expect(new Set(events.map((event) => event.eventID)).size).toBe(events.length)
      }),
      { numRuns: histories(300) },
    )
  })

  test('has the same bytes for the same facts, in whatever order and however often they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        history.chain((found) => {
          const known = factsOf(found)
          return fc.tuple(
            fc.constant(known),
            fc.shuffledSubarray([...known, ...known], { minLength: known.length * 2 }),
          )
        }),
        async ([known, shuffled]) => {
          const written = await textOf(epcisDocument(eventsOf(known, plant), made))
          expect(await textOf(epcisDocument(eventsOf(shuffled, plant), made))).toBe(written)
        },
      ),
    )
  })

  test('tells its events in the order of their time', () => {
    fc.assert(
      fc.property(history, (found) => {
        const times = eventsOf(factsOf(found), plant).map((event) => event.eventTime)
        expect(times).toEqual(times.toSorted())
      }),
    )
  })

  test('keeps every digit of an amount', async () => {
    const quantity = kg('999999999999999.999999999999')
    const consumed = { orderId: 'O-1', stepId: 's', lineId: 'l', lotId: 'SUC-1', materialId: 'SUCROSE', quantity }
    const written = await textOf(epcisDocument(eventsOf([aFact('andon.material.consumed.v1', consumed)], plant), made))
    expect(written).toContain('"quantity":999999999999999.999999999999,')
  })

  test('of facts that come one by one is that of all of them, in the order in which they come', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (found) => {
        const known = factsOf(found)
        const events = known.flatMap((fact) => eventsOf([fact], plant))
        expect(await textOf(epcisOf(known, plant, made))).toBe(await textOf(epcisDocument(events, made)))
      }),
    )
  })

  test('is valid without any event', async () => {
    expect(epcisFaultsOf(await documentOf([]))).toEqual([])
  })

  test('is written event by event: no fact is asked for before what was read is written', async () => {
    let read = 0
    async function* endless() {
      for (;;) {
        read += 1
        yield aFact('andon.lot.status-changed.v1', { lotId: 'SUC-1', status: 'released' })
      }
    }
    const parts = epcisOf(endless(), plant, made)
    for (let part = 0; part <= 1000; part += 1) {
      await parts.next()
      expect(read).toBe(part)
    }
    await parts.return(undefined)
  })
})
