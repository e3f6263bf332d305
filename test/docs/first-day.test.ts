import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { siteRoutes } from '../../functions/served.ts'
import { parseCommand } from '../../infra/people/command.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import type { Route } from '../../shared/http/route.ts'
import { smallFunctions, smallScreens, synthesizedWith } from '../infra/synthesized.ts'
import { asked, firstDay } from './first-day.ts'

const { app } = synthesizedWith(lyon, smallFunctions(), smallScreens())
const assembly = app.synth().getNestedAssembly('assembly-Andon-lyon')
const routes: readonly Route[] = siteRoutes
const routeOf = (method: string, path: string) =>
  routes.find((it) => it.method === method && new RegExp(`^${it.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
const fileOf = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')

describe('The first day', () => {
  it('asks the stacks for outputs that they have, one each', () => {
    const outputs = [...firstDay.matchAll(/output (State|Front|Plant) (\w+)/g)]
    expect(outputs.length).toBeGreaterThan(4)
    for (const [, stack, name] of outputs) {
      const { template } = assembly.getStackByName(`Andon-${lyon.site}-${stack}`)
      const found = Object.entries<{ Export?: unknown }>(template.Outputs).filter(
        ([key, it]) => key.startsWith(String(name)) && it.Export === undefined,
      )
      expect(found, `${stack} ${name}`).toHaveLength(1)
    }
  })

  it('calls commands of npm run people that mean something', () => {
    const calls = [...firstDay.matchAll(/npm run (?:-s )?people -- ([^\n`)]+)/g)].map(([, line]) => String(line))
    expect(calls.length).toBeGreaterThan(12)
    for (const line of calls) {
      const words = [...line.replace(/#.*/, '').matchAll(/"([^"]*)"|([^\s"]+)/g)].map(
        ([, quoted, bare]) => quoted ?? bare ?? '',
      )
      expect(() => parseCommand(words), line).not.toThrow()
      expect(parseCommand(words).site, line).toBe('lyon')
    }
  })

  it('calls scripts that package.json has', () => {
    const { scripts } = JSON.parse(fileOf('package.json'))
    for (const [, name] of firstDay.matchAll(/npm run (?:-s )?([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(name)
  })

  it('sends what the routes of the plant take', () => {
    expect(asked.length).toBeGreaterThan(20)
    for (const { method, path, body } of asked) {
      const route = routeOf(method, path.split('?')[0] ?? '')
      expect(route, `${method} ${path}`).toBeDefined()
      const text = body?.replaceAll(/'"\$\w+"'/g, 'a token of twenty characters')
      const parsed = route?.body?.safeParse(text === undefined ? {} : JSON.parse(text))
      expect(parsed?.error?.issues ?? [], `${method} ${path}`).toEqual([])
    }
  })

  it('has the region of the site, and links only to what there is', () => {
    expect(firstDay).toContain(`AWS_REGION=${lyon.region}`)
    for (const [, target] of firstDay.matchAll(/\]\(([\w./-]+\.\w+)(?:#[\w-]+)?\)/g))
      expect(() => fileOf(`docs/${target}`), target).not.toThrow()
    for (const [, heading] of firstDay.matchAll(/\]\(#([\w-]+)\)/g))
      expect(
        firstDay
          .toLowerCase()
          .replaceAll(/^## (.*)$/gm, (_, text: string) => text.replaceAll('.', '').replaceAll(' ', '-')),
      ).toContain(heading)
  })
})

describe('The README', () => {
  it('links the first day, and says how the first person signs in', () => {
    const readme = fileOf('README.md')
    expect(readme).toContain('(docs/first-day.md)')
    expect(readme).toContain('npm run people -- add')
  })
})
