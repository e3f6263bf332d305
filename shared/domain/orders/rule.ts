/** The rules of a step that an override may name, but for those about dates. */
const names = [
  // Of a line: less or more than its tolerance, drawn before the start, not the next lot, typed weight, units without their part.
  'line',
  'over',
  'early',
  'picking',
  'weighing',
  'unit',
  // Of a parameter or a check: its result; a device measures it and no person types it.
  'parameter',
  'manual',
  'timer',
  // Of a container: another person verifies what was weighed into it.
  'dispensed',
  // Of a meaning: somebody signs the step with it.
  'signature',
  // The step is not left out.
  'step',
  // Of `step` or `order`.
  'yield',
  'balance',
] as const
type Name = (typeof names)[number]

/** A rule, and what it is of: an id in the step, or the whole step or order. */
export type Rule =
  | { readonly rule: Name; readonly of: string }
  /** The dates of a lot, or of one of its sublots. */
  | { readonly rule: 'expiry'; readonly of: string; readonly sublotId?: string }

/** A rule as the public contract writes it: `ref` of a violation, and of the override of it. */
export type RuleRef = `${Rule['rule']}:${string}`

/** `over:0010`, `expiry:SUC-1`, `expiry:SUC-1/DRUM-3`. */
export const writeRule = (rule: Rule): RuleRef =>
  rule.rule === 'expiry' && rule.sublotId !== undefined
    ? `expiry:${rule.of}/${rule.sublotId}`
    : `${rule.rule}:${rule.of}`

/** The rule that a ref names, if it names one; other refs point into the request. */
export function readRule(ref: string): Rule | undefined {
  const [, name, of, sublotId] = /^(\w+):([^/]+)(?:\/(.+))?$/.exec(ref) ?? []
  if (of === undefined) return undefined
  if (name === 'expiry') return { rule: name, of, ...(sublotId !== undefined && { sublotId }) }
  const rule = sublotId === undefined && names.find((it) => it === name)
  return rule ? { rule, of } : undefined
}

/** A signature that was let pass was so for what had been recorded by then. */
export const isAboutSignature = ({ rule }: Rule): boolean => rule === 'signature'

/** A rule of the whole order, which its last step is asked for. */
export const isAboutOrder = ({ rule, of }: Rule): boolean => (rule === 'yield' || rule === 'balance') && of === 'order'
