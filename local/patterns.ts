import { CannotStart } from './cannot-start.ts'

export type Pattern = (event: unknown) => boolean

/**
 * An EventBridge pattern, also used by the filters of event-source mappings.
 * Reads exact values, `prefix`, `suffix`, `equals-ignore-case`, `anything-but`, `exists` and `numeric`.
 * @throws CannotStart for any other comparison.
 */
export function readPattern(pattern: unknown, place: string): Pattern {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern))
    throw new CannotStart(`${place} has an event pattern that is not an object.`)
  const fields = Object.entries(pattern).map(([key, wanted]) => readField(key, wanted, place))
  return (event) => fields.every((field) => field(event))
}

function readField(key: string, wanted: unknown, place: string): Pattern {
  if (key.startsWith('$'))
    throw new CannotStart(`${place} has an event pattern with ${key}, which the local plant cannot match.`)
  if (!Array.isArray(wanted)) {
    const inner = readPattern(wanted, place)
    return (event) => inner(fieldOf(event, key) ?? {})
  }
  const choices = wanted.map((choice) => readChoice(choice, place))
  return (event) => {
    const found = fieldOf(event, key)
    return choices.some((choice) => choice(found))
  }
}

function fieldOf(event: unknown, key: string): unknown {
  return typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[key] : undefined
}

function readChoice(choice: unknown, place: string): (found: unknown) => boolean {
  if (typeof choice !== 'object' || choice === null) return anyOf((value) => value === choice)
  const entries = Object.entries(choice)
  const [only] = entries
  if (only === undefined || entries.length !== 1)
    throw new CannotStart(
      `${place} has an event pattern with a choice of ${entries.length} comparisons instead of one.`,
    )
  const [comparison, operand] = only
  switch (comparison) {
    case 'exists':
      return (found) => (found !== undefined) === operand
    case 'prefix':
      return anyOf((value) => typeof value === 'string' && value.startsWith(String(operand)))
    case 'suffix':
      return anyOf((value) => typeof value === 'string' && value.endsWith(String(operand)))
    case 'equals-ignore-case':
      return anyOf((value) => typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase())
    case 'anything-but': {
      const unwanted = (Array.isArray(operand) ? operand : [operand]).map((item) => readChoice(item, place))
      return (found) => found !== undefined && !unwanted.some((refuses) => refuses(found))
    }
    case 'numeric':
      return anyOf(readNumeric(operand, place))
    default:
      throw new CannotStart(`${place} has an event pattern with "${comparison}", which the local plant cannot match.`)
  }
}

/** A list in the event matches when one of its items matches. */
function anyOf(matches: (value: unknown) => boolean): (found: unknown) => boolean {
  return (found) => (Array.isArray(found) ? found.some(matches) : matches(found))
}

function readNumeric(operand: unknown, place: string): (value: unknown) => boolean {
  if (!Array.isArray(operand) || operand.length % 2 !== 0)
    throw new CannotStart(`${place} has an event pattern whose "numeric" is not pairs of a sign and a number.`)
  const tests: ((value: number) => boolean)[] = []
  for (let at = 0; at < operand.length; at += 2) {
    const limit = Number(operand[at + 1])
    const signs: Record<string, (value: number) => boolean> = {
      '=': (value) => value === limit,
      '<': (value) => value < limit,
      '<=': (value) => value <= limit,
      '>': (value) => value > limit,
      '>=': (value) => value >= limit,
    }
    const test = signs[String(operand[at])]
    if (test === undefined) throw new CannotStart(`${place} has an event pattern with the sign ${operand[at]}.`)
    tests.push(test)
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}
