import Long from 'long'
import protobuf from 'protobufjs/minimal.js'
import proto from 'sparkplug-payload/lib/sparkplugPayloadProto.js'
import { type Metric, numberSent, type Payload, type Sent } from './payload.ts'

// Protobuf.js looks for `long` by a name that no bundle follows, and reads 64-bit integers as floats without it.
protobuf.util.Long = Long
protobuf.configure()

const { Payload: Wire } = proto.org.eclipse.tahu.protobuf
type WirePayload = InstanceType<typeof Wire>
type WireMetric = InstanceType<typeof Wire.Metric>

/** A payload compressed by an extension of Eclipse Tahu says so here. */
const compressed = 'SPBV1.0_COMPRESSED'

/**
 * Reads a payload of Sparkplug B. Of the library this takes the generated classes only: its `decodePayload` loses the value of each metric whose type
 * is not repeated, reads a large UInt32 as a negative number, and gives a float with the digits of a double.
 * @throws Error when the bytes are no payload.
 */
export function decodeSparkplugB(bytes: Uint8Array): Payload {
  const payload = Wire.decode(bytes)
  if (payload.uuid === compressed) throw new Error('it is compressed, which Sparkplug B does not know')
  const timestamp = timeOf(payload, 'timestamp')
  const seq = has(payload, 'seq') ? Number(String(payload.seq)) : undefined
  return {
    ...(timestamp !== undefined && { timestamp }),
    ...(seq !== undefined && seq <= 255 && { seq }),
    metrics: payload.metrics.map((metric) => metricOf(new Wire.Metric(metric))),
  }
}

function metricOf(metric: WireMetric): Metric {
  const timestamp = timeOf(metric, 'timestamp')
  return {
    ...(has(metric, 'name') && metric.name !== '' && { name: metric.name }),
    ...(has(metric, 'alias') && { alias: String(metric.alias) }),
    ...(has(metric, 'datatype') && metric.datatype !== 0 && { type: metric.datatype }),
    ...(timestamp !== undefined && { timestamp }),
    isHistorical: metric.isHistorical === true,
    sent: sentIn(metric),
  }
}

function sentIn(metric: WireMetric): Sent {
  if (metric.isNull) return { as: 'null' }
  if (has(metric, 'intValue')) return { as: 'integer', text: String(metric.intValue) }
  if (has(metric, 'longValue')) return { as: 'integer', text: String(metric.longValue) }
  if (has(metric, 'floatValue')) return numberSent(metric.floatValue ?? 0, 'float')
  if (has(metric, 'doubleValue')) return numberSent(metric.doubleValue ?? 0, 'double')
  if (has(metric, 'booleanValue')) return { as: 'boolean', is: metric.booleanValue === true }
  if (has(metric, 'stringValue')) return { as: 'text', text: metric.stringValue ?? '' }
  if (has(metric, 'bytesValue')) return { as: 'unusable', what: 'Bytes' }
  if (has(metric, 'datasetValue')) return { as: 'unusable', what: 'DataSet' }
  if (has(metric, 'templateValue')) return { as: 'unusable', what: 'Template' }
  if (has(metric, 'extensionValue')) return { as: 'unusable', what: 'extension' }
  return { as: 'null' }
}

/** Absent fields stand on the prototype with their defaults. */
const has = (message: object, field: string): boolean => Object.hasOwn(message, field)

/** The end of the year 9999, the last that RFC 3339 can write. */
const latest = 253_402_300_799_999

function timeOf(message: WirePayload | WireMetric, field: 'timestamp'): number | undefined {
  if (!has(message, field)) return undefined
  const time = Number(String(message[field]))
  return time <= latest ? time : undefined
}

/** The command by which a host asks an edge node for its births (Sparkplug 3.0, section 6.4.22). */
export const rebirthCommand = (at: number): Uint8Array =>
  Wire.encode({
    timestamp: Long.fromNumber(at, true),
    metrics: [{ name: 'Node Control/Rebirth', timestamp: Long.fromNumber(at, true), datatype: 11, booleanValue: true }],
  }).finish()
