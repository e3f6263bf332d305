import type { IncomingMessage } from 'node:http'
import type { PlantClock } from '../clock.ts'
import type { DeskAnswer } from '../front.ts'
import type { Identity, TokenShape } from '../identity.ts'
import type { ConsoleClients } from './client.ts'

export interface IssuerParts {
  readonly site: string
  readonly clock: PlantClock
  readonly identity: Identity
  readonly clients: ConsoleClients
  readonly shape: TokenShape
}

/** Endpoints below an issuer, by method and path: `GET oauth2/authorize`. */
export type Endpoints = Readonly<
  Record<string, (request: IncomingMessage, url: URL) => Promise<DeskAnswer> | DeskAnswer>
>

/** The fields of a form; undefined for a body that is none. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const [type] = (request.headers['content-type'] ?? '').split(';')
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
