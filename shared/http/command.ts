import type { Receipt } from '../../events/envelope.ts'
import { idInPath } from '../../events/id-rule.ts'
import type { BookedLate } from '../../events/order.ts'
import type { SignatureRequest } from '../../events/signature.ts'
import { canonical } from '../domain/canonical.ts'
import { violation } from '../domain/refusal.ts'
import type { SignIn } from '../domain/signature.ts'
import { now } from '../runtime/clock.ts'
import { environment, variable } from '../runtime/environment.ts'
import { newId } from '../runtime/id.ts'
import { otherSites } from '../runtime/other-sites.ts'
import { digest } from '../usecases/commit/chain.ts'
import type { Command, Outcome } from '../usecases/commit/command.ts'
import { ownId } from '../usecases/commit/own-id.ts'
import type { Store } from '../usecases/commit/store.ts'
import { busy } from './handler.ts'
import type { Answer, Call, Operation } from './operation.ts'
import { Problem } from './problem.ts'
import type { Ids } from './route.ts'

type ReadSignIn = (token: string) => Promise<SignIn>

/** A use case as the edge sees it: the route has parsed its body and path. */
type UseCase<Path extends Ids, Body> = (store: Store, command: Command<Body>, path: Path) => Promise<Outcome>

const timeZone = (): string => environment(variable.timeZone)

/** Without a space: it separates the ids that a command makes of its own (`partId`). */
const keyPattern = /^[\x21-\x7e]{8,128}$/
const keyRef = 'header#/idempotency-key'
const replayed = { 'idempotency-replayed': 'true' }

/** Serves a command: reads its key and its signature, runs its use case, and answers with its fact. */
export const commands =
  (site: string, store: Store, readSignIn?: ReadSignIn) =>
  <Path extends Ids, Body>(useCase: UseCase<Path, Body>): Operation<Path, unknown, Body, Receipt> =>
  async (call) =>
    answerOf(call, await useCase(store, await commandOf(site, call, readSignIn), call.path))

/** The command that a call asks for. */
export async function commandOf<Body>(
  site: string,
  call: Call<Ids, unknown, Body>,
  readSignIn?: ReadSignIn,
): Promise<Command<Body>> {
  const { signature } = call
  const { body, late } = timeOf(call.body)
  const version = expected(call)
  return {
    id: commandId(call),
    operation: call.route.operationId,
    site,
    timeZone: timeZone(),
    otherSites,
    caller: call.caller,
    clock: now,
    body,
    requestHash: digest(
      // The version that the caller means belongs to the request: after a 412, the same command for another version is another one.
      canonical({
        operation: call.route.operationId,
        path: call.path,
        body: call.body,
        meaning: signature?.meaning,
        ...version,
      }),
    ),
    signature: signature && (await presented(signature, readSignIn)),
    ...(late && { late }),
    ...version,
    ...(call.route.method === 'PUT' && { sent: call.sent }),
  }
}

/** The body without the time of an act that is booked late, which is the same in every body that takes it. */
function timeOf<Body>(sent: Body): Pick<Command<Body>, 'body' | 'late'> {
  if (typeof sent !== 'object' || sent === null) return { body: sent }
  const { occurredAt, lateReason, ...body } = sent as Body & BookedLate
  if (occurredAt === undefined && lateReason === undefined) return { body: sent }
  return { body: body as Body, late: { occurredAt, lateReason } }
}

/** The id of the command. A PUT sets a state, so it needs no key; a POST acts, and its key makes it act once. */
export function commandId({ route, header, caller }: Call): string {
  const key = header('idempotency-key')
  if (key === undefined && route.method === 'PUT') return newId()
  if (key === undefined)
    throw new Problem('idempotency-key-missing', [violation('idempotency-key-missing', {}, keyRef)])
  if (!keyPattern.test(key))
    throw new Problem('invalid-request', [violation('invalid-request/idempotency-key', {}, keyRef)])
  return ownId(caller, key)
}

function expected({ header }: Call): Pick<Command, 'expectedVersion' | 'replacesAny'> {
  const match = header('if-match')
  if (match === undefined) return {}
  if (match === '*') return { replacesAny: true }
  const version = Number(match.replace(/^"|"$/g, ''))
  if (!Number.isSafeInteger(version))
    throw new Problem('invalid-request', [violation('invalid-request/if-match', {}, 'header#/if-match')])
  return { expectedVersion: version }
}

async function presented(
  { meaning, signer, verifier }: SignatureRequest,
  readSignIn: ReadSignIn | undefined,
): Promise<NonNullable<Command['signature']>> {
  if (!readSignIn) return { meaning }
  return {
    meaning,
    ...(signer !== undefined && { signer: await readSignIn(signer) }),
    ...(verifier !== undefined && { verifier: await readSignIn(verifier) }),
  }
}

function answerOf({ route }: Call, outcome: Outcome): Answer<Receipt> {
  switch (outcome.outcome) {
    case 'done': {
      const { requestHash: _request, previousHash: _previous, ...shown } = outcome.fact
      const location = route.creates && { location: route.creates.replace('{id}', idInPath(outcome.fact.subject.id)) }
      return {
        status: route.creates ? 201 : 200,
        headers: { ...location, ...(outcome.replayed && replayed) },
        json: shown,
      }
    }
    case 'nothing':
      // Without a fact there is no receipt.
      return { text: '{}', headers: { 'content-type': 'application/json' } }
    default:
      throw problemIn(outcome)
  }
}

/** The problem that an outcome without a fact of its own is answered with. */
export function problemIn(outcome: Exclude<Outcome, { outcome: 'done' | 'nothing' }>): Problem {
  switch (outcome.outcome) {
    case 'refused':
      return new Problem(outcome.code, outcome.violations, outcome.replayed ? replayed : {})
    case 'unknown':
      return new Problem('not-found', outcome.violations)
    case 'key-reused':
      return new Problem('idempotency-key-reused', [violation('idempotency-key-reused', {}, keyRef)])
    case 'busy':
      return busy()
  }
}
