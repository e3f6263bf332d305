import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { enterprise } from '../../infra/enterprise.ts'
import { ofType, synthesized, synthesizedCompany } from '../infra/synthesized.ts'

const runbook = readFileSync(fileURLToPath(new URL('../../docs/runbook.md', import.meta.url)), 'utf8')
const { plant: atSite, state } = synthesized()
if (!enterprise) throw new Error('infra/enterprise.ts names no enterprise, whose alarms the runbook has to know.')
const { hub } = synthesizedCompany(enterprise)
const plant = { ...atSite, ...hub }
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
)
const alarms = [plant, state].flatMap((stack) => ofType(stack, 'AWS::CloudWatch::Alarm'))
const linked = alarms.map(([id, { Properties }]) => {
  const [, anchor] = /docs\/runbook\.md#([a-z-]+)$/.exec(String(Properties.AlarmDescription)) ?? []
  return { id, anchor }
})

/** Sections that no alarm links to. */
const procedures = [
  'Before anything else',
  'restore-the-record',
  'first-deployment-failed',
  'the-console-does-not-open',
]

describe('The runbook', () => {
  it('is linked by every alarm of the template', () => {
    expect(linked.length).toBeGreaterThan(0)
    expect(linked.filter(({ anchor }) => anchor === undefined)).toEqual([])
  })

  it('has a section for each alarm, and no section for an alarm that there is not', () => {
    const anchors = [...new Set(linked.map(({ anchor }) => anchor))]
    expect([...sections.keys()].filter((name) => !procedures.includes(name)).sort()).toEqual(anchors.sort())
  })

  it('has the section that a stopped workflow names in its cause', () => {
    const machines = ofType(plant, 'AWS::StepFunctions::StateMachine')
    const named = [...JSON.stringify(machines).matchAll(/docs\/runbook\.md#([a-z-]+)/g)].map(([, anchor]) => anchor)
    expect(named).toHaveLength(machines.length)
    for (const anchor of named) expect([...sections.keys()]).toContain(anchor)
  })

  it('has each procedure', () => {
    for (const name of procedures) expect([...sections.keys()]).toContain(name)
  })

  it.each([...sections].filter(([name]) => !procedures.includes(name)))(
    'says of %s what it means, where to look, how to cure it and how to replay what waits',
    (_, text) => {
      const labels = [...text.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, label]) => label)
      expect(labels).toEqual(['Means', 'Look', 'Cure', 'Replay'])
    },
  )

  it('links only to sections that it has', () => {
    const targets = [...runbook.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, target]) => target)
    expect(targets.filter((target) => !sections.has(String(target)))).toEqual([])
  })

  it('names only resources that the template has', () => {
    const logicalIds = new Map(Object.entries({ ...plant, ...state }).map(([id, { Type }]) => [`${Type} ${id}`, id]))
    const has = (type: string, name: string) =>
      [...logicalIds.keys()].some((it) => new RegExp(`^${type} ${name}([0-9A-F]{8})?$`).test(it))
    const physical = [...runbook.matchAll(/physical (AWS::[A-Za-z:]+) (\w+)/g)].map(([, type, name]) => [type, name])
    const logs = [...runbook.matchAll(/tail_log (\w+)/g)].map(([, name]) => ['AWS::Logs::LogGroup', `${name}Log`])
    expect(physical.length).toBeGreaterThan(0)
    expect(logs.length).toBeGreaterThan(0)
    expect([...physical, ...logs].filter(([type, name]) => !has(String(type), String(name)))).toEqual([])
  })
})
