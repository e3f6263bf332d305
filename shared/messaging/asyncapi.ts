import {
  type DeviceMessageName,
  defaultClockTolerance,
  deviceCommand,
  deviceMessages,
  liveWeight,
} from '../../events/device.ts'
import { enterpriseMessages } from '../../events/enterprise-to-site.ts'
import { withEnvelopes } from '../../events/fact-schemas.ts'
import { gatewayHealth } from '../../events/gateway.ts'
import { type Json, schemaBook } from '../../events/json-schema.ts'
import { anyReceipt } from '../../events/receipt.ts'
import { topics } from './topics.ts'

interface Telling {
  readonly title: string
  readonly says: string
}

const fromDevices = {
  state: {
    title: 'State of a machine',
    says: 'The machine has gone into a state. One that has not spoken is unknown.',
  },
  count: { title: 'Counts of a machine', says: 'How many good and rejected pieces the machine has counted, in all.' },
  sample: {
    title: 'Measured values',
    says: 'What the device has measured. It is judged by the step that the value was measured in.',
  },
  alarm: { title: 'Alarm of a machine', says: 'The machine raises an alarm.' },
} as const satisfies Record<DeviceMessageName, Telling>

const operations = {
  'send-command': {
    action: 'send',
    channel: 'device-command',
    summary: 'Andon tells a device to hold, or to go on.',
  },
  'receive-health': {
    action: 'receive',
    channel: 'gateway-health',
    summary: 'An edge gateway tells every ten seconds how it is.',
  },
  'receive-weight': { action: 'receive', channel: 'live-weight', summary: 'Who stands at a scale sees what it shows.' },
  'send-facts': {
    action: 'send',
    channel: 'live-facts',
    summary: 'Andon tells those who watch what was committed, but nothing of people and their time.',
  },
  'send-facts-to-bus': {
    action: 'send',
    channel: 'facts',
    summary: 'Andon tells other systems what was committed, one fact in an event.',
  },
  'receive-from-enterprise': {
    action: 'receive',
    channel: 'from-enterprise',
    summary: 'A site hears of holds at other sites that reach its lots.',
  },
} as const

/** The servers of the messages: MQTT for devices and screens, EventBridge between systems. */
const servers = {
  broker: {
    host: '{endpoint}',
    protocol: 'mqtts',
    description:
      'AWS IoT Core, with the certificate of the device. A screen comes by WebSocket, with the access token of its person as password and the client id `live/<person>/<8 to 48 letters, digits or hyphens>`, new for each connection.',
    variables: { endpoint: { description: 'The data endpoint of the account (`aws iot describe-endpoint`).' } },
  },
  bus: {
    host: 'events.{region}.amazonaws.com',
    protocol: 'https',
    description: 'Amazon EventBridge: rules on the bus of the site, by detail-type.',
    variables: { region: { description: 'The region of the site.' } },
  },
  local: { host: '127.0.0.1:1883', protocol: 'mqtt', description: 'The broker of the local plant (`npm start`).' },
}
const byMqtt = [{ $ref: '#/servers/broker' }, { $ref: '#/servers/local' }]
const byBus = [{ $ref: '#/servers/bus' }]

const ofClocks = `Its clock may differ from ours by ${defaultClockTolerance} seconds, unless the site says otherwise: within them a sample near the start or the end of a step is judged for it; a time further ahead is kept and flagged as future, and is never the newest. The machine shows how far its clock is off.`

/**
 * The AsyncAPI 3 document: the messages from and to devices over MQTT, and every fact on the bus and on the live topics.
 * @param examples payloads by the name of their message; several for each message of a fact
 */
