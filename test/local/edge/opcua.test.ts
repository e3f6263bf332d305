import { mkdtempSync, readdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataType, StatusCodes } from 'node-opcua-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../../local/demo/client.ts'
import { freePort } from '../../../local/dynoxide.ts'
import type { Arrived } from '../../../local/edge/buffer.ts'
import { type Following, followMachines } from '../../../local/edge/opcua/client.ts'
import { opcuaMachine } from '../../../local/edge/opcua/config.ts'
import { type Change, translatorOf } from '../../../local/edge/opcua/machine.ts'
import { stateOf } from '../../../local/edge/opcua/states.ts'
import { textOf } from '../../../local/edge/opcua/values.ts'
import { type Link, linkTo } from '../../support/edge.ts'
import { type OpcuaMachines, startOpcuaMachines } from '../../support/opcua.ts'

let port: number
let server: OpcuaMachines
let link: Link
let following: Following | undefined
beforeAll(async () => {
  port = await freePort()
  server = await startOpcuaMachines(port)
  link = await linkTo(port)
})
afterEach(async () => {
  await following?.stop()
  following = undefined
})
afterAll(async () => {
  await link.end()
  await server.stop()
})

const at = (second: number) => new Date(Date.UTC(2027, 2, 1, 12, 0, second))

function follow(more: object, folder = mkdtempSync(join(tmpdir(), 'andon-edge-'))) {
  const kept: Arrived[] = []
  const troubles: string[] = []
  const machine = opcuaMachine.parse({
    equipmentId: 'SLICER-1',
    endpoint: link.url.replace('mqtt:', 'opc.tcp:'),
    security: 'None',
    publishMs: 50,
    samplingMs: 0,
    ...more,
  })
  following = followMachines([machine], {
    site: 'nantes',
    folder,
    keep: async (arrived) => void kept.push(arrived),
    now: Date.now,
    trouble: (_, sentence) => sentence !== undefined && troubles.push(sentence),
  })
  const told = (name: string) =>
    kept.flatMap(({ topic, payload }) => (topic.endsWith(`/${name}`) ? [JSON.parse(String(payload))] : []))
  const values = (): { value: string; occurredAt: string }[] => told('sample').flatMap(({ samples }) => samples)
  return { kept, told, values, troubles, folder }
}

