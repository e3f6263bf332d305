import { connectAsync } from 'mqtt'
import { fits } from './guide-fits.ts'
import { instantOf, spanOf } from './guide-instants.ts'
import { expect } from './telling.ts'

/** A machine of a guide. */
export interface Device {
  sends(name: string, message: object): Promise<void>
  /** Settles when the machine has got a command that has at least this. */
  gets(command: object): Promise<void>
  end(): Promise<void>
}

/** Milliseconds. A question may be asked again for a while, because devices and workflows need a moment. */
export const patience = 120_000

export async function connected(mqttUrl: string, site: string, equipmentId: string): Promise<Device> {
  const client = await connectAsync(mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
  const topic = `andon/${site}/${equipmentId}`
  const got: unknown[] = []
  client.on('message', (_, payload) => got.push(JSON.parse(payload.toString())))
  await client.subscribeAsync(`${topic}/command`, { qos: 1 })
  return {
    async sends(name, message) {
      await client.publishAsync(`${topic}/${name}`, JSON.stringify(message), { qos: 1 })
    },
    async gets(command) {
      const deadline = performance.now() + patience
      while (!got.some((it) => fits(command, it)) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100))
      const isThere = got.some((it) => fits(command, it))
      expect(isThere, `${equipmentId} gets the command ${JSON.stringify(command)}`, got)
    },
    end: () => client.endAsync(true),
  }
}

const series = /^\{\{every (\d+)([smhd]) from (now\S*) to (now\S*)\}\}$/

/**
 * A message whose samples may have a series as their time: one sample for each of its instants.
 * @param ahead milliseconds by which the clock of the plant is ahead
 */
export function withSeries<Message extends { samples?: { occurredAt: string }[] }>(
  message: Message,
  ahead: number,
): Message {
  if (message.samples === undefined) return message
  // Read once: a series whose ends are read at two times may have one sample more.
  const now = Date.now() + ahead
  const samples = message.samples.flatMap((sample) => {
    const [, count, unit = '', from = '', to = ''] = series.exec(sample.occurredAt) ?? []
    if (count === undefined) return [sample]
    const [first, last, step] = [instantOf(from, now), instantOf(to, now), spanOf(count, unit)]
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => ({
      ...sample,
      occurredAt: new Date(first + index * step).toISOString(),
    }))
  })
  return { ...message, samples }
}