export function asyncApi(version: string, examples: Readonly<Record<string, readonly unknown[]>> = {}): Json {
  const { schemaOf, bound } = schemaBook('#/components/schemas/')
  const site = { description: 'The short name of the site.' }
  const device = { site, equipmentId: { description: 'The device itself: its thing name, the id of its equipment.' } }
  const message = (name: string, { title, says }: Telling, payload: Json): Json => ({
    [name]: {
      name,
      title,
      summary: says,
      contentType: 'application/json',
      payload,
      ...(examples[name] && { examples: examples[name].map((example) => ({ payload: example })) }),
    },
  })
  const channels: Record<string, Json> = {
    ...Object.fromEntries(
      Object.entries(deviceMessages).map(([name, schema]) => {
        const telling = fromDevices[name as DeviceMessageName]
        const channel = {
          address: `andon/{site}/{equipmentId}/${name}`,
          title: telling.title,
          description: `${telling.says} A device publishes under its own id and nowhere else; a gateway that the definition of the equipment names publishes for it on andon/{site}/{gateway}/{equipmentId}/${name}. What comes twice or late is told by sequence and time. ${ofClocks}`,
          servers: byMqtt,
          parameters: device,
          messages: message(name, telling, schemaOf(schema, 'sent')),
        }
        return [`device-${name}`, channel]
      }),
    ),
    'gateway-health': {
      address: topics.health('{site}', '{gateway}'),
      title: 'Health of an edge gateway',
      description: 'What waits in a gateway, what it has lost, and when it heard each machine. The newest is kept.',
      servers: byMqtt,
      parameters: { site, gateway: { description: 'The gateway itself: the name of its thing.' } },
      messages: message(
        'health',
        { title: 'Health of a gateway', says: 'The gateway tells of itself and its machines.' },
        schemaOf(gatewayHealth, 'sent'),
      ),
    },
    'device-command': {
      address: topics.toDevice('{site}', '{equipmentId}'),
      title: 'Commands to a device',
      description:
        'A limit that is broken holds the machine; what quality decides releases it. If its definition names a gateway, the command goes to andon/{site}/{gateway}/{equipmentId}/command.',
      servers: byMqtt,
      parameters: device,
      messages: message(
        'command',
        { title: 'Command to a device', says: 'Hold, or go on, and why.' },
        schemaOf(deviceCommand, 'told'),
      ),
    },
    'live-weight': {
      address: topics.liveWeight('{site}', '{equipmentId}'),
      title: 'What a scale shows',
      description: 'For the eyes of those who weigh. It is kept nowhere; what counts is a sample of weight, at rest.',
      servers: byMqtt,
      parameters: device,
      messages: message(
        'weight',
        { title: 'Moving weight', says: 'What the scale shows, moving or at rest.' },
        schemaOf(liveWeight, 'sent'),
      ),
    },
    'live-facts': {
      address: topics.liveFacts('{site}'),
      title: 'Facts as they are committed',
      description:
        'What was committed: up to ten facts in a message, always as a list, those of one subject in their order. A fact may come again; its factId tells.',
      servers: byMqtt,
      parameters: { site },
      messages: message(
        'facts',
        { title: 'Up to ten facts', says: 'What was committed, in order.' },
        { type: 'array', minItems: 1, maxItems: 10, items: schemaOf(anyReceipt, 'told') },
      ),
    },
    facts: {
      address: 'andon-{site}',
      title: 'Facts for other systems',
      description:
        'The EventBridge bus of the site: one fact in an event, its type as detail-type, with source andon. A fact may come again; its factId tells.',
      servers: byBus,
      parameters: { site },
      messages: message('fact', { title: 'A fact', says: 'The detail of the event.' }, schemaOf(anyReceipt, 'told')),
    },
    'from-enterprise': {
      address: 'andon-{site}',
      title: 'What the enterprise tells a site',
      description: 'The same bus, on which the enterprise speaks with source andon.enterprise.',
      servers: byBus,
      parameters: { site },
      messages: Object.assign(
        {},
        ...Object.entries(enterpriseMessages).map(([name, schema]) =>
          message(
            name,
            {
              title: 'A hold at another site',
              says: 'A lot of this site came from a lot that its own site holds, or holds no more.',
            },
            schemaOf(schema, 'told'),
          ),
        ),
      ),
    },
  }
  const receive = Object.entries(fromDevices).map(([name, { says }]) => [
    `receive-${name}`,
    { action: 'receive', channel: { $ref: `#/channels/device-${name}` }, summary: says },
  ])
  const others = Object.entries(operations).map(([name, { action, channel, summary }]) => [
    name,
    { action, channel: { $ref: `#/channels/${channel}` }, summary },
  ])
  const { document, schemas } = bound({
    asyncapi: '3.0.0',
    info: {
      title: 'Andon',
      version,
      description:
        'What devices say and are told, and every fact of a site as it goes to those who watch and to other systems.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers,
    channels,
    operations: Object.fromEntries([...receive, ...others]),
  })
  return { ...document, components: { schemas: withEnvelopes(schemas) } }
}
