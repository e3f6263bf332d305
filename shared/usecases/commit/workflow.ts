import { canonical } from '../../domain/canonical.ts'
import { saidOf } from '../telling.ts'
import { digest } from './chain.ts'
import type { Clock, Command, Outcome } from './command.ts'
import { ownId } from './own-id.ts'

/** A workflow acts in its own name, by the authority of the decision that it carries out. */
export function workflowCommand<Body>(
  workflow: string,
  site: string,
  clock: Clock,
  key: string,
  body: Body,
): Command<Body> {
  const caller = { kind: 'workflow', id: workflow, name: `${workflow} workflow`, roles: [] } as const
  return {
    id: ownId(caller, key),
    operation: workflow,
    site,
    caller,
    clock,
    body,
    requestHash: digest(canonical(body)),
    signature: undefined,
  }
}

/** A task without success fails, so that the workflow tries again or stops visibly. */
export async function mustBeDone(outcome: Outcome, what: string): Promise<void> {
  if (outcome.outcome === 'done' || outcome.outcome === 'nothing') return
  const reasons = 'violations' in outcome ? await saidOf(outcome.violations) : outcome.outcome
  throw new Error(`${what} failed: ${reasons}`)
}
