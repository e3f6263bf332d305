import { violation } from '../shared/domain/refusal.ts'
import type { Answer, Operations } from '../shared/http/operation.ts'
import { Problem } from '../shared/http/problem.ts'
import type { Route } from '../shared/http/route.ts'

const tag = 'Problems'

/** Every API that answers problems explains them, so that the `type` of a problem opens where it was answered. */
export const problemRoutes = [
  {
    operationId: 'getProblems',
    method: 'GET',
    path: '/problems',
    summary: 'Every way in which Andon says no, as a page for people',
    tag,
    roles: 'public',
    produces: ['text/html'],
  },
  {
    operationId: 'getProblem',
    method: 'GET',
    path: '/problems/{code}',
    summary: 'What a problem means, why Andon refuses and what cures it, as a page for people',
    tag,
    roles: 'public',
    produces: ['text/html'],
  },
] as const satisfies readonly Route[]

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
      'x-content-type-options': 'nosniff',
    },
    text: frame.replace(/\{\{(\w+)\}\}/g, (slot, name: string) => slots[name] ?? slot),
  }
}
