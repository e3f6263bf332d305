import * as z from 'zod'
import { sublotId } from '../../events/identifiers.ts'
import { serialsIn } from '../../events/serials.ts'
import { apply } from '../definitions/apply.ts'
import { compare } from '../definitions/difference.ts'
import { readFolder } from '../definitions/folder.ts'
import { bodyOf } from '../definitions/plant-state.ts'
import { putAhead } from '../life/pace.ts'
import { clientWith, type SiteClient } from './client.ts'
import { actsOf, type Request } from './guide.ts'
import { connected, type Device, patience, withSeries } from './guide-devices.ts'
import { fits } from './guide-fits.ts'
import { instantOf } from './guide-instants.ts'
import type { SignIn } from './pool/sign-in.ts'
import { expect } from './telling.ts'

/** A plant at which a guide is played, and who hears about it. */
export interface Stage {
  readonly url: string
  readonly mqttUrl: string
  /** A fresh sign-in of a person. */
  readonly signIn: SignIn
  readonly send?: Send
  readonly tell?: Telling
}

type Send = (url: string, request: RequestInit) => Promise<Response>

interface Telling {
  readonly chapter: (title: string) => void
  readonly tell: (sentence: string) => void
}

const silent: Telling = { chapter: () => undefined, tell: () => undefined }

/** Plays a guide at a plant, and checks every answer: throws `Unexpected` with the first that is not as the guide says. */
export async function playGuide(name: string, stage: Stage): Promise<void> {
  const { url, mqttUrl, signIn, send = fetch, tell: { chapter, tell } = silent } = stage
  const kept = new Map<string, string>()
  const devices = new Map<string, Device>()
  const sessions = new Map<string, Promise<string>>()
  const sessionOf = (who: string): Promise<string> => {
    const known = sessions.get(who) ?? signIn(who)
    sessions.set(who, known)
    return known
  }
  let sequence = 0
  /** Milliseconds by which the clock of the plant is ahead. */
  let ahead = 0
  const { site } = bodyOf(await clientWith(url, await sessionOf('vera')).getHealth(), 'its health')
  const filled = async (text: string): Promise<string> => {
    let whole = text
    for (const [mark, person = ''] of text.matchAll(/\{\{sign (\w+)\}\}/g))
      whole = whole.replace(mark, await signIn(person))
    return whole
      .replaceAll(/\{\{(now(?:[+-]\d+[smhd])?)\}\}/g, (_, when) =>
        new Date(instantOf(when, Date.now() + ahead)).toISOString(),
      )
      .replaceAll(/\{\{([\w-]+)\}\}/g, (mark, key) => kept.get(key) ?? mark)
  }
  try {
    for (const act of actsOf(name)) {
      if (act.act === 'section') chapter(act.title)
      else if (act.act === 'folder') {
        await applied(act.folder, clientWith(url, await sessionOf('erik')))
        tell(`Erik puts the definitions of ${act.folder} into the plant.`)
      } else if (act.act === 'clock') {
        ahead = (await putAhead(url, act.forward)) * 1000
        // A session lasts an hour, which may be over.
        sessions.clear()
        tell(`The clock of the plant goes ahead: ${JSON.stringify(act.forward)}`)
      } else if (act.act === 'message') {
        const device = devices.get(act.equipmentId) ?? (await connected(mqttUrl, site, act.equipmentId))
        devices.set(act.equipmentId, device)
        const bodies = eachIn(act.body)
        for (const body of bodies) {
          sequence += 1
          const message = withSeries({ sequence, ...JSON.parse(listed(await filled(body))) }, ahead)
          await (act.name === 'command'
            ? device.gets(JSON.parse(listed(await filled(body))))
            : device.sends(act.name, message))
        }
        tell(`${act.equipmentId} ${act.name} ${act.body}${times(bodies)}`)
      } else {
        const requests = eachOf(act)
        let said: unknown
        for (const one of requests) said = await ask({ url, send, sessionOf, filled, kept }, one)
        tell(`${act.who} ${act.method} ${act.path} → ${act.status}${times(requests)}`)
        for (const reason of reasonsIn(said)) tell(`  - ${reason}`)
      }
    }
  } finally {
    for (const device of devices.values()) await device.end()
  }
}

