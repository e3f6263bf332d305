import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { shift } from '../../events/labour.ts'
import { sites } from '../../infra/sites/index.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { variable } from '../../shared/runtime/environment.ts'
import { ofType, propertiesOf, synthesized } from './synthesized.ts'

interface Schedule {
  readonly ScheduleExpression: string
  readonly ScheduleExpressionTimezone: string
  readonly Target: {
    readonly Arn: unknown
    readonly RoleArn: { readonly 'Fn::GetAtt': [string, string] }
    readonly Input: string
    readonly RetryPolicy: object
  }
}

const { plant } = synthesized()
const schedules = ofType(plant, 'AWS::Scheduler::Schedule')
  .filter(([id]) => id.startsWith('Labour'))
  .map(([id]) => propertiesOf<Schedule>(plant, id))

describe('The watch over the time of people', () => {
  it('looks for missing clock-offs each quarter of an hour, and for qualifications before the first shift of the day', () => {
    expect(
      schedules.map(({ ScheduleExpression, ScheduleExpressionTimezone, Target }) => [
        ScheduleExpression,
        ScheduleExpressionTimezone,
        JSON.parse(Target.Input).task,
      ]),
    ).toEqual([
      ['rate(15 minutes)', 'Europe/Paris', 'flag-missing-clock-offs'],
      ['cron(0 5 * * ? *)', 'Europe/Paris', 'warn-of-expiring-qualifications'],
    ])
  })

  it('is called for the time at which it was due, a bounded number of times', () => {
    for (const { Target } of schedules) {
      expect(JSON.parse(Target.Input).asOf).toBe('<aws.scheduler.scheduled-time>')
      expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 3 })
    }
  })

  it('is called by a role that may call it and nothing else, and that only the scheduler of this account may take', () => {
    for (const { Target } of schedules) {
      const [roleId] = Target.RoleArn['Fn::GetAtt']
      const policies = ofType(plant, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
        JSON.stringify(Properties.Roles).includes(`"${roleId}"`),
      )
      expect(policies.map(([, { Properties }]) => Properties.PolicyDocument)).toMatchObject([
        { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: Target.Arn }] },
      ])
      expect(propertiesOf<{ AssumeRolePolicyDocument: object }>(plant, roleId).AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      })
    }
  })

  it('knows the shifts of its site, and the clock how the site shares time', () => {
    const variablesOf = (id: string) =>
      propertiesOf<{ Environment: { Variables: Record<string, string> } }>(plant, id).Environment.Variables
    expect(JSON.parse(variablesOf('LabourSchedule')[variable.shifts] ?? '')).toEqual(lyon.shifts)
    expect(variablesOf('LabourHttp')[variable.labourSharing]).toBe('equal-share')
  })
})

describe('The shifts of a site', () => {
  it.each(sites.map((site) => [site.site, site.shifts] as const))(
    'of %s are times of day, under names of their own',
    (_, plan) => {
      expect(z.array(shift).min(1).safeParse(plan)).toMatchObject({ success: true })
      expect(new Set(plan.map(({ shiftId }) => shiftId)).size).toBe(plan.length)
    },
  )
})
