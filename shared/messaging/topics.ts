import type { DeviceMessageName } from '../../events/device.ts'
import { deviceMessageNames } from '../../events/names.ts'

/** The topics of a site: devices publish under their own id, people read under `live`. */
export const topics = {
  fromDevice: (site: string, equipmentId: string, message: DeviceMessageName): string =>
    `andon/${site}/${equipmentId}/${message}`,
  /** What an edge gateway publishes for a machine is below the gateway's own name, because a device publishes below its own name only. */
  fromGateway: (site: string, gateway: string, equipmentId: string, message: string): string =>
    `andon/${site}/${gateway}/${equipmentId}/${message}`,
  health: (site: string, gateway: string): string => `andon/${site}/${gateway}/${healthMessage}`,
  toDevice: (site: string, equipmentId: string, gateway?: string): string =>
    `andon/${site}/${gateway === undefined ? '' : `${gateway}/`}${equipmentId}/command`,
  liveWeight: (site: string, equipmentId: string): string => `andon/${site}/live/${equipmentId}/weight`,
  liveFacts: (site: string): string => `andon/${site}/live/facts`,
}

/** The message of a gateway about itself. */
const healthMessage = 'health'

/** Who published on a topic, for which equipment, and what. */
export type Place =
  | { readonly sender: string; readonly equipmentId: string; readonly message: DeviceMessageName }
  | { readonly sender: string; readonly message: typeof healthMessage }

/** What a topic says, or a fault. */
export function readTopic(topic: string, site: string): Place | { readonly fault: string } {
  const [root, ofSite, sender, ...below] = topic.split('/')
  const [message, ...rest] = below.toReversed()
  if (root !== 'andon' || ofSite !== site || !sender || !message || rest.length > 1 || rest[0] === '') {
    return {
      fault: `The topic ${topic} is not one of this site; devices publish on andon/${site}/{equipmentId}/{message}, gateways on andon/${site}/{gateway}/{equipmentId}/{message}.`,
    }
  }
  const [equipmentId] = rest
  if (message === healthMessage && equipmentId === undefined) return { sender, message }
  if (!(deviceMessageNames as readonly string[]).includes(message)) {
    return {
      fault: `${message} is no message that a device may publish; it may publish ${deviceMessageNames.join(', ')}.`,
    }
  }
  return { sender, equipmentId: equipmentId ?? sender, message: message as DeviceMessageName }
}
