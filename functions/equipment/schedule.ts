import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import type { Instant } from '../../events/identifiers.ts'
import { hostIdOf, sparkplugTopics } from '../../shared/messaging/sparkplug/names.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'

const iot = trimmed(new IoTDataPlaneClient({ cacheMiddleware: true }))
const topic = sparkplugTopics.stateOfHost(hostIdOf(environment(variable.site)))

/**
 * Says that Andon is there as the primary host of the edge nodes of the site (Sparkplug 3.0, section 6.4.25). The broker keeps it for a node that
 * connects later and sends no data to a host that is away.
 */
export const handler = async ({ asOf }: { readonly asOf: Instant }): Promise<object> => {
  const state = { online: true, timestamp: Date.parse(asOf) }
  await iot.send(new PublishCommand({ topic, qos: 1, retain: true, payload: Buffer.from(JSON.stringify(state)) }))
  return state
}
