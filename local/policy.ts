import { CannotStart } from './cannot-start.ts'
import { type Context, noContext, readCondition } from './conditions.ts'
import { literally, source, wildcard } from './wildcard.ts'

/** A statement of an IAM or IoT policy, with its wildcards compiled. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly action: (name: string) => boolean
  readonly resource: (arn: string) => boolean
  readonly condition: (context: Context) => boolean
}

/** An action on a resource that the role of a caller must allow. */
export interface Need {
  readonly action: string
  readonly resource: string
  /** What the conditions of a policy may ask about the call. */
  readonly context?: Context
}

/** `not-allowed` is AWS's implicit deny: no statement matches. */
export type Verdict = 'allowed' | 'not-allowed' | 'denied'

/** A deny wins over every allow; without a match the action is refused (IAM policy evaluation logic). */
export const judge = (
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Context = noContext,
): Verdict => verdictOf(aboutCall(statements, action, resource), context)

/** The statements about an action on a resource, whatever their conditions say of the single call. */
export const aboutCall = (statements: readonly Statement[], action: string, resource: string): Statement[] =>
  statements.filter((statement) => statement.action(action) && statement.resource(resource))

/** @param about the statements from {@link aboutCall} */
export function verdictOf(about: readonly Statement[], context: Context): Verdict {
  const speaking = about.filter(({ condition }) => condition(context))
  if (speaking.some((statement) => statement.effect === 'Deny')) return 'denied'
  return speaking.length > 0 ? 'allowed' : 'not-allowed'
}

/**
 * The statements of a policy document, as an object or as JSON text.
 * @param variables values for `${iot:Connection.Thing.ThingName}` and the like; a statement with an unknown variable never matches.
 * @param place the owner of the policy, for the sentence of an error.
 */
export function readPolicy(
  document: unknown,
  place: string,
  variables: Readonly<Record<string, string>> = {},
): Statement[] {
  const parsed: unknown = typeof document === 'string' ? JSON.parse(document) : document
  const statements = (parsed as { Statement?: unknown } | null)?.Statement
  if (statements === undefined) throw new CannotStart(`The policy of ${place} has no Statement.`)
  return asList(statements).map((statement) => readStatement(statement as Record<string, unknown>, place, variables))
}

/** The sentence of AWS for a refused call, so that a local log reads like one of AWS. */
export function refusalOf(verdict: Verdict, principal: string, action: string, resource: string): string {
  const because =
    verdict === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`
}

function readStatement(
  statement: Record<string, unknown>,
  place: string,
  variables: Readonly<Record<string, string>>,
): Statement {
  const { Effect, Action, NotAction, Resource, NotResource, Condition, Sid: _sid, ...rest } = statement
  const [unreadable] = Object.keys(rest)
  if (unreadable !== undefined)
    throw new CannotStart(
      `The policy of ${place} has a statement with ${unreadable}, which the local plant cannot judge; say it without, or add it to local/policy.ts.`,
    )
  if (Effect !== 'Allow' && Effect !== 'Deny')
    throw new CannotStart(`The policy of ${place} has a statement whose Effect is neither Allow nor Deny.`)
  return {
    effect: Effect,
    action: matcher(Action, NotAction, (text) => wildcard(text.toLowerCase()), true),
    resource: matcher(Resource, NotResource, (text) => withVariables(text, variables), false),
    condition: readCondition(Condition, place),
  }
}

function matcher(
  these: unknown,
  others: unknown,
  compile: (text: string) => RegExp | undefined,
  anyCase: boolean,
): (text: string) => boolean {
  const patterns = asList(these ?? others)
    .map((text) => compile(String(text)))
    .filter((pattern) => pattern !== undefined)
  const found = (text: string) => {
    const subject = anyCase ? text.toLowerCase() : text
    return patterns.some((pattern) => pattern.test(subject))
  }
  return these === undefined ? (text) => !found(text) : found
}

function withVariables(text: string, variables: Readonly<Record<string, string>>): RegExp | undefined {
  const names = [...text.matchAll(/\$\{([^}]+)\}/g)].map((match) => String(match[1]))
  if (names.some((name) => variables[name] === undefined)) return undefined
  const parts = text.split(/\$\{[^}]+\}/).map(source)
  return new RegExp(
    `^${parts.map((part, index) => (index === 0 ? part : literally(variables[String(names[index - 1])] ?? '') + part)).join('')}$`,
    's',
  )
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}
