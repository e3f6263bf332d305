import { facts } from '../../events/catalog.ts'
import { deviceCommand, deviceMessages, liveWeight } from '../../events/device.ts'
import { receipt } from '../../events/envelope.ts'
import { enterpriseMessages } from '../../events/hold-crossing.ts'
import { type Json, schemaBook } from '../../events/json-schema.ts'
import { topics } from './topics.ts'

/** The AsyncAPI 3 document: what devices say and are told over MQTT, and every fact as it goes to the bus and to those who watch. */
export function asyncApi(version: string): Json {
  const { schemas, schemaOf } = schemaBook('#/components/schemas/')
  const device = {
    site: { description: 'The site' },
    equipmentId: { description: 'The device itself: its thing name' },
  }
  const fromDevice = Object.entries(deviceMessages).map(([name, schema]) => [
    `device-${name}`,
    {
      address: `andon/{site}/{equipmentId}/${name}`,
      parameters: device,
      messages: { [name]: { payload: schemaOf(schema) } },
    },
  ])
  const anyFact = Object.entries(facts).map(([type, data]) => ({
    title: type,
    allOf: [schemaOf(receipt), { properties: { type: { const: type }, data: schemaOf(data) } }],
  }))
  const channels: Record<string, Json> = {
    ...Object.fromEntries(fromDevice),
    'device-command': {
      address: 'andon/{site}/{equipmentId}/command',
      parameters: device,
      messages: { command: { payload: schemaOf(deviceCommand) } },
    },
    'live-weight': {
      address: topics.liveWeight('{site}', '{equipmentId}'),
      parameters: device,
      messages: { weight: { payload: schemaOf(liveWeight) } },
    },
    'live-facts': {
      address: topics.liveFacts('{site}'),
      description:
        'What was committed: up to ten facts in a message, always as a list, those of one subject in their order. A fact may come again; its factId tells.',
      parameters: { site: device.site },
      messages: {
        facts: {
          name: 'facts',
          payload: { type: 'array', minItems: 1, maxItems: 10, items: { oneOf: anyFact } },
        },
      },
    },
    'from-enterprise': {
      address: 'andon-{site}',
      description: 'The EventBridge bus of the site, on which the enterprise speaks.',
      parameters: { site: device.site },
      messages: Object.fromEntries(
        Object.entries(enterpriseMessages).map(([name, schema]) => [name, { name, payload: schemaOf(schema) }]),
      ),
    },
  }
  const receive = Object.keys(deviceMessages).map((name) => [
    `receive-${name}`,
    { action: 'receive', channel: { $ref: `#/channels/device-${name}` } },
  ])
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Andon',
      version,
      description:
        'Devices publish under their own id; facts also go to the EventBridge bus of the site with the type as detail-type.',
    },
    channels,
    operations: {
      ...Object.fromEntries(receive),
      'send-command': { action: 'send', channel: { $ref: '#/channels/device-command' } },
      'receive-from-enterprise': { action: 'receive', channel: { $ref: '#/channels/from-enterprise' } },
      'send-facts': { action: 'send', channel: { $ref: '#/channels/live-facts' } },
    },
    components: { schemas },
  }
}
