import type { CallKind } from '../../names.ts'
import { wordsOf } from '../words.ts'

export const { anyOf, allOf, counted, amount, decimal, span } = wordsOf('en')

const help: Readonly<Record<CallKind, string>> = {
  help: 'help',
  material: 'material',
  maintenance: 'maintenance',
  quality: 'quality',
  supervisor: 'a supervisor',
  safety: 'safety',
}
/** What a call asks for, after `called for`. */
export const helpOf = (kind: CallKind): string => help[kind] ?? kind
