import type { DeviceMessageName } from '../../events/device.ts'
import { deviceMessageNames } from '../../events/names.ts'

/** The topics of a site: devices publish under their own id, people read under `live`. */
export const topics = {
  fromDevice: (site: string, equipmentId: string, message: DeviceMessageName): string =>
    `andon/${site}/${equipmentId}/${message}`,
  toDevice: (site: string, equipmentId: string): string => `andon/${site}/${equipmentId}/command`,
  liveWeight: (site: string, equipmentId: string): string => `andon/${site}/live/${equipmentId}/weight`,
  liveFacts: (site: string): string => `andon/${site}/live/facts`,
}

/** The device and the kind of message in a topic, or a fault. */
export function readTopic(
  topic: string,
  site: string,
): { equipmentId: string; message: DeviceMessageName } | { fault: string } {
  const [root, ofSite, equipmentId, message, ...rest] = topic.split('/')
  if (root !== 'andon' || ofSite !== site || !equipmentId || !message || rest.length > 0) {
    return {
      fault: `The topic ${topic} is not one of this site; devices publish on andon/${site}/{equipmentId}/{message}.`,
    }
  }
  if (!(deviceMessageNames as readonly string[]).includes(message)) {
    return {
      fault: `${message} is no message that a device may publish; it may publish ${deviceMessageNames.join(', ')}.`,
    }
  }
  return { equipmentId, message: message as DeviceMessageName }
}
