import * as z from 'zod'
import { machineState } from './device.ts'
import { fault } from './fault.ts'
import { parameterId } from './identifiers.ts'
import { unit } from './quantity.ts'

/** A level of a topic: no separator, no wildcard, nothing that a policy or a log would read as something else. */
const level = z.string().regex(/^[^/+#"'\\$*?\p{C}]{1,64}$/u, fault('sparkplug-name'))

/** The id of an edge node is the name of its thing, which AWS IoT Core writes with these characters. */
const edgeNodeId = z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/, fault('sparkplug-edge-node'))

const metric = z.string().min(1).max(256)

/** What a metric is for Andon. */
const mapped = z.discriminatedUnion('as', [
  z.strictObject({ metric, as: z.literal('parameter'), parameterId, unit: unit.optional() }),
  z.strictObject({
    metric,
    as: z.literal('state'),
    /** By the value that the machine says; by default the numbers 1 to 17 of PackML (ISA-TR88.00.02), and its names. */
    states: z.record(z.string().min(1).max(64), machineState).optional(),
  }),
  z.strictObject({ metric, as: z.enum(['reason', 'mode', 'good', 'reject', 'alarm']) }),
])
export type MappedMetric = z.infer<typeof mapped>

/** The name of an equipment in Sparkplug, and what its metrics mean. Without a device id, they are those of the edge node itself. */
export const sparkplugMapping = z.strictObject({
  groupId: level,
  edgeNodeId,
  deviceId: level.optional(),
  metrics: z.array(mapped).min(1).max(500),
})
export type SparkplugMapping = z.infer<typeof sparkplugMapping>
