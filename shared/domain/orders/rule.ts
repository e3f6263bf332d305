import { idFromPath, idInPath } from '../../../events/id-rule.ts'

/** The rules of a step that an override may name, except those about dates. */
const names = [
  // About a line: below or above tolerance, issued before the start, not the proposed lot, weight typed by hand, unit without components.
  'line',
  'over',
  'early',
  'picking',
  'weighing',
  'unit',
  // About a line: more of it in one unit than the unit takes.
  'piece',
  // About a parameter or check: its result; it is measured by a device, not typed. About a timer: its duration.
  'parameter',
  'manual',
  'timer',
  // About a container: a second person verifies the weighing.
  'dispensed',
  // About a container: it is charged into the equipment of the step.
  'charged',
  // About a meaning: the step is signed with it.
  'signature',
  // The step is not skipped.
  'step',
  // About `step` or `order`.
  'yield',
  'balance',
  'counts',
] as const
type Name = (typeof names)[number]

const dates = ['expiry', 'retest'] as const
type DateRule = (typeof dates)[number]

/** A rule and its subject: an id in the step, or the whole step or order. */
export type Rule =
  /** Of one unit of the order if the rule names one: who overrides it for one unit has not accepted another. */
  | { readonly rule: Name; readonly of: string; readonly serial?: string }
  /** The expiry date or the retest date of a lot or sublot: two rules, so that who overrides one has not accepted the other. */
  | { readonly rule: DateRule; readonly of: string; readonly sublotId?: string }
  /** A plan of maintenance of an equipment. */
  | { readonly rule: 'maintenance'; readonly of: string; readonly planId: string }

/** A rule in the public contract: the `ref` of a violation and of its override. */
export type RuleRef = `${Rule['rule']}:${string}`

/** `over:0010`, `parameter:torque@P017`, `expiry:SUC-1`, `retest:SUC-1/DRUM-3`, `expiry:24~2F117`, `maintenance:MIX-1/GREASE`. */
export const writeRule = (rule: Rule): RuleRef =>
  rule.rule === 'maintenance' ? `${rule.rule}:${rule.of}/${rule.planId}` : writeOther(rule)

const writeOther = (rule: Exclude<Rule, { readonly rule: 'maintenance' }>): RuleRef =>
  'sublotId' in rule && rule.sublotId !== undefined
    ? `${rule.rule}:${idInPath(rule.of)}/${rule.sublotId}`
    : 'serial' in rule && rule.serial !== undefined
      ? `${rule.rule}:${rule.of}@${rule.serial}`
      : `${rule.rule}:${idInPath(rule.of)}`

/** The rule that a ref names; undefined for other refs, which point into the request. */
export function readRule(ref: string): Rule | undefined {
  const [, name, of, sublotId] = /^(\w+):([^/]+)(?:\/(.+))?$/.exec(ref) ?? []
  if (of === undefined) return undefined
  if (name === 'maintenance') return sublotId === undefined ? undefined : { rule: name, of, planId: sublotId }
  const date = dates.find((it) => it === name)
  if (date !== undefined) return { rule: date, of: idFromPath(of), ...(sublotId !== undefined && { sublotId }) }
  const rule = sublotId === undefined && names.find((it) => it === name)
  const [item = of, serial] = of.split('@')
  return rule ? { rule, of: item, ...(serial !== undefined && { serial }) } : undefined
}

/** The unit of a rule; undefined if it is about all units. */
export const serialOf = (rule: Rule): string | undefined => ('serial' in rule ? rule.serial : undefined)

/** A rule about a date of stock. */
export const isAboutDate = (rule: Rule): rule is Extract<Rule, { readonly sublotId?: string }> =>
  dates.some((it) => it === rule.rule)

/** An override of a missing signature applies only to what was recorded before it. */
export const isAboutSignature = ({ rule }: Rule): boolean => rule === 'signature'

/** A rule about the whole order, checked at its last step. */
export const isAboutOrder = ({ rule, of }: Rule): boolean =>
  (rule === 'yield' || rule === 'balance' || rule === 'counts') && of === 'order'
