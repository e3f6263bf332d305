import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const firstDay = readFileSync(fileURLToPath(new URL('../../docs/first-day.md', import.meta.url)), 'utf8')

export interface Asked {
  /** The variable of the shell with the token, such as `ERIK`. */
  readonly who: string
  readonly method: string
  readonly path: string
  /** As it stands in the page: a variable of the shell within it is `'"$NAME"'`. */
  readonly body: string | undefined
}

/** What the page sends by its function `ask`, in its order. */
export const asked: readonly Asked[] = [
  ...firstDay.matchAll(/ask "\$(\w+)" (GET|PUT|POST) '?(\/[^\s']+)'?(?: '((?:[^']|'"\$\w+"')*)')?/g),
].map(([, who = '', method = '', path = '', body]) => ({ who, method, path, body }))
