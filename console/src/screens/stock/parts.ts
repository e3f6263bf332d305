import type { Told } from '../../api/client.ts'
import { plantNow } from '../../live/clock.ts'
import type { Question } from '../../look/ask-act.tsx'
import { fieldAt } from '../../words/local-time.ts'
import { amount } from '../../words/told.ts'

type Sublot = Told<'listSublots'>['items'][number]

/** The question which part of the lot is meant, where it has parts; without an answer it is the whole lot. */
export const wholeAnd = (sublots: readonly Sublot[], label: string): readonly Question[] => {
  const there = sublots.filter(({ remaining }) => Number(remaining.value) > 0)
  return there.length === 0
    ? []
    : [
        {
          name: 'part',
          label,
          isOptional: true,
          options: there.map(({ sublotId, remaining }) => ({ id: sublotId, word: amount(remaining) })),
        },
      ]
}

/** An id that is not taken: the next number after a dash. */
export function nextId(id: string, taken: readonly string[], first = 2): string {
  const names = new Set(taken)
  let number = first
  while (names.has(`${id}-${number}`)) number += 1
  return `${id}-${number}`
}

/** A number for a delivery that has none: the minute in which it leaves, by the clock on the wall. */
export const shipmentNow = (zone: string): string => `S-${fieldAt(plantNow(), zone).replaceAll(/[-:T]/g, '')}`

/** Numbers as they are scanned, one a line; a range has its ends on one line with two dots between: `P001..P050`. */
export const serialsIn = (text: string): (string | { from: string; to: string })[] =>
  text
    .split(/[\s,;]+/)
    .filter((line) => line !== '')
    .map((line) => {
      const [from = '', to] = line.split('..')
      return to === undefined || to === '' ? from : { from, to }
    })
