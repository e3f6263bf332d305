import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { profileCycles } from './profile.ts'
import { placeOfFile, selfTimes } from './profile-reading.ts'

describe('The profile of a plant', () => {
  it('has every thread that worked, with the place of its time in the source', { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'andon-profile-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { costs, faults } = await profileCycles(1, folder, 0.5)
    expect(faults).toEqual([])
    expect(costs.cycles).toBeGreaterThan(0)
    expect(costs.threads.map(({ thread }) => thread)).toEqual(
      expect.arrayContaining(['main', 'orders-http', 'outbox-stream']),
    )
    const ofOrders = costs.threads.find(({ thread }) => thread === 'orders-http')
    expect(ofOrders?.processorMs).toBeGreaterThan(0)
    expect(readFileSync(ofOrders?.file ?? '', 'utf8')).toMatch(/"samples":\[\d/)
    // The SDK runs only in the functions' threads; source maps show it there.
    expect(costs.places.get('@smithy/*')).toBeGreaterThan(0)
  })

  it('counts the own time of each place, and no idle time', () => {
    const frame = (id: number, functionName: string, url = '') => ({
      id,
      callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
    })
    const profile = {
      nodes: [
        frame(1, '(idle)'),
        frame(2, 'send', 'file:///x/node_modules/@smithy/core/a.js'),
        frame(3, 'decide', 'x'),
      ],
      samples: [1, 2, 3, 2],
      timeDeltas: [1000, 10, 20, 50],
    }
    expect(selfTimes(JSON.stringify(profile), ({ functionName }) => functionName)).toEqual(
      new Map([
        ['send', 60 / 80],
        ['decide', 20 / 80],
      ]),
    )
  })

  it('is read also if a regular expression was sampled, whose source the engine does not escape', () => {
    const names = String.raw`"RegExp: ^[\w.-]+\u(\d)$","a \"name\" \\ of \u00e9"`
    const [regular, plain] = JSON.parse(`[${names.replace(String.raw`\w.-]+\u(\d)`, String.raw`\\w.-]+\\u(\\d)`)}]`)
    const nodes = names
      .split(',')
      .map((name, id) => `{"id":${id},"callFrame":{"functionName":${name},"url":"","lineNumber":0,"columnNumber":0}}`)
    const text = `{"nodes":[${nodes.join()}],"samples":[0,1],"timeDeltas":[10,30]}`
    expect(selfTimes(text, ({ functionName }) => functionName)).toEqual(
      new Map([
        [regular, 0.25],
        [plain, 0.75],
      ]),
    )
  })

  it.each([
    ['file:///somewhere/node_modules/@smithy/core/dist-es/index.js', '@smithy/*'],
    ['../node_modules/zod/v4/core/parse.js', 'zod'],
    ['../../node_modules/@aws-lambda-powertools/logger/lib/esm/Logger.js', '@aws-lambda-powertools/logger'],
    ['../shared/domain/orders/order.ts', 'shared/domain'],
    ['file:///somewhere/local/wire.ts', 'local'],
    ['../functions/orders/http.ts', 'functions'],
  ])('finds %s in %s', (file, place) => {
    expect(placeOfFile(file)).toBe(place)
  })
})
