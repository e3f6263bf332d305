/** A part of the draft in the form: its value, where it stands by position (`steps/0/materials/1`), and how it is replaced. */
export interface Place<Value> {
  readonly value: Value
  readonly path: string
  readonly set: (next: Value) => void
}

const below = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}/${name}`)

/** A field of a part. A field that becomes undefined is left out, as the plant wants it. */
export function at<Value extends object, Name extends keyof Value & string>(
  { value, path, set }: Place<Value>,
  name: Name,
): Place<Value[Name]> {
  return {
    value: value[name],
    path: below(path, name),
    set: (next) => {
      const { [name]: _before, ...rest } = value
      set((next === undefined ? rest : { ...value, [name]: next }) as Value)
    },
  }
}

/** The parts of a list, which may be absent; a list that becomes empty is left out where it may be. */
export function each<Item>(list: Place<readonly Item[] | undefined>): readonly Place<Item>[] {
  const items = list.value ?? []
  return items.map((value, index) => ({
    value,
    path: below(list.path, index),
    set: (next) => list.set(items.with(index, next)),
  }))
}

export const without = <Item>(items: readonly Item[], index: number): readonly Item[] => items.toSpliced(index, 1)

/** The items with one moved by so many places, as far as the list goes. */
export function moved<Item>(items: readonly Item[], index: number, by: number): readonly Item[] {
  const to = Math.min(Math.max(index + by, 0), items.length - 1)
  const item = items[index]
  return item === undefined || to === index ? items : items.toSpliced(index, 1).toSpliced(to, 0, item)
}
