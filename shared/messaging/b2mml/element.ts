import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../../domain/refusal.ts'
import type { B2mmlFault } from './message.ts'

/** One element of a message, the same for XML and JSON, so that one function reads each noun. */
export interface Element {
  readonly name: string
  readonly parent: Element | undefined
  readonly text: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  /** Its part of the path in the message. */
  readonly step: string
}

/** Takes a fault of the object that is read; an object with a fault is dropped. */
export type Report = (fault: Violation, at: Element) => void

export type Parsed = { readonly ok: true; readonly root: Element } | { readonly ok: false; readonly fault: B2mmlFault }

/**
 * The largest message. A synchronous Lambda request holds 6 MB; a schedule of 5,000 order lines at 700 characters is 3.5 million characters; the
 * deepest B2MML nesting in use (segments in segments) is below 20.
 */
export const limits = { characters: 5_000_000, elements: 200_000, depth: 64, nameLength: 64 } as const

export class UnreadableMessage extends Error {
  constructor(readonly fault: Violation) {
    super(fault.code)
  }
}

export function childrenNamed(of: Element, ...names: readonly string[]): readonly Element[] {
  return of.children.filter((child) => names.includes(child.name))
}

/** The child of that name. An empty or nil element counts as absent; two are reported. */
export function child(of: Element, name: string, report: Report): Element | undefined {
  const stated = childrenNamed(of, name).filter((each) => each.text !== '' || each.children.length > 0)
  if (stated.length > 1) {
    const count = { element: of.name, child: name, count: stated.length }
    report(violation('invalid-request/b2mml-several', count), stated[1] ?? of)
  }
  return stated[0]
}

/** The text of the first child of that name, or an empty string. */
export function textOf(of: Element, name: string): string {
  return of.children.find((each) => each.name === name)?.text ?? ''
}

/** The path from the root of the message: an XPath for XML, a JSON pointer for JSON. */
export function pathOf(element: Element): string {
  const steps: string[] = []
  for (let at: Element | undefined = element; at !== undefined; at = at.parent) steps.unshift(at.step)
  return `/${steps.join('/')}`
}

/** An element for a sentence: its name and its text. */
export const asWritten = ({ name, text }: Element) => ({ element: name, value: shortened(text) })

/** A value for a sentence, cut where it is long. */
export function shortened(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value
}
