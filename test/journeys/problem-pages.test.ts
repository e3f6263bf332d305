import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/bad-request.ts'
import { useSharedPlant } from '../support/plant.ts'
import { sendRaw } from '../support/raw.ts'

const plant = useSharedPlant()

describe('a problem', () => {
  test('names a page that opens at the same address, without a token', async () => {
    const asked = new URL('/v1/nowhere/at/all', plant().url)
    const refused = await sendRaw(plant().url, { method: 'GET', path: asked.pathname })
    expectProblem(refused, 404, 'not-found')
    const page = await fetch(new URL(refused.body.type, asked))
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const text = await page.text()
    expect(text).toContain(`<h1>${refused.body.title}</h1>`)
    expect(text).toContain('href="/problems/not-found" aria-current="page"')
    expect(text).not.toContain('{{')
  })

  test('is in the list of all', async () => {
    const { status, text } = await sendRaw(plant().url, { method: 'GET', path: '/problems' })
    expect(status).toBe(200)
    expect(text).toContain('<a href="/problems/lot-expired">The lot has expired</a>')
  })

  test.each(['lot-exploded', 'index'])('that does not exist is not found: %s', async (code) => {
    expectProblem(await sendRaw(plant().url, { method: 'GET', path: `/problems/${code}` }), 404, 'not-found')
  })
})
