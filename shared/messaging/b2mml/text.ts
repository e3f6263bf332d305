import { violation } from '../../domain/refusal.ts'
import { type Element, limits, type Parsed, shortened, UnreadableMessage } from './element.ts'

// The characters that XML 1.0 does not allow. They are refused in JSON, too, because Andon also writes the values as XML.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters to be refused.
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/

/**
 * The message without its byte order mark, after the checks that come before any parser.
 * @throws UnreadableMessage with the fault.
 */
export function checkedText(text: string): string {
  if (text.length > limits.characters)
    throw new UnreadableMessage(
      violation('invalid-request/b2mml-too-long', { characters: text.length, most: limits.characters }),
    )
  if (!text.isWellFormed() || text.includes('\uFFFD'))
    throw new UnreadableMessage(violation('invalid-request/b2mml-not-utf8', {}))
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** @throws UnreadableMessage for a character that no XML document may contain. */
export function checkedValue(value: string): string {
  if (illegal.test(value) || !value.isWellFormed())
    throw new UnreadableMessage(violation('invalid-request/b2mml-control-character', {}))
  return value
}

/** @throws UnreadableMessage for an element name longer than any B2MML schema has, because answers repeat it. */
export function localName(name: string): string {
  if (name.length > limits.nameLength)
    throw new UnreadableMessage(
      violation('invalid-request/b2mml-long-name', { name: shortened(name), most: limits.nameLength }),
    )
  return name.slice(name.lastIndexOf(':') + 1)
}

/** Counts elements, and stops a message that grows beyond the limit. */
export function elementCounter(): () => void {
  let count = 0
  return () => {
    count += 1
    if (count > limits.elements)
      throw new UnreadableMessage(violation('invalid-request/b2mml-too-many-elements', { most: limits.elements }))
  }
}

/** Runs a parser, and returns its refusal as a fault. */
export function parsed(parse: () => Element): Parsed {
  try {
    return { ok: true, root: parse() }
  } catch (error) {
    if (error instanceof UnreadableMessage) return { ok: false, fault: { ...error.fault, ref: '/' } }
    throw error
  }
}
