import { builtConsole } from '../../../local/console.ts'
import { sizesOf } from '../../support/console-sizes.ts'
import type { Figure } from '../report.ts'
import { median } from '../statistics.ts'

const firstLoadAimKb = 170
const screenAimKb = 60

/** What a person loads. */
export async function measureSizes(): Promise<Figure[]> {
  const { first, screens } = sizesOf(await builtConsole())
  const [largest, ...others] = [...screens].sort((one, other) => other.size - one.size)
  const size = (row: string, value: number, atMost: number): Figure => ({
    table: 'Scripts of the console',
    row,
    column: 'size',
    unit: 'KB',
    value,
    aim: { atMost },
  })
  return [
    size('before the first screen', first, firstLoadAimKb),
    ...(largest ? [size(`the largest screen, ${nameOf(largest.key)}`, largest.size, screenAimKb)] : []),
    size('the median of the other screens', median(others.map((it) => it.size)), screenAimKb),
  ]
}

const nameOf = (key: string) => key.replace(/^src\/screens\//, '').replace(/\.tsx$/, '')
