import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DiskFault } from '../../local/disk.ts'
import type { ExecutionEntry } from '../../local/execution.ts'
import { openJournal } from '../../local/journal.ts'
import { startFunctions } from '../../local/lambda.ts'
import { keepLog } from '../../local/log.ts'
import { readMachine } from '../../local/machine.ts'
import type { Call } from '../../local/wire.ts'
import { startWorkflows } from '../../local/workflows.ts'
import { surroundings } from './fixtures/surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'andon-workflows-'))
const file = join(folder, 'executions.jsonl')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const arn = 'arn:aws:states:eu-west-3:123456789012:stateMachine:Machine'
const definition = JSON.stringify({
  StartAt: 'Choose',
  States: {
    Choose: { Type: 'Choice', Choices: [{ Variable: '$.waits', BooleanEquals: true, Next: 'Wait' }], Default: 'End' },
    Wait: { Type: 'Wait', Seconds: 3600, Next: 'End' },
    End: { Type: 'Pass', End: true },
  },
})

function open(journal = openJournal<ExecutionEntry>(file)) {
  const plan = { name: 'Machine', arn, roleArn: 'role', machine: readMachine(definition, 'Machine', 1) }
  const workflows = startWorkflows([plan], journal, {
    functions: startFunctions([], surroundings, keepLog()),
    roleOf: () => [],
    timeScale: 1,
    now: () => new Date(),
    complain: () => undefined,
  })
  const begin = (name: string, input: object = { waits: false }) =>
    workflows.service.answer({
      operation: 'StartExecution',
      json: { stateMachineArn: arn, name, input: JSON.stringify(input) },
    } as unknown as Call)
  const ended = () => workflows.executions().filter(({ status }) => status === 'SUCCEEDED')
  return { ...workflows, begin, ended }
}

async function runAll(plant: ReturnType<typeof open>, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await plant.begin(name)
    for (let look = 0; plant.ended().at(-1)?.name !== name; look += 1) {
      if (look > 1000) throw new Error(`${name} did not end.`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`)

test('the last 200 executions that ended can be looked at, and no name is taken twice, across restarts', async () => {
  const plant = open()
  await plant.begin('waits', { waits: true })
  await runAll(plant, named(250))
  expect(plant.ended()).toHaveLength(200)
  expect(plant.ended()[0]?.name).toBe('x50')
  expect(plant.executions().find(({ name }) => name === 'waits')?.status).toBe('RUNNING')
  for (const name of ['x0', 'x49', 'x50', 'x249'])
    await expect(plant.begin(name)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
  plant.stop()
  const before = readFileSync(file, 'utf8').split('\n').length

  const again = open()
  expect(again.ended().map(({ name }) => name)).toEqual(named(250).slice(50))
  expect(again.executions().find(({ name }) => name === 'waits')?.status).toBe('RUNNING')
  for (const name of ['x0', 'x49', 'x50', 'x249'])
    await expect(again.begin(name)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
  // Of those before, the file keeps the name alone.
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(before)
  await again.begin('fresh')
  again.stop()

  const third = open()
  await expect(third.begin('x0')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
  third.stop()
})

test('a name is free again 90 days after the end of its execution, as at AWS', async () => {
  const day = 24 * 60 * 60 * 1000
  const at = (days: number) => Date.now() - days * day
  const name = (of: string) => `${arn.replace(':stateMachine:', ':execution:')}:${of}`
  const journal = openJournal<ExecutionEntry>(join(folder, 'past.jsonl'))
  journal.replace([
    { past: name('long-ago'), at: at(91) },
    { past: name('lately'), at: at(89) },
  ])
  const plant = open(journal)
  await expect(plant.begin('lately')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
  await plant.begin('long-ago')
  expect(plant.executions().map((one) => one.name)).toEqual(['long-ago'])
  plant.stop()
})

test('an execution whose end cannot be kept does not end, and ends after a restart', async () => {
  const kept = openJournal<ExecutionEntry>(join(folder, 'full.jsonl'))
  const full: typeof kept = {
    ...kept,
    append(entry) {
      if ('ended' in entry) throw new DiskFault('The disk is full.')
      kept.append(entry)
    },
  }
  const plant = open(full)
  await plant.begin('x1')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(plant.executions().map(({ status }) => status)).toEqual(['RUNNING'])
  plant.stop()
  const again = open(openJournal<ExecutionEntry>(join(folder, 'full.jsonl')))
  await expect.poll(() => again.ended().map(({ name }) => name)).toEqual(['x1'])
  again.stop()
})

test('an execution that cannot be kept does not begin', async () => {
  const journal = openJournal<ExecutionEntry>(join(folder, 'none.jsonl'))
  const append = () => {
    throw new DiskFault('The disk is full.')
  }
  const plant = open({ ...journal, append })
  await expect(plant.begin('x1')).rejects.toThrow('The disk is full.')
  expect(plant.executions()).toEqual([])
  plant.stop()
})
