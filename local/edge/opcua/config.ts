import * as z from 'zod'
import { machineState } from '../../../events/device.ts'
import { has, id } from '../rules.ts'

const nodeId = z
  .string()
  .regex(/^(ns=\d{1,5};)?[isgb]=.{1,400}$/, has('has to be a node id, such as ns=4;s=Mixer.Temperature or ns=2;i=1042'))

/** One machine behind an OPC UA server: which of its nodes say what. */
export const opcuaMachine = z.strictObject({
  equipmentId: id,
  endpoint: z.string().regex(/^opc\.tcp:\/\/[^/\s]+/, has('has to be an address such as opc.tcp://10.0.0.5:4840')),
  security: z
    .enum(['None', 'Sign', 'SignAndEncrypt'], has('has to be None, Sign or SignAndEncrypt'))
    .default('SignAndEncrypt'),
  user: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  publishMs: z.int().min(50).max(60_000).default(1000),
  samplingMs: z.int().min(0).max(60_000).default(500),
  state: z
    .strictObject({
      model: z.enum(['packml', 'machinery'], has('has to be packml or machinery')),
      /** `CurrentState` of the state machine, then of those inside of it; or their `Number`. */
      nodes: z.array(nodeId).min(1).max(3),
      /** States of this machine beyond its model, by their name or number. */
      states: z.record(z.string(), machineState).default({}),
    })
    .optional(),
  count: z.strictObject({ good: nodeId, reject: nodeId.optional() }).optional(),
  samples: z
    .array(z.strictObject({ nodeId, parameterId: id, unit: z.string().min(1).max(32).optional() }))
    .max(1000)
    .default([]),
})
export type OpcuaMachine = z.infer<typeof opcuaMachine>
