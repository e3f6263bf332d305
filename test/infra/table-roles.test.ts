import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import { tableRoles } from '../../infra/table-roles.ts'
import { attributesOf } from '../../local/dynamodb-attributes.ts'
import { chainAttributes, partitions, qualifiedMark, table as shape } from '../../shared/storage/table.ts'
import { advanceChain } from '../../shared/storage/writes.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { adrTable, type Call, functionsOf, judged, mayWrite, writers } from '../support/table-access.ts'

const everyPartition = Object.values(partitions).filter((name) => name !== partitions.fact)
const subjects = [
  'ORDER',
  'LOT',
  'RECIPE',
  'MATERIAL',
  'PERSON',
  'EQUIPMENT',
  'CLASS',
  'HOLD',
  'DEVIATION',
  'CONTAINER',
]
const factsOf = subjects.map((subject) => `FACT#${subject}`)
const functions = functionsOf()
const allowedTo = (call: Call) => functions.filter((name) => judged(name, call) === 'allowed')

describe('Who may write', () => {
  it.each([
    // A first clock-on lists its person, without a qualification.
    ['PERSON', ['definitions-http', 'labour-http']],
    ['RECIPE', ['changes-http', 'definitions-http', 'quality-http', 'quality-task']],
    ['MATERIAL', ['definitions-http', 'erp-http']],
    // A calibration moves the date of its equipment on.
    ['EQUIPMENT', ['definitions-http', 'maintenance-http']],
    ['CLASS', ['definitions-http']],
    ['EDGENODE', ['definitions-http']],
    [
      'HOLD',
      [
        'crossings-queue',
        'equipment-device',
        'genealogy-http',
        'maintenance-http',
        'orders-http',
        'quality-http',
        'quality-task',
      ],
    ],
    ['DEVIATION', ['equipment-device', 'maintenance-http', 'orders-http', 'quality-http', 'quality-task']],
    ['TIMECARD', ['definitions-http', 'labour-http', 'labour-schedule']],
    ['FACT#PERSON', ['definitions-http', 'labour-http', 'labour-schedule']],
    ['FACT#RECIPE', ['definitions-http']],
  ])('%s in a commit: the functions that are about it', (partition, names) => {
    expect(allowedTo({ action: 'PutItem', partition, inCommit: true })).toEqual(names)
  })

  it.each([
    ['WAIT', ['quality-task', 'release-task']],
    ['MACHINE', ['equipment-device']],
    ['TREND', ['equipment-device']],
    ['EDGESESSION', ['equipment-device']],
    ['EDGEBIRTH', ['equipment-device']],
    ['GATEWAY', ['equipment-device']],
    ['FROM', ['enterprise-queue']],
    ['HELD', ['enterprise-queue']],
  ])('%s outside of a commit: few', (partition, names) => {
    expect(allowedTo({ action: 'PutItem', partition })).toEqual(names)
  })

  it('anything else outside of a commit: nobody', () => {
    for (const partition of [...everyPartition, ...factsOf].filter(
      (it) => !/^(WAIT|MACHINE|TREND|LOG|GATEWAY|EDGESESSION|EDGEBIRTH|FROM|HELD)$/.test(it),
    )) {
      expect(allowedTo({ action: 'PutItem', partition }), partition).toEqual([])
      expect(allowedTo({ action: 'UpdateItem', partition, attributes: ['pk', 'sk', 'hash'] }), partition).toEqual([])
    }
  })

  it('a person with qualifications: only the definitions', () => {
    const attributes = ['pk', 'sk', 'doc', qualifiedMark]
    expect(allowedTo({ action: 'PutItem', partition: 'PERSON', inCommit: true, attributes })).toEqual([
      'definitions-http',
    ])
  })

  it('what is in docs/adr/0042, so that a wider role is seen', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/adr/0042-narrow-roles.md'), 'utf8')
    for (const line of adrTable()) expect(text).toContain(line)
    expect(text.match(/^\| `[a-z-]+` \|/gm)).toHaveLength(writers().length)
  })
})

describe('A fact', () => {
  it.each(functions)('is neither updated nor deleted by %s', (name) => {
    for (const partition of factsOf)
      for (const inCommit of [true, false]) {
        const attributes = ['pk', 'sk', 'sequence', 'hash', 'version']
        expect(judged(name, { action: 'UpdateItem', partition, inCommit, attributes })).not.toBe('allowed')
        expect(judged(name, { action: 'DeleteItem', partition, inCommit })).not.toBe('allowed')
      }
  })

  it.each(functions)('and every state stay for ever, whatever %s writes', (name) => {
    for (const partition of [...everyPartition, ...factsOf])
      for (const action of ['PutItem', 'UpdateItem'] as const)
        for (const inCommit of [true, false]) {
          const verdict = judged(name, { action, partition, inCommit, attributes: ['pk', 'sk', shape.timeToLive] })
          if (!/^(KEY|SIGNIN|WAIT)$/.test(partition)) expect(verdict, `${action} ${partition}`).not.toBe('allowed')
        }
  })
})

describe('An update', () => {
  it('of anything but a lot moves the end of its chain and nothing else', () => {
    const chain = { sequence: 2, hash: 'h', at: '2026-11-29T10:00:00.000Z' }
    const { Update } = advanceChain('Record', { ref: ref.order('1'), chain, readVersion: 1 })
    const attributes = attributesOf({ ...Update })
    expect(attributes.sort()).toEqual(['pk', 'sk', ...chainAttributes].sort())
    const call = { action: 'UpdateItem', partition: 'ORDER', inCommit: true } as const
    expect(judged('orders-http', { ...call, attributes })).toBe('allowed')
    for (const more of ['doc', 'packed', 'card', 'qpk'])
      expect(judged('orders-http', { ...call, attributes: [...attributes, more] }), more).toBe('not-allowed')
    expect(judged('orders-http', { ...call, partition: 'LOT', attributes: ['pk', 'sk', 'remaining'] })).toBe('allowed')
  })
})