describe('a machine behind OPC UA', () => {
  test('tells its PackML state from the innermost state machine that is active', async () => {
    server.set('base', 'Cleared', at(0))
    server.set('machine', 'Running', at(0))
    server.set('execute', 'Idle', at(0))
    const { base, machine, execute } = server.nodes
    const { told } = follow({ state: { model: 'packml', nodes: [base, machine, execute] } })
    const states = () => told('state').map(({ state }) => state)
    await until(
      async () => states(),
      ({ length }) => length === 1,
      'The first state',
    )
    server.set('execute', 'Execute', at(10))
    await until(
      async () => states(),
      ({ length }) => length === 2,
      'The second',
    )
    server.set('base', 'Aborting', at(20))
    await until(
      async () => states(),
      ({ length }) => length === 3,
      'The third',
    )
    server.spoil('base', at(30))
    await until(
      async () => states(),
      ({ length }) => length === 4,
      'The fourth',
    )
    expect(told('state')).toEqual(
      ['idle', 'execute', 'aborting', 'unknown'].map((state, index) => ({
        sequence: at(index * 10).getTime(),
        occurredAt: at(index * 10).toISOString(),
        state,
      })),
    )
  })

  test('tells each state of several that come at once, in the order of their times', () => {
    const machine = opcuaMachine.parse({
      equipmentId: 'SLICER-1',
      endpoint: 'opc.tcp://127.0.0.1:1',
      state: { model: 'packml', nodes: ['i=1', 'i=2'] },
    })
    const change = (index: number, second: number, text: string) =>
      ({
        index,
        value: {
          value: { dataType: DataType.LocalizedText, value: { text, locale: 'en' } },
          statusCode: StatusCodes.Good,
          sourceTimestamp: at(second),
        },
      }) as unknown as Change
    const translate = translatorOf(machine, Date.now)
    const states = (...changes: Change[]) =>
      translate(changes).map(({ payload }) => {
        const { state, occurredAt } = payload as { state: string; occurredAt: string }
        return `${occurredAt.slice(17, 19)} ${state}`
      })
    expect(states(change(0, 1, 'Cleared'), change(1, 1, 'Stopped'))).toEqual(['01 stopped'])
    expect(
      states(change(1, 4, 'Stopped'), change(1, 2, 'Stopping'), change(0, 3, 'Aborting'), change(0, 4, 'Cleared')),
    ).toEqual(['02 stopping', '03 aborting', '04 stopped'])
    // It has said so already.
    expect(states(change(1, 5, 'Stopped'))).toEqual([])
  })

  test('tells the state of a machinery item, its counts, and its values with the times of their source', async () => {
    const { item, good, reject, temperature, speed } = server.nodes
    server.set('item', 'Executing', at(0))
    server.set('good', 120, at(1))
    server.set('reject', [1, 2], at(2))
    server.set('temperature', 40.1, at(3))
    server.set('speed', 1e-7, at(4))
    const { told, values, kept } = follow({
      equipmentId: 'PRESS-1',
      state: { model: 'machinery', nodes: [item] },
      count: { good, reject },
      samples: [
        { nodeId: temperature, parameterId: 'temperature', unit: 'Cel' },
        { nodeId: speed, parameterId: 'speed' },
      ],
    })
    await until(
      async () => values(),
      ({ length }) => length === 2,
      'Its values',
    )
    expect(told('state')).toMatchObject([{ state: 'execute', occurredAt: at(0).toISOString() }])
    expect(told('count')).toEqual([
      { sequence: at(2).getTime(), occurredAt: at(2).toISOString(), good: '120', reject: '4294967298' },
    ])
    expect(values()).toEqual([
      { parameterId: 'temperature', value: '40.1', unit: 'Cel', occurredAt: at(3).toISOString() },
      { parameterId: 'speed', value: '0.0000001', occurredAt: at(4).toISOString() },
    ])
    server.spoil('temperature', at(5))
    await until(
      async () => values(),
      ({ length }) => length === 3,
      'The failure',
    )
    expect(values().at(-1)).toMatchObject({ value: 'BadSensorFailure', occurredAt: at(5).toISOString() })
    expect(new Set(kept.map(({ topic }) => topic))).toEqual(
      new Set(['state', 'count', 'sample'].map((name) => `andon/nantes/PRESS-1/${name}`)),
    )
  })

  test('tells what changed while the network to its server was cut, each value once', async () => {
    server.set('speed', 0, at(0))
    const { values } = follow({ samples: [{ nodeId: server.nodes.speed, parameterId: 'speed' }] })
    await until(
      async () => values(),
      ({ length }) => length === 1,
      'The first value',
    )
    const change = async (from: number, to: number) => {
      for (let value = from; value <= to; value += 1) {
        server.set('speed', value, at(value))
        // The server samples its nodes every hundred milliseconds.
        await new Promise((resolve) => setTimeout(resolve, 220))
      }
    }
    await change(1, 4)
    await link.cut()
    await change(5, 12)
    await link.mend()
    await until(
      async () => values(),
      (found) => found.some(({ value }) => value === '12'),
      'The last value',
      60,
    )
    const told = Array.from({ length: 13 }, (_, value) => ({
      parameterId: 'speed',
      value: String(value),
      occurredAt: at(value).toISOString(),
    }))
    expect(values()).toEqual(told)
  })

  test('is told of in a sentence when its server is away, and followed when it is back', async () => {
    await link.cut()
    server.set('speed', 7, at(0))
    const { values, troubles } = follow({ samples: [{ nodeId: server.nodes.speed, parameterId: 'speed' }] })
    await until(
      async () => troubles,
      ({ length }) => length > 0,
      'The trouble',
    )
    expect(troubles[0]).toMatch(/^opc\.tcp:.* of SLICER-1 does not answer\.$/)
    await link.mend()
    await until(
      async () => values(),
      ({ length }) => length > 0,
      'Its value',
      40,
    )
  })

  test('is read over a signed and encrypted channel once the certificate of its server is trusted', async () => {
    server.set('speed', 11, at(0))
    const secured = { security: 'SignAndEncrypt', samples: [{ nodeId: server.nodes.speed, parameterId: 'speed' }] }
    const { troubles, folder, values } = follow(secured)
    await until(
      async () => troubles,
      ({ length }) => length > 0,
      'The refusal',
      30,
    )
    expect(values()).toEqual([])
    const rejected = join(folder, 'opcua/rejected')
    await until(
      async () => readdirSync(rejected),
      ({ length }) => length > 0,
      'The certificate that is not trusted',
    )
    expect(troubles.at(-1)).toContain(`move it from ${rejected} to ${join(folder, 'opcua/trusted/certs')}`)
    await following?.stop()
    for (const name of readdirSync(rejected))
      renameSync(join(rejected, name), join(folder, 'opcua/trusted/certs', name))
    const { values: read } = follow(secured, folder)
    await until(
      async () => read(),
      ({ length }) => length > 0,
      'Its value',
      40,
    )
    expect(read()).toMatchObject([{ value: '11' }])
  })

  test('is followed on when its server has begun anew', async () => {
    server.set('speed', 1, at(0))
    const { values } = follow({ samples: [{ nodeId: server.nodes.speed, parameterId: 'speed' }] })
    await until(
      async () => values(),
      ({ length }) => length === 1,
      'The first value',
    )
    await server.stop()
    server = await startOpcuaMachines(port)
    server.set('speed', 2, at(1))
    await until(
      async () => values().map(({ value }) => value),
      (found) => found.includes('2'),
      'The next value',
      60,
    )
  })

  test('is told of in a sentence when its server does not know a node', async () => {
    const { troubles } = follow({ samples: [{ nodeId: 'ns=1;s=Nowhere', parameterId: 'speed' }] })
    await until(
      async () => troubles,
      ({ length }) => length > 0,
      'The trouble',
    )
    expect(troubles).toEqual(['The server of SLICER-1 does not give ns=1;s=Nowhere; look at its node ids and rights.'])
  })
})

