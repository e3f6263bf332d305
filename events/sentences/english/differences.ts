import { type Difference, isList, type ListName, type Part, placeOf, valueIn } from '../difference.ts'
import { amount, decimal } from './words.ts'

const nouns: Readonly<Record<ListName, string>> = {
  procedures: 'procedure',
  steps: 'step',
  materials: 'line',
  parameters: 'parameter',
  checks: 'check',
  calculations: 'calculation',
  charges: 'charge',
  timers: 'timer',
  signatures: 'signature',
}

/** `signaturesNeeded` is `signatures needed`. */
const field = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
const value = (it: unknown): string =>
  valueIn({ nothing: 'nothing', yes: 'true', no: 'false', amount, decimal, field }, it)
const partsOf = (parts: readonly Part[]): string => parts.map(({ list, id }) => `${nouns[list]} ${id}`).join(' of ')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A difference between two versions of a recipe as a sentence. */
export function differenceInEnglish(difference: Difference): string {
  const { change, before, after } = difference
  const { parts, field: name } = placeOf(difference)
  if (name === undefined) return capital(`${partsOf(parts)} is ${change === 'added' ? 'new' : 'gone'}.`)
  if (change === 'reordered' && isList(name)) {
    const list = [`the ${name}`, ...(parts.length > 0 ? [partsOf(parts)] : [])].join(' of ')
    return capital(`${list} now stand in this order: ${value(after)}.`)
  }
  const place = parts.length === 0 ? 'the recipe' : partsOf(parts)
  const what = capital(`${place}: ${field(name)}`)
  if (change === 'added') return `${what} is ${value(after)}, and was not given.`
  if (change === 'removed') return `${what} was ${value(before)}, and is not given any more.`
  return `${what} was ${value(before)} and is ${value(after)}.`
}
