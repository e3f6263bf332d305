import { createHash } from 'node:crypto'
import Big from 'big.js'
import { type AnyEvent, type EpcisEvent, namespaces, type QuantityElement } from './event.ts'

/**
 * The id of an event, computed from its content, so that every export gives it the same id: RFC 6920 over SHA-256 of the pre-hash string (CBV 2.0,
 * section 8.9). The record time is not part of it.
 */
export const eventIdOf = (event: EpcisEvent): string =>
  `ni:///sha-256;${createHash('sha256').update(preHashOf(event)).digest('hex')}?ver=CBV2.0`

/**
 * The canonical form of an event (CBV 2.0, section 8.9): key=value without separators, in the standard's order of fields, the elements of a list
 * sorted by their bytes, terms as web URIs, numbers without trailing zeros. GS1 keys have to be canonical Digital Link URIs, as names.ts makes them.
 */
export function preHashOf(event: EpcisEvent): string {
  const of: AnyEvent = event
  return [
    field('eventType', of.type),
    field('eventTime', new Date(of.eventTime).toISOString()),
    field('eventTimeZoneOffset', of.eventTimeZoneOffset),
    list('epcList', of.epcList, epc),
    field('parentID', of.parentID),
    list('inputEPCList', of.inputEPCList, epc),
    list('childEPCs', of.childEPCs, epc),
    list('quantityList', of.quantityList, quantityElement),
    list('childQuantityList', of.childQuantityList, quantityElement),
    list('inputQuantityList', of.inputQuantityList, quantityElement),
    list('outputEPCList', of.outputEPCList, epc),
    list('outputQuantityList', of.outputQuantityList, quantityElement),
    field('action', of.action),
    field('transformationID', of.transformationID),
    term('bizStep', 'BizStep', of.bizStep),
    term('disposition', 'Disp', of.disposition),
    list('readPoint', of.readPoint && [of.readPoint], ({ id }) => field('id', id)),
    list('bizLocation', of.bizLocation && [of.bizLocation], ({ id }) => field('id', id)),
    list('bizTransactionList', of.bizTransactionList, (it) =>
      [field('bizTransaction', it.bizTransaction), term('type', 'BTT', it.type)].join(''),
    ),
    list('sourceList', of.sourceList, (it) => [field('source', it.source), term('type', 'SDT', it.type)].join('')),
    list('destinationList', of.destinationList, (it) =>
      [field('destination', it.destination), term('type', 'SDT', it.type)].join(''),
    ),
    list('ilmd', of.ilmd && extensionsOf(of.ilmd), extension),
    ...extensionsOf(of).map(extension).sort(byBytes),
  ].join('')
}

const epc = (id: string): string => field('epc', id)

const quantityElement = ({ epcClass, quantity, uom }: QuantityElement): string =>
  ['quantityElement', field('epcClass', epcClass), field('quantity', quantity), field('uom', uom)].join('')

function list<Element>(
  name: string,
  elements: readonly Element[] | undefined,
  write: (element: Element) => string,
): string {
  return elements && elements.length > 0 ? name + elements.map(write).sort(byBytes).join('') : ''
}

const term = (name: string, vocabulary: string, value: string | undefined): string =>
  value === undefined ? '' : `${name}=https://ref.gs1.org/cbv/${vocabulary}-${value}`

const field = (name: string, value: string | undefined): string =>
  value === undefined || value.trim() === '' ? '' : `${name}=${canonical(value.trim())}`

const extension = ([name, value]: readonly [string, string]): string => {
  const [prefix = '', local = ''] = name.split(/:(.*)/)
  return field(`{${namespaces[prefix as keyof typeof namespaces]}}${local}`, value)
}

const extensionsOf = (of: object): [string, string][] =>
  Object.entries(of).filter(([name]) => Object.keys(namespaces).some((prefix) => name.startsWith(`${prefix}:`)))

/** XML has only numbers of this form, so JSON numbers are read the same way; the longest of a plant has 27 digits. */
const canonical = (text: string): string => (/^[+-]?\d{1,40}(\.\d{0,40})?$/.test(text) ? plain(text) : text)
const plain = (text: string): string => new Big(text.replace(/^\+|\.$/g, '')).toFixed()

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
