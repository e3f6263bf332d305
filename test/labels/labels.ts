import fc from 'fast-check'
import type { Instant, LotId, MaterialId, OrderId, SublotId } from '../../events/identifiers.ts'
import type { Quantity } from '../../events/quantity.ts'
import { checkDigit, type Gs1Reading, type Gtin, makeSscc, readGtin } from '../../shared/domain/codes/gs1.ts'
import {
  type DispensingData,
  dispensingLabel,
  type Label,
  type LogisticData,
  logisticLabel,
} from '../../shared/labels/label.ts'
import { dec } from '../support/given.ts'

const sound = <Value>(reading: Gs1Reading<Value>): Value => {
  if (reading.outcome === 'faulty') throw new Error(JSON.stringify(reading.faults))
  return reading.value
}

export const at = '2026-11-22T20:53:11.000Z' as Instant

export const dispensed: DispensingData = {
  at,
  print: 1,
  containerId: 'C-000_17' as SublotId,
  position: { number: 1, of: 3 },
  lotId: 'RM-2026-00417' as LotId,
  material: { materialId: 'PARA-500' as MaterialId, name: 'Paracétamol DC 90 %', hazards: ['H302', 'H412'] },
  order: { orderId: '258456' as OrderId, product: 'Łagodzący syrop', step: 'dispense' },
  net: { value: dec('12.500'), unit: 'kg' },
  tare: { value: dec('0.450'), unit: 'kg' },
  gross: { value: dec('12.950'), unit: 'kg' },
  potency: { value: dec('99.2'), unit: '%' },
  expires: '2027-02-28',
  dispensedBy: 'Ana Petrović',
  verifiedBy: 'Zoë O’Neill',
}

export const pallet: LogisticData = {
  at,
  print: 1,
  sscc: sound(makeSscc('3', '9521234', '17')),
  from: 'Andon Lyon',
  to: 'Kunde GmbH, Musterstraße 1, 80331 München',
  lotId: 'B-2026-118' as LotId,
  title: 'Łagodzący syrop 100 mL',
  materialId: 'SYR-100' as MaterialId,
  net: { value: dec('480'), unit: 'kg' },
  gross: { value: dec('512.5'), unit: 'kg' },
  producedOn: '2026-11-20',
  expires: '2029-10-31',
  contents: { gtin: sound(readGtin('9521234543213')), count: 480 },
}

const anId = <Id extends string>() => fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/).map((it) => it as Id)
const anyText = fc.string({ unit: 'binary', maxLength: 200 })
const someText = fc.oneof(
  anyText,
  fc.string({ unit: fc.constantFrom('^', '~', '_', 'W', ' ', 'X', 'Z', 'é'), maxLength: 90 }),
)
const aQuantity: fc.Arbitrary<Quantity> = fc.record({
  value: fc.constantFrom('0.000000000001', '12.500', '999999999999999.999999999999', '7').map(dec),
  unit: fc.constantFrom('kg', 'g', 'L', '{each}'),
})
const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((it) => it.join(''))
const anSscc = fc.tuple(digits(1), digits(7), digits(9)).map((parts) => sound(makeSscc(...parts)))
const aGtin: fc.Arbitrary<Gtin> = digits(13).map((it) => sound(readGtin(`${it}${checkDigit(it)}`)))
const aDay = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10))
const aMaterial = fc.record(
  { materialId: anId<MaterialId>(), name: someText, hazards: fc.array(someText, { maxLength: 9 }) },
  { requiredKeys: ['materialId', 'name'] },
)
const print = fc.integer({ min: 1, max: 99 })

/** Whatever the published language lets through, and texts that nobody would write. */
export const anyDispensed: fc.Arbitrary<DispensingData> = fc.record({
  at: fc.constant(at),
  print,
  containerId: anId<SublotId>(),
  lotId: anId<LotId>(),
  material: aMaterial,
  order: fc.record({ orderId: anId<OrderId>(), product: someText, step: someText }),
  net: aQuantity,
  tare: aQuantity,
  gross: aQuantity,
  potency: aQuantity,
  expires: aDay,
  dispensedBy: someText,
  verifiedBy: someText,
  sscc: anSscc,
})

const anyPallet: fc.Arbitrary<LogisticData> = fc.record(
  {
    at: fc.constant(at),
    print,
    sscc: anSscc,
    from: someText,
    to: someText,
    title: someText,
    lotId: anId<LotId>(),
    materialId: anId<MaterialId>(),
    hazards: fc.array(someText, { maxLength: 9 }),
    net: aQuantity,
    gross: aQuantity,
    producedOn: aDay,
    expires: aDay,
    contents: fc.record({ gtin: aGtin, count: fc.integer({ min: 1, max: 99_999_999 }) }),
  },
  { requiredKeys: ['at', 'print', 'sscc', 'title'] },
)

export const anyLabel: fc.Arbitrary<Label> = fc.oneof(anyDispensed.map(dispensingLabel), anyPallet.map(logisticLabel))