describe('Who may read', () => {
  it('the tokens of waiting workflows: the outbox; keys and sign-ins: nobody', () => {
    for (const action of ['GetItem', 'BatchGetItem', 'Query'] as const) {
      expect(allowedTo({ action, partition: 'WAIT' })).toEqual(action === 'BatchGetItem' ? [] : ['outbox-stream'])
      for (const partition of ['KEY', 'SIGNIN']) expect(allowedTo({ action, partition })).toEqual([])
    }
  })

  it('when people were at work: the functions that are about it', () => {
    const names = [
      'definitions-http',
      'erp-http',
      'genealogy-http',
      'labour-http',
      'labour-schedule',
      'live-http',
      'orders-http',
      'quality-task',
      'release-http',
    ]
    const ofSite = (call: Call) => allowedTo(call).filter((name) => !name.startsWith('enterprise'))
    for (const partition of ['TIMECARD', 'FACT#PERSON']) expect(ofSite({ action: 'Query', partition })).toEqual(names)
    for (const partition of ['ON-THE-CLOCK', 'ABOUT#person'])
      expect(ofSite({ action: 'Query', partition, index: true })).toEqual(names)
    expect(ofSite({ action: 'Query', partition: 'ABOUT#lot', index: true }).length).toBeGreaterThan(names.length)
  })

  it('without naming a partition: nobody', () => {
    expect(allowedTo({ action: 'Scan' })).toEqual([])
    expect(allowedTo({ action: 'Query' })).toEqual([])
  })
})

describe('The role of a function', () => {
  const to = mkdtempSync(join(tmpdir(), 'andon-roles-'))
  let bundles: ReadonlyMap<string, string>
  beforeAll(() => {
    bundles = bundleFunctions(functionsDirectory, to)
  }, 240_000)
  afterAll(() => rmSync(to, { recursive: true, force: true }))

  /** What the code of a function can save and the function never does. */
  const never: Readonly<Record<string, { readonly kinds: readonly string[]; readonly why: string }>> = {
    'equipment-device': { kinds: ['recipe'], why: 'a broken limit holds its order or its unit' },
    'orders-http': { kinds: ['recipe'], why: 'a broken limit holds its order or its unit' },
    'schedule-http': { kinds: ['order'], why: 'a promise takes the decision of a release and commits nothing' },
    'crossings-queue': { kinds: ['deviation', 'machine', 'order', 'recipe', 'serial'], why: 'it holds lots only' },
    'genealogy-http': { kinds: ['deviation', 'machine', 'order', 'recipe', 'serial'], why: 'a recall holds lots only' },
  }
  const stateOf: Readonly<Record<string, string>> = {
    snapshot: 'order',
    asked: 'order',
    superseded: 'order',
    change: 'order',
    dispensed: 'order',
    former: 'order',
    effective: 'recipe',
    place: 'equipment',
    entry: 'timecard',
  }

  const codeIn = (folder: string): string =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n')
  const kindsIn = (folder: string, pattern: RegExp): string[] => [
    ...new Set([...codeIn(folder).matchAll(pattern)].map(([, kind = '']) => kind)),
  ]

  /** The kinds that the code names in what it saves. The bundle has only what the function can reach. */
  function savedBy(name: string): string[] {
    const folder = String(bundles.get(name))
    const code = codeIn(folder)
    const documents = kindsIn(folder, /change:"save",kind:"(\w+)"/g).map((kind) => stateOf[kind] ?? kind)
    const stock = /change:"(issue|create-lot|set-lot|pack|add-stock)"|\?"hold-lot":"unhold-lot"/.test(code)
      ? ['lot']
      : []
    return [...new Set([...documents, ...stock])].sort()
  }

  it('names what its code can save', () => {
    const unnamed = [...bundles.keys()].flatMap((name) => {
      const named: readonly string[] = [...(tableRoles[name]?.states ?? []), ...(never[name]?.kinds ?? [])]
      return savedBy(name)
        .filter((kind) => !named.includes(kind))
        .map((kind) => `${name}: ${kind}`)
    })
    expect(unnamed).toEqual([])
  })

  it('lets it check what its commits require to be unchanged', () => {
    const checks = [...bundles].flatMap(([name, folder]) =>
      kindsIn(folder, /change:"require-unchanged",kind:"(\w+)"/g).map((kind) => ({ name, kind })),
    )
    expect(checks).toContainEqual({ name: 'stock-http', kind: 'order' })
    const refused = checks.filter(({ name, kind }) => {
      const partition = (stateOf[kind] ?? kind).toUpperCase()
      return judged(name, { action: 'ConditionCheckItem', partition, inCommit: true }) !== 'allowed'
    })
    expect(refused).toEqual([])
  })

  it('names no state that its code cannot save', () => {
    for (const [name, { states }] of Object.entries(tableRoles))
      expect(
        states.filter((state) => !savedBy(name).includes(state)),
        name,
      ).toEqual([])
  })

  it('is shorter than a role may be', () => {
    for (const name of functions) expect(mayWrite(name).characters, name).toBeLessThan(10_240)
  })
})
