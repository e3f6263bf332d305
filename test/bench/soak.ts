import { setTimeout as pause } from 'node:timers/promises'
import { connectAsync } from 'mqtt'
import { isDone } from './client.ts'
import { type Floor, kg } from './floor.ts'
import { cycleOf } from './order-cycle.ts'
import { residentMegabytes } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'

const commands = 10_000
const messages = 10_000
const clients = 4
/** Longer than an idle thread lives, and longer than V8 takes to release memory: local/lambda.ts. */
const restMs = 20_000

const method = `The plant's memory (its process and that of its database) is sampled each second while ${clients} clients run ${commands} commands of order cycles and one device
publishes ${messages} samples, and looked at when it has rested: before, after a tenth of the commands, and at the end.`

/** Whether the plant stays small: its memory before, during and after many commands and messages. */
export async function measureSoak(floor: Floor): Promise<Findings> {
  const { pid } = floor.plant
  if (pid === undefined) {
    console.error('  The memory of a plant that somebody else runs (--url) is not measured.')
    return { figures: [], faults: [] }
  }
  const faults: string[] = []
  const sizes: number[] = []
  const sampling = setInterval(() => sizes.push(residentMegabytes(pid)), 1000)
  const figures: Figure[] = []
  const at = (row: string, value: number, atMost?: number, note?: string) =>
    figures.push({
      table: 'Soak',
      row,
      column: 'resident',
      unit: 'MB',
      value,
      ...(atMost !== undefined && { aim: { atMost } }),
      ...(note !== undefined && { note }),
    })
  const atRest = async () => {
    await pause(restMs)
    return residentMegabytes(pid)
  }
  try {
    await told('the first tenth of the commands', () => runCommands(floor, 'S0', commands / 10, faults))
    const before = await atRest()
    at('at rest after 1,000 commands', before, 400)
    sizes.length = 0
    await told(`${commands} commands`, () => runCommands(floor, 'S1', commands, faults))
    await told(`${messages} messages`, () => runMessages(floor, faults))
    at('the most while they ran', Math.max(...sizes), 600, `${clients} clients, then one device; sampled each second`)
    const after = await atRest()
    at(`at rest after ${commands} commands and ${messages} messages more`, after, 400)
    at('grown by', after - before, 50, 'flat is less than what one thread of a function takes')
  } finally {
    clearInterval(sampling)
  }
  return { method, figures, faults: faults.slice(0, 20) }
}

async function runCommands(floor: Floor, name: string, count: number, faults: string[]): Promise<void> {
  let left = count
  const work = async (number: number) => {
    const client = floor.connect()
    for (let cycle = 0; left > 0 && faults.length < 20; cycle += 1)
      for (const { command, path, body } of cycleOf(floor, `O-${floor.run}-${name}-${number}-${cycle}`)) {
        const answer = await client.send('POST', path, body)
        left -= 1
        if (!isDone(answer)) faults.push(`${command} was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
      }
    client.close()
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => work(number)))
}

/** A mixer sends its temperature, within its limits, as fast as the broker acknowledges it. */
async function runMessages(floor: Floor, faults: string[]): Promise<void> {
  const { run, mixingRecipeId: recipeId, product, plant } = floor
  const client = floor.connect()
  const mixer = await floor.defineMixer('SOAK')
  const orderId = `O-${run}-SOAK`
  const order = `/v1/orders/${orderId}`
  for (const [path, body] of [
    ['/v1/orders', { orderId, recipeId, product, quantity: kg('100') }],
    [`${order}/release`, {}],
    [`${order}/start`, {}],
    [`${order}/steps/mix/start`, { equipmentId: mixer }],
  ] as const) {
    const answer = await client.send('POST', path, body)
    if (!isDone(answer)) faults.push(`${path} was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
  }
  const device = await connectAsync(plant.mqttUrl, { clientId: mixer, reconnectPeriod: 0 })
  try {
    for (let sequence = 1; sequence <= messages; sequence += 1) {
      const occurredAt = new Date().toISOString()
      const samples = [{ parameterId: 'temperature', value: '40.5', unit: 'Cel', occurredAt }]
      await device.publishAsync(`andon/lyon/${mixer}/sample`, JSON.stringify({ sequence, samples }), { qos: 1 })
    }
  } finally {
    await device.endAsync()
    client.close()
  }
}
