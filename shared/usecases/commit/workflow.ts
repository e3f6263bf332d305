import { canonical } from '../../domain/canonical.ts'
import { saidOf } from '../telling.ts'
import { digest } from './chain.ts'
import type { Command, Outcome } from './command.ts'

/** What a workflow does, it does in its own name, on the authority of the decision that it carries out. */
export function workflowCommand<Body>(
  workflow: string,
  site: string,
  at: string,
  id: string,
  body: Body,
): Command<Body> {
  return {
    id,
    operation: workflow,
    site,
    caller: { kind: 'workflow', id: workflow, name: `${workflow} workflow`, roles: [] },
    at,
    body,
    requestHash: digest(canonical(body)),
    signature: undefined,
  }
}

/** A task that could not do its work fails, so that the workflow tries again or stops where people see it. */
export async function mustBeDone(outcome: Outcome, what: string): Promise<void> {
  if (outcome.outcome === 'done' || outcome.outcome === 'nothing') return
  const reasons = 'violations' in outcome ? await saidOf(outcome.violations) : outcome.outcome
  throw new Error(`${what} failed: ${reasons}`)
}
