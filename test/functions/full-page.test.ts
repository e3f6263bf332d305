import { describe, expect, test, vi } from 'vitest'
import { fullPage } from '../../functions/lists.ts'

/** Numbers in pages, of which the list shows those that fit. */
function numbers(count: number, fits: (it: number) => boolean) {
  const read = vi.fn(async ({ limit, cursor }: { readonly limit: number; readonly cursor: string | undefined }) => {
    const from = cursor === undefined ? 0 : Number(cursor) + 1
    const entries = Array.from({ length: Math.min(limit, Math.max(count - from, 0)) }, (_, index) => from + index)
    return { entries, ...(from + limit < count && { nextCursor: String(from + limit - 1) }) }
  })
  const page = (window: { readonly limit: number; readonly cursor?: string | undefined }) =>
    fullPage(window, read, async (entries) => entries.map((it) => (fits(it) ? it : undefined)), String)
  return { read, page }
}

async function walk(page: ReturnType<typeof numbers>['page'], limit: number) {
  const pages: number[][] = []
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { items, nextCursor } = await page({ limit, cursor })
    pages.push(items)
    cursor = nextCursor
  }
  return pages
}

describe('a page of a list that leaves some out', () => {
  test('is full unless the list ends, and each item comes once', async () => {
    const { page } = numbers(500, (it) => it % 7 === 0)
    const pages = await walk(page, 10)
    expect(pages.flat()).toEqual(Array.from({ length: 72 }, (_, index) => index * 7))
    expect(pages.slice(0, -1).every((it) => it.length === 10)).toBe(true)
  })

  test('is read at once if nothing is left out', async () => {
    const { page, read } = numbers(500, () => true)
    expect((await page({ limit: 10 })).items).toHaveLength(10)
    expect(read).toHaveBeenCalledTimes(1)
  })

  test('ends after ten readings if hardly anything fits, with the cursor to go on from', async () => {
    const { page, read } = numbers(5000, (it) => it === 4321)
    const first = await page({ limit: 50 })
    expect(first).toEqual({ items: [], nextCursor: '949' })
    expect(read).toHaveBeenCalledTimes(10)
    expect((await walk(page, 50)).flat()).toEqual([4321])
  })
})
