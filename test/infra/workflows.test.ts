import { describe, expect, it } from 'vitest'
import { batchRelease } from '../../infra/workflows/batch-release.ts'
import { deviationHold } from '../../infra/workflows/deviation-hold.ts'
import { holdSpread } from '../../infra/workflows/hold-spread.ts'
import { type Definition, type State, stopped } from '../../infra/workflows/states.ts'
import { ofType, propertiesOf, synthesized } from './synthesized.ts'

const arn = 'arn:aws:lambda:eu-west-3:000000000000:function:asked'
const workflows: readonly (readonly [string, Definition])[] = [
  ['DeviationHold', deviationHold(arn)],
  ['BatchRelease', batchRelease(arn)],
  ['HoldSpread', holdSpread(arn)],
]

interface Choice {
  readonly Next: string
}
interface Task extends State {
  readonly Next?: string
  readonly End?: true
  readonly Retry: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[]
  readonly Catch: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[]
  readonly Parameters: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, string>> }
}
const tasksOf = ({ States }: Definition) =>
  Object.entries(States).filter(([, { Type }]) => Type === 'Task') as [string, Task][]
const onwardOf = (state: State): string[] => {
  const { Next, Default, Choices = [], Catch = [] } = state as unknown as Partial<Record<string, never>>
  return [Next, Default, ...[...(Choices as Choice[]), ...(Catch as Choice[])].map((choice) => choice.Next)].filter(
    (name) => name !== undefined,
  )
}

describe.each(workflows)('%s', (_, definition) => {
  it('names every state as a sentence that Step Functions can show', () => {
    for (const name of Object.keys(definition.States)) expect(name).toMatch(/^[A-Z][a-z]* [A-Za-z ]{4,74}\??$/)
  })

  it('leads from its start to every state, and nowhere else', () => {
    const reached = new Set([definition.StartAt])
    for (const name of reached) {
      const state = definition.States[name]
      expect(state, name).toBeDefined()
      for (const next of state === undefined ? [] : onwardOf(state)) reached.add(next)
    }
    expect([...reached].sort()).toEqual(Object.keys(definition.States).sort())
  })

  it('tries each task a bounded number of times, and gives up in a state that says what to do', () => {
    for (const [name, { Retry, Catch, Parameters }] of tasksOf(definition)) {
      expect(Parameters.FunctionName, name).toBe(arn)
      expect(
        Retry.map(({ ErrorEquals }) => ErrorEquals.at(-1)),
        name,
      ).toContain('States.TaskFailed')
      for (const { MaxAttempts } of Retry) expect(MaxAttempts, name).toBeLessThanOrEqual(10)
      expect(Catch.at(-1), name).toMatchObject({ ErrorEquals: ['States.ALL'], Next: stopped })
    }
    expect(definition.States[stopped]).toMatchObject({
      Type: 'Fail',
      Cause: expect.stringContaining('docs/runbook.md#'),
    })
  })

  it('calls somebody when a wait becomes too long, and waits again', () => {
    const waits = tasksOf(definition).filter(([, { Resource }]) => String(Resource).endsWith('.waitForTaskToken'))
    // A hold spreads without anybody.
    if (definition.StartAt !== 'Carry the hold on') expect(waits.length).toBeGreaterThan(1)
    for (const [name, wait] of waits) {
      expect(wait.TimeoutSeconds ?? wait.TimeoutSecondsPath, name).toBeDefined()
      expect(wait.Parameters.Payload, name).toMatchObject({ task: 'await', 'token.$': '$$.Task.Token' })
      const late = wait.Catch.find(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'))?.Next ?? ''
      expect(['escalate', 'remind']).toContain((definition.States[late] as Task).Parameters.Payload.task)
      const back = String((definition.States[late] as Task).Next)
      expect(
        back === name ||
          onwardOf(definition.States['What does the batch wait for?'] ?? { Type: 'Fail' }).includes(name),
      ).toBe(true)
    }
  })
})

describe('The machines of a plant', () => {
  const { plant } = synthesized()
  const machines = ofType(plant, 'AWS::StepFunctions::StateMachine')

  it.each(machines)(
    '%s is logged without what it carries, traced, and raises an alarm when it fails',
    (id, machine) => {
      expect(machine.Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      })
      const alarms = ofType(plant, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => JSON.stringify(Properties))
      for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut'])
        expect(alarms.filter((text) => text.includes(metric) && text.includes(`"Ref":"${id}"`))).toHaveLength(1)
    },
  )

  it.each([
    ['DeviationHold', 'QualityTask', deviationHold],
    ['HoldSpread', 'QualityTask', holdSpread],
    ['BatchRelease', 'ReleaseTask', batchRelease],
  ])('%s runs the definition of its own file and asks %s', (id, asked, definition) => {
    const { DefinitionString } = propertiesOf<{ DefinitionString: { 'Fn::Join': [string, unknown[]] } }>(plant, id)
    const text = DefinitionString['Fn::Join'][1]
      .map((part) =>
        typeof part === 'string' ? part : `<${JSON.stringify(part).includes(asked) ? asked : 'another'}>`,
      )
      .join('')
    expect(JSON.parse(text)).toEqual(definition(`<${asked}>`))
  })

  it('may call the function that they ask and no other', () => {
    const policies = ofType(plant, 'AWS::IAM::Policy').map(([, { Properties }]) => JSON.stringify(Properties))
    for (const [asked, machines] of [
      ['QualityTask', 2],
      ['ReleaseTask', 1],
    ] as const)
      expect(
        policies.filter((text) =>
          text.includes(`"lambda:InvokeFunction","Effect":"Allow","Resource":{"Fn::GetAtt":["${asked}","Arn"]}`),
        ),
      ).toHaveLength(machines)
  })
})
