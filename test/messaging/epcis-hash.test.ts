import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EpcisEvent } from '../../shared/messaging/epcis/event.ts'
import { eventIdOf, preHashOf } from '../../shared/messaging/epcis/event-hash.ts'
import { dec } from '../support/given.ts'
import fixtures from './fixtures/epcis-hashes.json' with { type: 'json' }

/*
 * The events are ours. `preHash` and `eventID` are what the reference implementation of the working group makes of them: the package
 * epcis-event-hash-generator 1.9.3 of PyPI (github.com/RalphTro/epcis-event-hash-generator), given each event in a document of its own.
 */
const known = fixtures as unknown as { name: string; event: EpcisEvent; preHash: string; eventID: string }[]

const shipment: EpcisEvent = {
  type: 'ObjectEvent',
  action: 'OBSERVE',
  eventTime: '2026-03-02T12:00:00.000Z',
  eventTimeZoneOffset: '+01:00',
  bizStep: 'shipping',
  quantityList: [
    { epcClass: 'https://lyon.example.com/class/b', quantity: dec('2.5'), uom: 'KGM' },
    { epcClass: 'https://lyon.example.com/class/a', quantity: dec('3') },
  ],
  'andon:fact': 'f-1',
}

describe('the id of an event', () => {
  test.each(known)('is that of the reference implementation: $name', ({ event, preHash, eventID }) => {
    expect(preHashOf(event)).toBe(preHash)
    expect(eventIdOf(event)).toBe(eventID)
  })

  test('has sources before destinations, as the table of the standard does', () => {
    const event: EpcisEvent = {
      ...shipment,
      sourceList: [{ source: 'https://lyon.example.com/party/us', type: 'possessing_party' }],
      destinationList: [{ destination: 'https://lyon.example.com/party/them', type: 'possessing_party' }],
    }
    expect(preHashOf(event)).toContain(
      'sourceListsource=https://lyon.example.com/party/ustype=https://ref.gs1.org/cbv/SDT-possessing_party' +
        'destinationListdestination=https://lyon.example.com/party/themtype=https://ref.gs1.org/cbv/SDT-possessing_party',
    )
  })

  test('is the same whatever the order of its lists, the zeros of its numbers, and when it was recorded', () => {
    const written: EpcisEvent = {
      ...shipment,
      eventID: 'ni:///sha-256;other',
      recordTime: '2026-03-05T00:00:00.000Z',
      quantityList: [
        { epcClass: 'https://lyon.example.com/class/a', quantity: dec('3.0') },
        { epcClass: 'https://lyon.example.com/class/b', quantity: dec('2.500'), uom: 'KGM' },
      ],
    }
    expect(eventIdOf(written)).toBe(eventIdOf(shipment))
  })

  test.each([
    { action: 'ADD' },
    { eventTime: '2026-03-02T12:00:00.001Z' },
    { eventTimeZoneOffset: '+02:00' },
    { bizStep: 'storing' },
    { disposition: 'in_transit' },
    { 'andon:fact': 'f-2' },
    { epcList: ['https://lyon.example.com/obj/a'] },
    { readPoint: { id: 'https://lyon.example.com/loc/dock' } },
    { bizLocation: { id: 'https://lyon.example.com/loc/dock' } },
  ] as Partial<EpcisEvent>[])('is another when the event says %j', (other) => {
    expect(eventIdOf({ ...shipment, ...other } as EpcisEvent)).not.toBe(eventIdOf(shipment))
  })

  test('tells every amount apart, to the last of twenty-seven digits', () => {
    const weighing = (value: bigint): EpcisEvent => {
      const digits = value.toString().padStart(13, '0')
      const quantity = `${digits.slice(0, -12)}.${digits.slice(-12)}`
      return {
        ...shipment,
        quantityList: [{ epcClass: 'https://lyon.example.com/class/a', quantity: dec(quantity), uom: 'KGM' }],
      }
    }
    const amount = fc.bigInt({ min: 1n, max: 10n ** 27n - 2n })
    fc.assert(fc.property(amount, (value) => eventIdOf(weighing(value)) !== eventIdOf(weighing(value + 1n))))
  })
})