describe('the state of a machine', () => {
  const packml = { model: 'packml', nodes: ['i=1'], states: { Kalibrieren: 'stopped' } } as const
  const machinery = { model: 'machinery', nodes: ['i=1'], states: {} } as const
  test.each([
    [packml, ['Execute'], 'execute'],
    [packml, ['6'], 'execute'],
    [packml, ['17'], 'complete'],
    [packml, ['19', '18', '4'], 'idle'],
    [packml, ['Cleared', 'Stopped', undefined], 'stopped'],
    [packml, ['Cleared', 'Running', undefined], 'unknown'],
    [packml, ['Cleared'], 'unknown'],
    [packml, [undefined, 'Running', 'Execute'], 'unknown'],
    [packml, ['Kalibrieren'], 'stopped'],
    [packml, ['Dreaming'], 'unknown'],
    [machinery, ['Not Executing'], 'idle'],
    [machinery, ['OutOfService'], 'aborted'],
    [machinery, ['NotAvailable'], 'unknown'],
    [machinery, ['3'], 'execute'],
  ] as const)('of %o that says %o is %s', (mapping, said, state) => {
    expect(stateOf({ ...mapping, nodes: [...mapping.nodes] }, said)).toBe(state)
  })
})

describe('a value', () => {
  test.each([
    [DataType.Float, Math.fround(40.1), '40.1'],
    [DataType.Float, Math.fround(1 / 3), '0.33333334'],
    [DataType.Double, 1e21, '1000000000000000000000'],
    [DataType.Double, Number.NaN, 'NaN'],
    [DataType.Float, Number.POSITIVE_INFINITY, 'Infinity'],
    [DataType.Int64, [0xffffffff, 0xffffffff], '-1'],
    [DataType.UInt64, [0xffffffff, 0xffffffff], '18446744073709551615'],
    [DataType.Int16, -5, '-5'],
    [DataType.Boolean, true, '1'],
    [DataType.String, '12,5', '12,5'],
  ])('of type %s, %o, is told as %s', (dataType, value, text) => {
    expect(
      textOf({ value: { dataType, value }, statusCode: StatusCodes.Good } as unknown as Parameters<typeof textOf>[0]),
    ).toBe(text)
  })
})
