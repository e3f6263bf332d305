import { get } from 'sparkplug-payload'
import type { UMetric } from 'sparkplug-payload/lib/sparkplugbpayload.js'
import type { Arrived } from '../../shared/messaging/sparkplug/turn.ts'

const encoder = get('spBv1.0')
if (!encoder) throw new Error('sparkplug-payload encodes no spBv1.0.')

/** A day in 2026, at noon. */
export const start = Date.UTC(2026, 2, 2, 12)

export interface Wanted {
  /** Milliseconds after noon, by the clock of the node. */
  readonly at?: number
  readonly seq?: number
  readonly metrics?: readonly object[]
}

export const encoded = ({ at, seq, metrics = [] }: Wanted): Buffer =>
  Buffer.from(
    encoder.encodePayload({
      ...(at !== undefined && { timestamp: start + at }),
      ...(seq !== undefined && { seq }),
      metrics: metrics as UMetric[],
    }),
  )

/** A message of an edge node, which reaches us as fast as light unless `late` milliseconds say otherwise. */
export const arrived = (
  kind: Arrived['kind'],
  { late = 0, deviceId, ...wanted }: Wanted & { readonly late?: number; readonly deviceId?: string },
): Arrived => ({
  kind,
  ...(deviceId !== undefined && { deviceId }),
  payload: encoded(wanted).toString('base64'),
  receivedAt: start + (wanted.at ?? 0) + late,
})

export const bdSeq = (value: number) => ({ name: 'bdSeq', type: 'UInt64', value })
