import { readFileSync } from 'node:fs'
import { connectAsync, type MqttClient } from 'mqtt'
import { expect } from 'vitest'
import { sublotId } from '../../events/identifiers.ts'
import { serialsIn } from '../../events/serials.ts'
import { apply } from '../../local/definitions/apply.ts'
import { compare } from '../../local/definitions/difference.ts'
import { readFolder } from '../../local/definitions/folder.ts'
import { bodyOf } from '../../local/definitions/plant-state.ts'
import { clientAs } from '../../local/demo/client.ts'
import { checkedFetch } from './contract.ts'
import type { TestPlant } from './plant.ts'

/**
 * A guide of docs/guides as a script. Its `http` blocks have requests, parted by empty lines: `person METHOD path`, the body, `→ status`, and what the
 * answer has at least. Its `mqtt` blocks have a message in each line: `EQUIPMENT topic {…}`. Within both:
 *
 * - `{{sign quinn}}` is a fresh sign-in of a person; `{{now}}`, `{{now-11m}}`, `{{now+2h}}` are instants;
 * - `{{=name}}` in an answer keeps the value under a name, and `{{name}}` is that value afterwards;
 * - `{{each P001..P050}}` sends the request or message once for each number; several ranges go in step.
 */
export interface Request {
  readonly who: string
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly status: number
  readonly answer: string | undefined
}

export type Act =
  | ({ readonly act: 'request' } & Request)
  | { readonly act: 'message'; readonly equipmentId: string; readonly name: string; readonly body: string }
  | { readonly act: 'folder'; readonly folder: string }

const guideText = (name: string): string =>
  readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8')

/** Everything that a guide asks its reader to do, in its order. */
export function actsOf(name: string): Act[] {
  const blocks = guideText(name).matchAll(/^```(http|mqtt|sh)\n([\s\S]*?)^```$/gm)
  return [...blocks].flatMap(([, kind, text = '']): Act[] => {
    if (kind === 'sh')
      return [...text.matchAll(/npm run plant -- apply (\S+)/g)].map(([, folder = '']) => ({ act: 'folder', folder }))
    if (kind === 'mqtt') return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : messageIn(line)))
    return text.split(/\n{2,}/).flatMap((part) => (part.trim() === '' ? [] : requestIn(part.trim())))
  })
}

function messageIn(line: string): Act {
  const [, equipmentId = '', name = '', body = ''] = /^(\S+) (\w+) (\{.*\})$/.exec(line.trim()) ?? []
  if (body === '') throw new Error(`This is no message: ${line}`)
  return { act: 'message', equipmentId, name, body }
}

