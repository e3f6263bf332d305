import { violation } from '../shared/domain/refusal.ts'
import type { Answer, Operations } from '../shared/http/operation.ts'
import { Problem } from '../shared/http/problem.ts'
import type { problemRoutes } from './problem-routes.ts'

const load = async () => (await import('../docs/problem-pages.json', { with: { type: 'json' } })).default

type Pages = Awaited<ReturnType<typeof load>>

interface Shown {
  readonly title: string
  readonly content: string
  readonly kind: string
}

export const problemOperations: Operations<typeof problemRoutes> = {
  getProblems: async () => {
    const pages = await load()
    return page(pages, pages.index)
  },
  getProblem: async ({ path: { code } }) => {
    const pages = await load()
    const shown = new Map<string, Shown>(Object.entries(pages.problems)).get(code)
    if (shown === undefined) throw new Problem('not-found', [violation('not-found/problem', { code })])
    const here = (beside: string) => beside.replace(`href="/problems/${code}"`, '$& aria-current="page"')
    return page(pages, shown, here)
  },
}

function page(
  { frame, kinds }: Pages,
  { title, content, kind }: Shown,
  mark = (beside: string) => beside,
): Answer<never> {
  const beside = mark(new Map<string, string>(Object.entries(kinds)).get(kind) ?? '')
  const slots: Readonly<Record<string, string>> = { title, content, beside }
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, max-age=3600',
    },
    text: frame.replace(/\{\{(\w+)\}\}/g, (slot, name: string) => slots[name] ?? slot),
  }
}
