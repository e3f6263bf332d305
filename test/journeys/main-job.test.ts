import { connectAsync } from 'mqtt'
import { describe, expect, test, vi } from 'vitest'
import { facts } from '../../events/catalog.ts'
import { type Receipt, receipt } from '../../events/envelope.ts'
import { until } from '../../local/demo/client.ts'
import { story } from '../../local/demo/story.ts'
import { usePlant } from '../support/plant.ts'

const plant = usePlant()

describe('the whole story of a batch', () => {
  test('goes as it should, a second time on the same plant too, and all that it tells is as it is published', async () => {
    vi.spyOn(console, 'log').mockReturnValue(undefined)
    const { url, mqttUrl } = plant()
    const watcher = await connectAsync(mqttUrl, {
      clientId: 'watcher',
      username: 'vera',
      password: await plant().token('vera'),
      reconnectPeriod: 0,
    })
    const heard: Receipt[] = []
    watcher.on('message', (_topic, payload) => heard.push(...JSON.parse(payload.toString())))
    await watcher.subscribeAsync('andon/lyon/live/facts', { qos: 1 })

    await story(url, mqttUrl)
    await story(url, mqttUrl)

    await until(
      async () => heard.filter(({ type }) => type === 'andon.order.closed.v1').length,
      (closed) => closed >= 2,
      'The end of both stories on the live topic',
    )
    await watcher.endAsync()
    const faults = heard.flatMap((fact) => {
      const data = facts[fact.type]
      const told = receipt.safeParse(fact)
      const known = data?.safeParse(fact.data)
      return [
        ...(told.error?.issues ?? []),
        ...(known ? (known.error?.issues ?? []) : [{ message: 'unknown type' }]),
      ].map((issue) => `${fact.type}: ${JSON.stringify(issue)}`)
    })
    expect(new Set(faults)).toEqual(new Set())
    expect(heard.filter(({ type }) => type === 'andon.batch.released.v1')).toHaveLength(2)
    expect(plant().deadLetters()).toEqual([])
  })
})
