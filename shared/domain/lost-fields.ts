import { dayKey } from '../../events/day-key.ts'
import { idsOfLists } from '../../events/sentences/difference.ts'
import { isSame } from './same.ts'

type Part = Readonly<Record<string, unknown>>

/**
 * What a definition has and another one that replaces it has not, by path: `gtin`, `qualifications/weighing`, `steps/mix/parameters/ph/high`. What has
 * another value is changed and not lost; a value that only falls back to its default is lost, because nobody has said the new one.
 * @param sent the request as it came, before defaults filled it; undefined if that is not known
 */
export const lostFields = (before: object, after: object, sent?: unknown): string[] =>
  lostIn(before, after, sent, []).map((path) => path.join('/'))

type Path = readonly string[]

function lostIn(before: unknown, after: unknown, sent: unknown, path: Path): Path[] {
  if (isEmpty(before)) return []
  if (isEmpty(after)) return [path]
  if (Array.isArray(before)) return Array.isArray(after) ? lostOfList(before, after, sent, path) : []
  if (!isPart(before) || !isPart(after)) return []
  return Object.keys(before).flatMap((field) => {
    const [was, is] = [fieldOf(before, field), fieldOf(after, field)]
    const isSaid = !isPart(sent) || fieldOf(sent, field) !== undefined
    if (!isSaid && !isEmpty(was) && !isSame(was, is)) return [[...path, field]]
    return lostIn(was, is, isPart(sent) ? fieldOf(sent, field) : undefined, [...path, field])
  })
}

/** Items with ids are the same item whatever else changes in them. Others are lost if fewer come than go. */
function lostOfList(before: readonly unknown[], after: readonly unknown[], sent: unknown, path: Path): Path[] {
  const idOf = idIn(path.at(-1) ?? '')
  if ([...before, ...after].every((it) => idOf(it) !== undefined)) {
    const now = new Map(after.map((it) => [idOf(it), it]))
    const said = new Map(Array.isArray(sent) ? sent.map((it) => [idOf(it), it]) : [])
    return before.flatMap((it) => {
      const id = idOf(it)
      return lostIn(it, now.get(id), said.get(id), [...path, id ?? ''])
    })
  }
  const gone = before.flatMap((it, index) => (after.some((other) => isSame(it, other)) ? [] : [String(index + 1)]))
  const come = after.filter((it) => !before.some((other) => isSame(it, other)))
  return gone.length > come.length ? gone.map((position) => [...path, position]) : []
}

const lists: Readonly<Record<string, string>> = {
  ...idsOfLists,
  qualifications: 'qualificationId',
  alternates: 'materialId',
}

/** The id of an item in a list of this name; a text is its own. */
const idIn =
  (list: string) =>
  (item: unknown): string | undefined => {
    if (typeof item === 'string') return item
    if (!isPart(item)) return undefined
    const { uid, from, to } = item
    if (list === 'days' && typeof from === 'string') return dayKey({ from, ...(typeof uid === 'string' && { uid }) })
    if (list === 'setUps') return `${from ?? '*'} to ${to ?? '*'}`
    const id = item[lists[list] ?? '']
    return typeof id === 'string' ? id : undefined
  }

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)
const fieldOf = (of: Part, field: string): unknown => (Object.hasOwn(of, field) ? of[field] : undefined)
const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0)
