import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { problemPages, type Shown } from '../../docs/pages/problems.ts'
import { allRoutes } from '../../docs/routes.ts'
import { refusals } from '../../events/refusals.ts'

const { frame, index, kinds, problems } = problemPages()
const codes = Object.entries(refusals)
const problem = (code: string): Shown => problems[code] ?? { title: '', content: '', kind: '' }

describe('The pages of the problems as the plant serves them', () => {
  it('are one for each code', () => {
    expect(Object.keys(problems)).toEqual(codes.map(([code]) => code))
  })

  it.each(codes)('show of %s its title, code, status, reason and cure', (code, { title, status }) => {
    const { content } = problem(code)
    expect(content).toContain(`<h1>${title}</h1>`)
    expect(content).toContain(`<p class="plate"><code>${code}</code> HTTP ${status}</p>`)
    for (const heading of ['Why', 'What cures it', 'Example']) expect(content).toContain(`>${heading}</h2>`)
    expect(kinds[problem(code).kind]).toContain(`<a href="/problems/${code}">${title}</a>`)
  })

  it('are all listed under their kind in the index', () => {
    for (const [code, { kind }] of Object.entries(problems)) {
      expect(index.content).toContain(`href="/problems/${code}"`)
      expect(index.content).toContain(`<h2 id="${kind}">`)
      expect(kinds.index).toContain(`href="#${kind}"`)
    }
  })

  it('link only what the plant serves', () => {
    const places = new Set([
      ...allRoutes.map(({ path }) => path),
      ...codes.map(([code]) => `/problems/${code}`),
      ...Object.keys(kinds).flatMap((kind) => [`/problems#${kind}`, `#${kind}`]),
    ])
    const text = [frame, ...[index, ...Object.values(problems)].map(({ content }) => content), ...Object.values(kinds)]
    const links = text.flatMap((html) =>
      [...html.matchAll(/<a (?:class="\w+" )?href="([^"]+)"/g)].map(([, href]) => href),
    )
    expect(links.length).toBeGreaterThan(codes.length)
    expect(links.filter((href) => href !== '#content' && !places.has(href ?? ''))).toEqual([])
  })

  it('allow their own style and nothing else', () => {
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(frame) ?? []
    expect(style.length).toBeGreaterThan(1000)
    expect(frame).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(frame).not.toContain('<script')
  })

  it('leave exactly the slots that a page fills', () => {
    const slots = [...frame.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)
    expect([...new Set(slots)].sort()).toEqual(['beside', 'content', 'title'])
  })
})
