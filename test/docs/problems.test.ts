import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { refusals } from '../../events/refusals.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'docs', 'problems')
const page = (name: string) => readFileSync(join(folder, name), 'utf8')
const codes = Object.entries(refusals)
const names = readdirSync(folder).filter((name) => name !== 'README.md')

describe('The pages of the problems', () => {
  it('are one for each code, and none without a code', () => {
    expect(names.sort()).toEqual(codes.map(([code]) => `${code}.md`).sort())
  })

  it.each(codes)('say of %s the title and status that the API answers', (code, { title, status }) => {
    const [first, , second] = page(`${code}.md`).split('\n')
    expect(first).toBe(`# ${title}`)
    expect(second).toBe(`\`${code}\`, HTTP ${status}`)
  })

  it.each(codes)('say of %s why, and what cures it, in 10 to 25 lines', (code) => {
    const text = page(`${code}.md`)
    const lines = text.trimEnd().split('\n')
    expect(text).toContain('\n## Why\n')
    expect(text).toContain('\n## What cures it\n')
    expect(lines.length).toBeGreaterThanOrEqual(10)
    expect(lines.length).toBeLessThanOrEqual(25)
  })

  it('are all listed, by their titles, in the README', () => {
    const listed = [...page('README.md').matchAll(/^- \[(.+)\]\((.+)\.md\) `(.+)`$/gm)].map(
      ([, title, file, code]) => ({
        title,
        file,
        code,
      }),
    )
    expect(listed).toEqual(codes.map(([code, { title }]) => ({ title, file: code, code })))
  })

  it('are of codes that something in the plant answers with', () => {
    const sources = ['shared', 'functions'].flatMap(sourcesIn).join('\n')
    expect(codes.map(([code]) => code).filter((code) => !new RegExp(`['\`]${code}['/]`).test(sources))).toEqual([])
  })
})

function sourcesIn(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, directory, name), 'utf8'))
}
