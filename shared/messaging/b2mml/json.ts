import { violation } from '../../domain/refusal.ts'
import { type Element, limits, type Parsed, UnreadableMessage } from './element.ts'
import { checkedText, checkedValue, elementCounter, localName, parsed } from './text.ts'

// ECMAScript's source text access: the reviver gets a number as it was written, so that `5.000` keeps its digits.
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown

/**
 * The elements of a B2MML-JSON message: a member is a child, a list is as many children, `$` is the text and `@name` an attribute (B2MML-JSON V0701).
 * Refuses a text that is not JSON, lists within lists, and a message larger or deeper than `limits`.
 */
export function parseJson(message: string): Parsed {
  return parsed(() => {
    const text = checkedText(message)
    // A level of elements is an object, or a list of objects.
    if (deeperThan(limits.depth * 2, text))
      throw new UnreadableMessage(violation('invalid-request/b2mml-json-too-deep', { depth: limits.depth }))
    const document = documentIn(text)
    if (!isObject(document)) throw new UnreadableMessage(violation('invalid-request/b2mml-json-no-object', {}))
    const roots = Object.entries(document).filter(([name]) => !name.startsWith('@') && !name.startsWith('$'))
    const [root] = roots
    if (root === undefined || roots.length > 1)
      throw new UnreadableMessage(violation('invalid-request/b2mml-json-no-root', {}))
    return elementOf(root[0], root[1], undefined, '', elementCounter())
  })
}

function documentIn(text: string): unknown {
  try {
    return parse(text, (_key, value, context) => (typeof value === 'number' ? (context.source ?? '') : value))
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new UnreadableMessage(violation('invalid-request/b2mml-not-json', { reason: reason.slice(0, 200) }))
  }
}

function elementOf(
  member: string,
  value: unknown,
  parent: Element | undefined,
  position: string,
  count: () => void,
): Element {
  count()
  const children: Element[] = []
  const attributes = new Map<string, string>()
  const step = `${member.replaceAll('~', '~0').replaceAll('/', '~1')}${position}`
  const text = textIn(isObject(value) ? ownValue(value, '$') : value).trim()
  const element: Element = { name: localName(member), parent, text, attributes, children, step }
  if (!isObject(value)) return element

  for (const [name, content] of Object.entries(value)) {
    if (name === '$') continue
    if (name.startsWith('@')) {
      count()
      attributes.set(localName(name.slice(1)), textIn(content))
    } else if (Array.isArray(content))
      for (const [index, each] of content.entries()) children.push(elementOf(name, each, element, `/${index}`, count))
    else children.push(elementOf(name, content, element, '', count))
  }
  return element
}

function textIn(value: unknown): string {
  if (value === null || value === undefined || isObject(value)) return ''
  if (typeof value === 'string') return checkedValue(value)
  if (typeof value === 'boolean') return String(value)
  throw new UnreadableMessage(violation('invalid-request/b2mml-json-list', {}))
}

function ownValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the brackets outside strings nest deeper than that. It runs before the JSON parser, which recurses at every level. */
function deeperThan(depth: number, text: string): boolean {
  let open = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '{' || character === '[') open += 1
    else if (character === '}' || character === ']') open -= 1
    if (open > depth) return true
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}
