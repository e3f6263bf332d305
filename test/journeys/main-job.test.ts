import { connectAsync } from 'mqtt'
import { describe, expect, test, vi } from 'vitest'
import { facts } from '../../events/catalog.ts'
import { type Receipt, receipt } from '../../events/envelope.ts'
import { clientAs, until } from '../../local/demo/client.ts'
import { story } from '../../local/demo/story.ts'
import { read } from '../../local/demo/telling.ts'
import { usePlant } from '../support/plant.ts'
import { patience } from '../support/seeded.ts'

const plant = usePlant()
/** Every fact of both stories, as the live topic told it. */
const heard: Receipt[] = []

/**
 * The lots that a fact is about: its subject, and every lot that its data name, at whatever depth. A decision on a batch lists its lots; each of them
 * has a fact of its own.
 */
function lotsNamedBy({ subject, data }: Receipt): Set<string> {
  const found = new Set(subject.type === 'lot' ? [subject.id] : [])
  JSON.stringify(data, (key, value) => {
    if (key === 'lotId' && typeof value === 'string') found.add(value)
    return value
  })
  return found
}

describe('the whole story of a batch', () => {
  test('goes as it should, a second time on the same plant too, and all that it tells is as it is published', {
    timeout: patience,
  }, async () => {
    vi.spyOn(console, 'log').mockReturnValue(undefined)
    const { url, mqttUrl } = plant()
    const watcher = await connectAsync(mqttUrl, {
      clientId: 'live/vera/watcher-1',
      username: 'vera',
      password: await plant().token('vera'),
      reconnectPeriod: 0,
    })
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

  test('leaves an audit of each thing in the order of its chain and of time, with each fact once, and none missing', {
    timeout: patience,
  }, async () => {
    const { url } = plant()
    const quinn = await clientAs(url, 'quinn')
    const subjects = new Map(
      heard
        .flatMap(({ subject, about }) => [subject, ...(about ? [about] : [])])
        .map((it) => [`${it.type}:${it.id}`, it]),
    )
    for (const name of new Set(heard.flatMap((fact) => [...lotsNamedBy(fact)])))
      subjects.set(`lot:${name}`, { type: 'lot', id: name })
    for (const [name, subject] of subjects) {
      const items: Receipt[] = []
      let cursor: string | undefined
      do {
        const page = read(await quinn.getAudit({ subject: name, limit: '7', ...(cursor && { cursor }) }))
        items.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== undefined)
      const ids = items.map(({ factId }) => factId)
      expect(new Set(ids).size, `${name} tells nothing twice`).toBe(ids.length)
      const times = items.map(({ recordedAt }) => recordedAt)
      expect(times, `${name} goes by time`).toEqual(times.toSorted())
      const own = items.filter((it) => it.subject.type === subject.type && it.subject.id === subject.id)
      const chained = own.map(({ sequence }) => sequence).filter((sequence) => sequence > 0)
      expect(chained, `${name} goes by its chain`).toEqual(chained.map((_, index) => index + 1))
      const isAccepted = ({ type }: Receipt) => !type.endsWith('.command-refused.v1')
      const wanted = heard.filter(
        (fact) =>
          [fact.subject, fact.about].some((it) => it?.type === subject.type && it.id === subject.id) ||
          (subject.type === 'lot' && isAccepted(fact) && lotsNamedBy(fact).has(subject.id)),
      )
      const missing = wanted
        .filter(({ factId }) => !ids.includes(factId))
        .map(({ type, factId }) => `${type} ${factId}`)
      expect(missing, `${name} leaves nothing out`).toEqual([])
    }
    expect(subjects.size).toBeGreaterThan(25)
  })
})