const times = ({ length }: readonly unknown[]): string => (length > 1 ? ` (${length} times)` : '')

/** Why the plant refused, if it did. */
const reasonsIn = (said: unknown): string[] => {
  const { data: problem } = refusal.safeParse(said)
  return problem ? problem.violations.map(({ detail }) => detail) : []
}
const refusal = z.object({ violations: z.array(z.object({ detail: z.string() })) })

async function applied(folder: string, client: SiteClient): Promise<void> {
  const comparison = await compare(client, await readFolder(folder))
  expect(comparison.faults.length === 0, `${folder} has no faults`, comparison.faults)
  const { faults } = await apply(client, comparison)
  expect(faults.length === 0, `${folder} is applied`, faults)
}

const eachMark = /\{\{each (\S+?)\.\.(\S+?)\}\}/g
const listMark = /\{\{list (\S+?)\.\.(\S+?)\}\}/g

/** The text once for each number. Several ranges go in step: the first of one with the first of the other. */
function eachIn(text: string, markOf = eachMark): string[] {
  const ranges = new Map(
    [...text.matchAll(markOf)].map(([mark, from = '', to = '']) => [mark, serialsBetween(from, to)] as const),
  )
  const [first] = ranges.values()
  if (!first) return [text]
  return first.map((_, index) => text.replaceAll(markOf, (mark) => ranges.get(mark)?.[index] ?? mark))
}

/** A value of which an item of a list that has `{{list P001..P050}}` is an item for each number. */
function spread(value: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((item) => eachIn(JSON.stringify(item), listMark).map((text) => spread(JSON.parse(text))))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spread(part)]))
}

/** The JSON of a body with its lists. */
const listed = (text: string): string => (text.includes('{{list ') ? JSON.stringify(spread(JSON.parse(text))) : text)

function serialsBetween(from: string, to: string): readonly string[] {
  const { serials, faults } = serialsIn([{ from: sublotId.parse(from), to: sublotId.parse(to) }], 1000)
  expect(faults.length === 0, `${from}..${to} are serial numbers`, faults)
  return serials
}

const separator = '\u0000'

const eachOf = (request: Request): Request[] =>
  eachIn([request.path, request.body ?? '', request.answer ?? ''].join(separator)).map((text) => {
    const [path = '', body, answer] = text.split(separator)
    return { ...request, path, body: body || undefined, answer: answer || undefined }
  })

interface Playing {
  readonly url: string
  readonly send: Send
  readonly sessionOf: (who: string) => Promise<string>
  readonly filled: (text: string) => Promise<string>
  readonly kept: Map<string, string>
}

/** The answer, once it is as the guide says. */
async function ask({ url, send, sessionOf, filled, kept }: Playing, request: Request): Promise<unknown> {
  const { who, method, status, answer } = request
  const deadline = performance.now() + (method === 'GET' ? patience : 0)
  for (;;) {
    const path = await filled(request.path)
    const body = request.body === undefined ? undefined : listed(await filled(request.body))
    const response = await send(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await sessionOf(who)}`,
        'content-type': body?.startsWith('<') ? 'application/xml' : 'application/json',
        ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
      },
      ...(method !== 'GET' && { body: body ?? '{}' }),
    })
    const text = await response.text()
    const wanted = answer === undefined ? undefined : JSON.parse(listed(await filled(answer)))
    const isAsTold = response.status === status && (wanted === undefined || fits(wanted, parsed(text), kept))
    const isOver = isAsTold || performance.now() > deadline
    if (isOver) {
      const told = `${status}${answer === undefined ? '' : ` ${answer}`}`
      expect(isAsTold, `${who} ${method} ${path} answered ${response.status} ${text.slice(0, 1500)}\nand not ${told}`)
      return parsed(text)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
