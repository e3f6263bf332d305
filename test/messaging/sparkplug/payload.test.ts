import fc from 'fast-check'
import Long from 'long'
import proto from 'sparkplug-payload/lib/sparkplugPayloadProto.js'
import { describe, expect, test } from 'vitest'
import { numberSent, valueSent } from '../../../shared/messaging/sparkplug/payload.ts'
import { decodeSparkplugB, rebirthCommand } from '../../../shared/messaging/sparkplug/sparkplug-b.ts'
import { encoded, start } from '../../support/sparkplug.ts'

const { Payload } = proto.org.eclipse.tahu.protobuf

/** The value of one metric after it went over the wire. */
function sent(type: string, value: unknown) {
  const [metric] = decodeSparkplugB(encoded({ seq: 1, metrics: [{ name: 'm', type, value }] })).metrics
  if (!metric) throw new Error('There is no metric.')
  return valueSent(metric.type ?? 0, metric.sent)
}

describe('a value of Sparkplug', () => {
  test.each([
    ['Int8', -1, '-1'],
    ['Int16', -32768, '-32768'],
    ['Int32', -2147483648, '-2147483648'],
    ['Int64', Long.fromString('-9223372036854775808'), '-9223372036854775808'],
    ['Int64', Long.fromString('9007199254740993'), '9007199254740993'],
    ['UInt8', 255, '255'],
    ['UInt32', 4294967295, '4294967295'],
    ['UInt64', Long.fromString('18446744073709551615', true), '18446744073709551615'],
    ['Float', 20.1, '20.1'],
    ['Float', 16777216, '16777216'],
    ['Double', 20.1, '20.1'],
    ['Double', 0.1 + 0.2, '0.3'],
    ['Double', -0, '0'],
    ['Double', 1e-7, '0.0000001'],
  ])('of %s, %s, is its exact text %s', (type, value, text) => {
    expect(sent(type, value)).toEqual({ as: 'number', text })
  })

  test.each([
    ['Double', Number.NaN, 'NaN'],
    ['Float', Number.POSITIVE_INFINITY, 'Infinity'],
    ['Double', 1e300, '1e+300'],
  ])('of %s, %s, is kept as unreadable', (type, value, text) => {
    expect(sent(type, value)).toEqual({ as: 'unreadable', text })
  })

  test('that is smaller than its type by the width of the sender is the same number', () => {
    expect(valueSent(1, { as: 'integer', text: '255' })).toEqual({ as: 'number', text: '-1' })
    expect(valueSent(1, { as: 'integer', text: '4294967295' })).toEqual({ as: 'number', text: '-1' })
    expect(valueSent(4, { as: 'integer', text: '18446744073709551615' })).toEqual({ as: 'number', text: '-1' })
  })

  test('of any float is the shortest text that is this float', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: Math.fround(-1e9), max: Math.fround(1e9) }), (number) => {
        const value = numberSent(number, 'float')
        if (value.as !== 'number') throw new Error(`${number} is ${value.as}.`)
        const isWithin = Math.abs(number) >= 0.001 || number === 0
        if (isWithin)
          expect(Math.fround(Number(value.text)) === number || Math.abs(Number(value.text) - number) <= 5e-13).toBe(
            true,
          )
        expect(value.text.replace(/^-?0?\.?0*|\./g, '').length).toBeLessThanOrEqual(10)
      }),
    )
  })

  test.each([
    ['DataSet', { numOfColumns: 1, types: ['Int32'], columns: ['a'], rows: [[1]] }],
    ['Template', { isDefinition: false, metrics: [], parameters: [] }],
    ['Bytes', new Uint8Array([1, 2])],
  ])('of %s is unusable, by name', (what, value) => {
    expect(sent(what, value)).toEqual({ as: 'unusable', what })
  })

  test('is null where it says so', () => {
    expect(sent('Int32', null)).toEqual({ as: 'null' })
  })

  test('is read although data does not repeat its type', () => {
    const bytes = Payload.encode({
      timestamp: Long.fromNumber(start, true),
      seq: Long.fromNumber(3, true),
      metrics: [{ alias: Long.fromNumber(7, true), intValue: 4294967295 }],
    }).finish()
    expect(decodeSparkplugB(bytes)).toEqual({
      timestamp: start,
      seq: 3,
      metrics: [{ alias: '7', isHistorical: false, sent: { as: 'integer', text: '4294967295' } }],
    })
  })
})

test('bytes of any kind are a payload or an error, and never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        expect(Array.isArray(decodeSparkplugB(bytes).metrics)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }),
    { numRuns: 2000 },
  )
})

test('templates nested a thousand times over end in an answer', () => {
  let inner: Uint8Array = new Uint8Array()
  const length = (bytes: number) => (bytes < 128 ? [bytes] : [(bytes & 127) | 128, bytes >> 7])
  for (let depth = 0; depth < 3000 && inner.length < 16_000; depth += 1)
    inner = Uint8Array.from([...(depth % 2 ? [18] : [0x92, 0x01]), ...length(inner.length), ...inner])
  try {
    decodeSparkplugB(inner)
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
  }
})

test('the command for a rebirth is what the specification asks for', () => {
  expect(decodeSparkplugB(rebirthCommand(start))).toEqual({
    timestamp: start,
    metrics: [
      {
        name: 'Node Control/Rebirth',
        type: 11,
        timestamp: start,
        isHistorical: false,
        sent: { as: 'boolean', is: true },
      },
    ],
  })
})
