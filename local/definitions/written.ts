/** A line of a file of the folder, counted from one. */
export interface Spot {
  readonly file: string
  readonly line: number
}

/** What is wrong with a folder, where, as a sentence for a person. */
export interface Fault extends Spot {
  readonly detail: string
}

/** One definition as a file states it, before any schema has seen it. */
export interface Entry {
  readonly value: unknown
  /** The line of a field, or of the nearest thing around it. */
  readonly spotOf: (path: readonly PropertyKey[]) => Spot
}

/** A file: its definitions, or why it cannot be read. */
export interface Content {
  readonly entries: readonly Entry[]
  readonly faults: readonly Fault[]
}

export const placeOf = ({ file, line }: Spot): string => `${file}:${line}`