function requestIn(text: string): Act {
  const [, who = '', method = '', path = '', body = '', status = '', answer = ''] =
    /^(\w+) (GET|POST|PUT) (\S+)\n?([\s\S]*?)\n?→ (\d{3})\n?([\s\S]*)$/.exec(text) ?? []
  if (status === '') throw new Error(`This is no request with the status of its answer: ${text}`)
  return {
    act: 'request',
    who,
    method,
    path,
    body: body.trim() || undefined,
    status: Number(status),
    answer: answer.trim() || undefined,
  }
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Plays a guide at a plant, and checks every answer. */
export async function play(name: string, plant: TestPlant): Promise<void> {
  const kept = new Map<string, string>()
  const devices = new Map<string, MqttClient>()
  const sessions = new Map<string, Promise<string>>()
  const sessionOf = (who: string): Promise<string> => {
    const known = sessions.get(who) ?? plant.token(who)
    sessions.set(who, known)
    return known
  }
  let sequence = 0
  const { site } = bodyOf(await (await clientAs(plant.url, 'vera')).getHealth(), 'its health')
  const filled = async (text: string): Promise<string> => {
    let whole = text
    for (const [mark, person = ''] of text.matchAll(/\{\{sign (\w+)\}\}/g))
      whole = whole.replace(mark, await plant.token(person))
    return whole
      .replaceAll(/\{\{now(?:([+-])(\d+)([smhd]))?\}\}/g, (_, sign, count, unit) => {
        const shift = count === undefined ? 0 : Number(count) * (units[unit] ?? 0) * (sign === '-' ? -1 : 1)
        return new Date(Date.now() + shift).toISOString()
      })
      .replaceAll(/\{\{([\w-]+)\}\}/g, (mark, key) => kept.get(key) ?? mark)
  }
  try {
    for (const act of actsOf(name)) {
      if (act.act === 'folder') await applied(act.folder, plant)
      else if (act.act === 'message')
        for (const body of eachIn(act.body)) {
          sequence += 1
          const message = { sequence, ...JSON.parse(await filled(body)) }
          const device =
            devices.get(act.equipmentId) ??
            (await connectAsync(plant.mqttUrl, { clientId: act.equipmentId, reconnectPeriod: 0 }))
          devices.set(act.equipmentId, device)
          await device.publishAsync(`andon/${site}/${act.equipmentId}/${act.name}`, JSON.stringify(message), { qos: 1 })
        }
      else for (const one of eachOf(act)) await ask({ plant, sessionOf, filled, kept }, one)
    }
  } finally {
    for (const device of devices.values()) await device.endAsync(true)
  }
}

async function applied(folder: string, plant: TestPlant): Promise<void> {
  const client = await clientAs(plant.url, 'erik')
  const comparison = await compare(client, await readFolder(folder))
  expect(comparison.faults).toEqual([])
  expect((await apply(client, comparison)).faults).toEqual([])
}

const eachMark = /\{\{each (\S+?)\.\.(\S+?)\}\}/g

/** Several ranges go in step: the first of one with the first of the other. */
function eachIn(text: string): string[] {
  const ranges = new Map(
    [...text.matchAll(eachMark)].map(([mark, from = '', to = '']) => [mark, serialsBetween(from, to)] as const),
  )
  const [first] = ranges.values()
  if (!first) return [text]
  return first.map((_, index) => text.replaceAll(eachMark, (mark) => ranges.get(mark)?.[index] ?? mark))
}

function serialsBetween(from: string, to: string): readonly string[] {
  const { serials, faults } = serialsIn([{ from: sublotId.parse(from), to: sublotId.parse(to) }], 1000)
  expect(faults).toEqual([])
  return serials
}

const separator = '\u0000'

const eachOf = (request: Request): Request[] =>
  eachIn([request.path, request.body ?? '', request.answer ?? ''].join(separator)).map((text) => {
    const [path = '', body, answer] = text.split(separator)
    return { ...request, path, body: body || undefined, answer: answer || undefined }
  })

interface Playing {
  readonly plant: TestPlant
  readonly sessionOf: (who: string) => Promise<string>
  readonly filled: (text: string) => Promise<string>
  readonly kept: Map<string, string>
}

/** A question may be asked again for a while, because devices and workflows need a moment. */
const patience = 120_000

async function ask({ plant, sessionOf, filled, kept }: Playing, request: Request): Promise<void> {
  const { who, method, status, answer } = request
  const deadline = performance.now() + (method === 'GET' ? patience : 0)
  for (;;) {
    const path = await filled(request.path)
    const body = request.body === undefined ? undefined : await filled(request.body)
    const response = await checkedFetch(`${plant.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await sessionOf(who)}`,
        'content-type': body?.startsWith('<') ? 'application/xml' : 'application/json',
        ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
      },
      ...(method !== 'GET' && { body: body ?? '{}' }),
    })
    const text = await response.text()
    const said = `${who} ${method} ${path} answered ${response.status} ${text.slice(0, 1500)}`
    try {
      expect(response.status, said).toBe(status)
      if (answer !== undefined)
        expect(fits(JSON.parse(await filled(answer)), parsed(text), kept), `${said}\nand not ${answer}`).toBe(true)
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Whether a value has what is wanted at least: fields of objects, items of lists in any place (an empty list is empty), parts of a text. */
function fits(wanted: unknown, found: unknown, kept: Map<string, string>): boolean {
  if (typeof wanted === 'string') {
    const [, name] = /^\{\{=([\w-]+)\}\}$/.exec(wanted) ?? []
    if (name !== undefined && typeof found === 'string') kept.set(name, found)
    return name !== undefined
      ? typeof found === 'string'
      : wanted === found || (wanted.startsWith('…') && String(found).includes(wanted.slice(1)))
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) return false
    return wanted.length === 0 ? found.length === 0 : wanted.every((it) => found.some((one) => fits(it, one, kept)))
  }
  if (typeof wanted === 'object' && wanted !== null)
    return (
      typeof found === 'object' &&
      found !== null &&
      Object.entries(wanted).every(([name, value]) => fits(value, Reflect.get(found, name), kept))
    )
  return wanted === found
}
