import { readFileSync } from 'node:fs'

/**
 * A guide of docs/guides as a script, which the demo and the tests play. Its `http` blocks have requests, parted by empty lines:
 * `person METHOD path`, the body, `→ status`, and what the answer has at least. Its `mqtt` blocks have a message in each line:
 * `EQUIPMENT topic {…}`; one with the topic `command` is for the equipment, which has to get it. Its `sh` blocks apply a folder, and put the clock of the
 * plant ahead. Within a request and a message:
 *
 * - `{{sign quinn}}` is a fresh sign-in of a person; `{{now}}`, `{{now-11m}}`, `{{now+2h}}` are instants;
 * - `{{every 20s from now-11m to now}}` as the time of a sample is one sample for each of these instants;
 * - `{{=name}}` in an answer keeps the value under a name, and `{{name}}` is that value afterwards;
 * - `{{each P001..P050}}` sends the request or message once for each number; several ranges go in step.
 * - `{{list P001..P050}}` in an item of a list is an item for each number.
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
  | { readonly act: 'section'; readonly title: string }
  | ({ readonly act: 'request' } & Request)
  | { readonly act: 'message'; readonly equipmentId: string; readonly name: string; readonly body: string }
  | { readonly act: 'folder'; readonly folder: string }
  | { readonly act: 'clock'; readonly forward: object }

const guideText = (name: string): string =>
  readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8')

/** Everything that a guide asks its reader to do, in its order, under the titles of its sections. */
export function actsOf(name: string): Act[] {
  const parts = guideText(name).matchAll(/^## (.+)$|^```(http|mqtt|sh)\n([\s\S]*?)^```$/gm)
  return [...parts].flatMap(([, title, kind, text = '']): Act[] => {
    if (title !== undefined) return [{ act: 'section', title }]
    if (kind === 'sh') return text.split('\n').flatMap(commandIn)
    if (kind === 'mqtt') return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : messageIn(line)))
    return text.split(/\n{2,}/).flatMap((part) => (part.trim() === '' ? [] : requestIn(part.trim())))
  })
}

function commandIn(line: string): Act[] {
  const [, folder] = /^npm run plant -- apply (\S+)/.exec(line) ?? []
  const [, forward] = /^curl \S+\/local\/clock --data '(\{.*\})'$/.exec(line) ?? []
  if (folder !== undefined) return [{ act: 'folder', folder }]
  return forward === undefined ? [] : [{ act: 'clock', forward: JSON.parse(forward) }]
}

function messageIn(line: string): Act {
  const [, equipmentId = '', name = '', body = ''] = /^(\S+) (\w+) (\{.*\})$/.exec(line.trim()) ?? []
  if (body === '') throw new Error(`This is no message: ${line}`)
  return { act: 'message', equipmentId, name, body }
}

function requestIn(text: string): Act {
  const [, who = '', method = '', path = '', body = '', status = '', answer = ''] =
    /^(\w+) (GET|POST|PUT) ((?:\{\{each [^}]+\}\}|\S)+)\n?([\s\S]*?)\n?→ (\d{3})\n?([\s\S]*)$/.exec(text) ?? []
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
