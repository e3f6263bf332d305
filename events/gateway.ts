import * as z from 'zod'
import { instant } from './identifiers.ts'

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const sentence = z.string().min(1).max(300)

/** Machines behind one gateway at most; their health is one message, far below the 128 KiB that AWS IoT Core takes. */
export const mostMachinesOfGateway = 500

/** What waits in a gateway until the cloud has taken it. */
const backlog = z.object({
  messages: count,
  bytes: count,
  oldestAt: instant.optional().meta({ description: 'When the oldest of them reached the gateway.' }),
})

/** Messages that a gateway had no room for, since it was installed. */
const lost = z
  .object({
    samples: count.meta({ description: 'Messages with what a device measured.' }),
    others: count,
    lastAt: instant.optional().meta({ description: 'When the last of them was lost.' }),
  })
  .meta({ description: 'Messages that it had no room for, since it was installed.' })

/** What an edge gateway says of itself on `andon/{site}/{gateway}/health`. Only the newest counts. Unknown fields are dropped, not refused. */
export const gatewayHealth = z.object({
  occurredAt: instant,
  version: z.string().min(1).max(64),
  startedAt: instant.meta({ description: 'When the program was started.' }),
  connectedSince: instant,
  backlog,
  mostBytes: count.meta({
    description: 'The bytes that the backlog may have; beyond it the oldest samples are dropped.',
  }),
  lost,
  machines: z
    .array(
      z.object({
        name: z
          .string()
          .min(1)
          .max(130)
          .meta({ description: 'An equipment, or a Sparkplug edge node as `group/node`.' }),
        lastHeardAt: instant.optional(),
        waiting: count,
        lost: count.meta({ description: 'Messages of it that the gateway had no room for.' }),
        trouble: sentence.optional(),
      }),
    )
    .max(mostMachinesOfGateway),
})
export type GatewayHealth = z.infer<typeof gatewayHealth>
