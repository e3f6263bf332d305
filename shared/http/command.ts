import type { Receipt } from '../../events/envelope.ts'
import type { SignatureRequest } from '../../events/signature.ts'
import type { SignIn } from '../domain/signature.ts'
import { newId } from '../runtime/id.ts'
import { otherSites } from '../runtime/other-sites.ts'
import { canonical, digest } from '../usecases/commit/chain.ts'
import type { Command, Outcome } from '../usecases/commit/command.ts'
import type { Store } from '../usecases/commit/store.ts'
import { busy } from './handler.ts'
import type { Answer, Call, Operation } from './operation.ts'
import { answerProblem, Problem } from './problem.ts'
import type { Ids } from './route.ts'

type ReadSignIn = (token: string) => Promise<SignIn>

/** A use case as the edge sees it: body and path have been parsed by the route that names it. */
type UseCase<Path extends Ids, Body> = (store: Store, command: Command<Body>, path: Path) => Promise<Outcome>

const keyPattern = /^[\x21-\x7e]{8,128}$/

/** Serves a command: reads its key and its signature, runs its use case, and answers the fact that it made. */
export const commands =
  (site: string, store: Store, readSignIn?: ReadSignIn) =>
  <Path extends Ids, Body>(useCase: UseCase<Path, Body>): Operation<Path, unknown, Body, Receipt> =>
  async (call) => {
    const { body, signature } = call
    const command: Command<Body> = {
      id: commandId(call),
      operation: call.route.operationId,
      site,
      otherSites,
      caller: call.caller,
      at: call.at,
      body,
      requestHash: digest(
        canonical({ operation: call.route.operationId, path: call.path, body, meaning: signature?.meaning }),
      ),
      signature: signature && (await presented(signature, readSignIn)),
      ...expected(call),
    }
    return answerOf(call, await useCase(store, command, call.path))
  }

/** A PUT says what is to be so and needs no key; a POST does something, and once only. */
export function commandId({ route, header }: Call): string {
  const key = header('idempotency-key')
  if (key === undefined && route.method === 'PUT') return newId()
  if (key === undefined)
    throw new Problem(
      'idempotency-key-missing',
      [],
      'Send an Idempotency-Key of 8 to 128 characters, new for each command, the same for its repetitions.',
    )
  if (!keyPattern.test(key))
    throw new Problem('invalid-request', [
      {
        code: 'invalid-request',
        detail: 'The Idempotency-Key must be 8 to 128 printable characters without spaces.',
        ref: 'header#/idempotency-key',
      },
    ])
  return key
}

function expected({ header }: Call): { expectedVersion?: number } {
  const match = header('if-match')
  if (match === undefined || match === '*') return {}
  const version = Number(match.replace(/^"|"$/g, ''))
  if (!Number.isSafeInteger(version))
    throw new Problem('invalid-request', [
      {
        code: 'invalid-request',
        detail: 'If-Match must be the ETag of the version that you read.',
        ref: 'header#/if-match',
      },
    ])
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

function answerOf({ route, path }: Call, outcome: Outcome): Answer<Receipt> {
  switch (outcome.outcome) {
    case 'done': {
      const { requestHash: _request, previousHash: _previous, ...shown } = outcome.fact
      const location = route.creates && { location: route.creates.replace('{id}', outcome.fact.subject.id) }
      return {
        status: route.creates ? 201 : 200,
        headers: { ...location, ...(outcome.replayed && { 'idempotency-replayed': 'true' }) },
        json: shown,
      }
    }
    case 'refused': {
      const problem = new Problem(outcome.code, outcome.violations)
      const { statusCode, headers, body } = answerProblem(problem, filled(route.path, path), outcome.replayed)
      return { status: statusCode, headers, text: body }
    }
    case 'unknown':
      throw new Problem('not-found', outcome.violations)
    case 'key-reused':
      throw new Problem(
        'idempotency-key-reused',
        [],
        'This Idempotency-Key came with another request before; use a new key for a new command.',
      )
    case 'nothing':
      // There is no fact, so that there is no receipt either.
      return { text: '{}', headers: { 'content-type': 'application/json' } }
    case 'busy':
      throw busy()
  }
}

const filled = (path: string, values: Ids): string => path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? name)
