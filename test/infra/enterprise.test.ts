import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crossingFacts } from '../../events/site-to-enterprise.ts'
import { plantApp, warningsOf } from '../../infra/app.ts'
import type { Enterprise } from '../../infra/enterprise.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { variable } from '../../shared/runtime/environment.ts'
import {
  ofType,
  only,
  propertiesOf,
  type Resource,
  smallFunctions,
  statementsOf,
  synthesized,
  synthesizedCompany,
} from './synthesized.ts'

type Resources = Readonly<Record<string, Resource>>

const far: Enterprise = { region: 'eu-central-1', account: '111111111111' }
const sites = [
  { ...lyon, account: '222222222222' },
  { ...cork, account: '333333333333' },
]
const { app, state, front, bus, hub, buses, plants } = synthesizedCompany(far, sites)
const lyonBus = buses.get('lyon') ?? {}
const lyonPlant = plants.get('lyon') ?? {}
const rules = (resources: Resources) =>
  ofType(resources, 'AWS::Events::Rule').map(([, { Properties }]) => Properties as unknown as EventRule)
const [hearing, telling] = [['andon'], ['andon.enterprise']].map((source) =>
  rules(hub).filter(({ EventPattern }) => JSON.stringify(EventPattern.source) === JSON.stringify(source)),
) as [EventRule[], EventRule[]]
const toEnterprise = (resources: Resources) =>
  rules(resources).filter(({ Targets }) => JSON.stringify(Targets[0]?.Arn).includes(':event-bus/andon-enterprise'))
const speakersOn = (resources: Resources) =>
  ofType(resources, 'AWS::Events::EventBusPolicy').map(([, { Properties }]) => {
    const { Statement: statement, EventBusName: bus } = Properties as unknown as BusPolicy
    expect(statement).toMatchObject({ Action: 'events:PutEvents', Effect: 'Allow' })
    expect(bus).toEqual({ Ref: expect.any(String) })
    return JSON.stringify(statement.Principal)
  })

describe('A site', () => {
  it('sends the facts that cross, and no others, to the bus of the enterprise, wherever that is', () => {
    const [rule, ...more] = toEnterprise(lyonPlant)
    expect(more).toEqual([])
    expect(rule?.EventPattern).toEqual({
      source: ['andon'],
      'detail-type': [...crossingFacts],
      detail: { site: ['lyon'] },
    })
    expect(JSON.stringify(rule?.Targets[0]?.Arn)).toContain(
      ':events:eu-central-1:111111111111:event-bus/andon-enterprise',
    )
  })

  it('keeps what could not be sent, and may do nothing else with the role that sends', () => {
    const [target] = toEnterprise(lyonPlant)[0]?.Targets ?? []
    expect(JSON.stringify(target?.DeadLetterConfig)).toContain('CrossingDead')
    const role = /"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(target?.RoleArn))?.[1]
    const [policy, ...more] = ofType(lyonPlant, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
      JSON.stringify(Properties.Roles).includes(`"${role}"`),
    )
    expect(more).toEqual([])
    expect(policy?.[1].Properties.PolicyDocument).toMatchObject({
      Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: target?.Arn }],
    })
  })

  it('lets the account of the enterprise speak on its bus, and no other', () => {
    const speakers = speakersOn(lyonBus)
    expect(speakers).toHaveLength(1)
    expect(speakers[0]).toContain(':iam::111111111111:root')
    expect(only(lyonBus, 'AWS::Events::EventBus').Properties).toMatchObject({ Name: 'andon-lyon' })
  })

  it('hears of holds from the account of the enterprise, and from no other that may speak there', () => {
    const [heard, ...more] = rules(lyonPlant).filter(({ EventPattern }) =>
      EventPattern.source?.includes('andon.enterprise'),
    )
    expect(more).toEqual([])
    expect(heard?.EventPattern).toEqual({
      source: ['andon.enterprise'],
      account: ['111111111111'],
      'detail-type': ['andon.hold.crossed.v1'],
    })
  })

  it('is refused where some name an account and others do not, so that no side looks for the other where it is not', () => {
    for (const [named, other] of [
      [sites, { region: 'eu-west-1' }],
      [[...sites.slice(1), lyon], far],
      [[lyon, cork], far],
    ] as const)
      expect(() => plantApp({ sites: named, enterprise: other })).toThrow(/let all of them name one, or none/)
  })

  it('takes the account of who deploys for all, where no file names one', () => {
    const { bus, plant } = synthesized(lyon)
    expect(JSON.stringify(toEnterprise(plant)[0]?.Targets[0]?.Arn)).toContain('{"Ref":"AWS::AccountId"}')
    expect(speakersOn(bus).join()).toContain('{"Ref":"AWS::AccountId"}')
  })
})

describe('The buses', () => {
  it('stand in stacks of their own, so that all of them are there before the rules that send to them', () => {
    for (const of of [bus, ...buses.values()])
      expect([...new Set(Object.values(of).map(({ Type }) => Type))].sort()).toEqual([
        'AWS::Events::EventBus',
        'AWS::Events::EventBusPolicy',
      ])
    for (const of of [hub, ...plants.values()]) {
      expect(ofType(of, 'AWS::Events::EventBus')).toEqual([])
      expect(ofType(of, 'AWS::Events::EventBusPolicy')).toEqual([])
    }
  })

  it.each(['lyon', 'enterprise'])('are deployed before what else runs at %s', (stage) => {
    const assembly = app.synth().getNestedAssembly(`assembly-Andon-${stage}`)
    const runs = assembly.getStackByName(`Andon-${stage}-${stage === 'lyon' ? 'Plant' : 'Hub'}`)
    expect(runs.dependencies.map(({ id }) => id).join()).toContain('Bus')
  })
})

describe('A site of a company without an enterprise', () => {
  const app = plantApp({ sites: [lyon], functions: smallFunctions(), outdir: mkdtempSync(join(tmpdir(), 'cdk.out-')) })
  const assembly = app.synth()
  const stage = assembly.getNestedAssembly('assembly-Andon-lyon')
  const alone = stage.getStackByName('Andon-lyon-Plant').template.Resources

  it('tells nobody, lets nobody speak on its bus and waits for no word', () => {
    expect(toEnterprise(alone)).toEqual([])
    expect(speakersOn(stage.getStackByName('Andon-lyon-Bus').template.Resources)).toEqual([])
    expect(JSON.stringify(alone)).not.toContain('andon.enterprise')
    expect(warningsOf(app).join()).not.toContain('crossings-queue')
  })
})

describe('The enterprise', () => {
  it('hears of each site what comes from its own account, and lets only these accounts speak', () => {
    expect(hearing.map(({ EventPattern }) => EventPattern)).toEqual(
      sites.map(({ site, account }) => ({
        source: ['andon'],
        account: [account],
        'detail-type': [...crossingFacts],
        detail: { site: [site] },
      })),
    )
    const speakers = speakersOn(bus)
    expect(speakers).toHaveLength(2)
    expect(speakers.join()).toMatch(/:iam::222222222222:root.*:iam::333333333333:root/)
  })

  it('names an account once where sites share one', () => {
    expect(speakersOn(synthesizedCompany({ region: 'eu-west-3' }).bus)).toHaveLength(1)
  })

  it('handles what it hears in batches of which one fact fails alone, and puts it aside after five tries', () => {
    expect(only(hub, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      FunctionName: { Ref: 'EnterpriseQueue' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
    })
    const [news] = ofType(hub, 'AWS::SQS::Queue').filter(([, { Properties }]) => 'RedrivePolicy' in Properties)
    expect(news?.[1].Properties).toMatchObject({
      RedrivePolicy: { maxReceiveCount: 5 },
      VisibilityTimeout: 6 * Number(hub.EnterpriseQueue?.Properties.Timeout),
      SqsManagedSseEnabled: true,
    })
    for (const { Targets } of hearing) expect(JSON.stringify(Targets[0]?.DeadLetterConfig)).toContain('SiteNewsDead')
  })

  it('tells each site what is addressed to it, on the bus of that site, and keeps what it could not tell', () => {
    expect(telling.map(({ EventPattern }) => EventPattern)).toEqual(
      sites.map(({ site }) => ({
        source: ['andon.enterprise'],
        'detail-type': ['andon.hold.crossed.v1'],
        detail: { to: [site] },
      })),
    )
    for (const [index, { site, region, account }] of sites.entries()) {
      const target = telling[index]?.Targets[0]
      expect(JSON.stringify(target?.Arn)).toContain(`:events:${region}:${account}:event-bus/andon-${site}`)
      expect(JSON.stringify(target?.DeadLetterConfig)).toContain('ToSitesDead')
      const role = /"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(target?.RoleArn))?.[1]
      const policies = ofType(hub, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
        JSON.stringify(Properties.Roles).includes(`"${role}"`),
      )
      expect(policies.map(([, { Properties }]) => Properties.PolicyDocument)).toMatchObject([
        { Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: target?.Arn }] },
      ])
    }
  })

  it('lets all rules of its bus send to a queue by one statement, since the policy of a queue takes twenty', () => {
    const policies = ofType(hub, 'AWS::SQS::QueuePolicy').map(
      ([, { Properties }]) => Properties as unknown as QueuePolicy,
    )
    expect(policies).toHaveLength(3)
    for (const { PolicyDocument } of policies) {
      const [rules, ...more] = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')
      expect(more).toEqual([])
      expect(rules).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } })
      expect(JSON.stringify(rules?.Condition)).toMatch(/ArnLike.*aws:SourceArn.*:rule\/.*\/\*/)
    }
    for (const { Targets } of [...hearing, ...telling]) expect(Targets[0]?.DeadLetterConfig).toBeDefined()
  })

  it('speaks by the one function that hears, on its own bus only', () => {
    const put = (id: string) =>
      statementsOf(hub, id)
        .filter(({ Action }) => Action.includes('events:PutEvents'))
        .flatMap(({ Resource }) => Resource)
    expect(put('EnterpriseQueue').map((arn) => JSON.stringify(arn))).toEqual([
      expect.stringContaining(':events:eu-central-1:111111111111:event-bus/andon-enterprise'),
    ])
    expect(put('EnterpriseHttp')).toEqual([])
  })

  it('answers with a function that can read and nothing else, and asks for a token of its own people', () => {
    const data = statementsOf(hub, 'EnterpriseHttp').flatMap(({ Action }) => Action)
    expect(data.filter((action) => action.startsWith('dynamodb:')).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:Query',
    ])
    const routes = ofType(hub, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties)
    expect(
      routes
        .filter(({ AuthorizationType }) => AuthorizationType === 'NONE')
        .map(({ RouteKey }) => RouteKey)
        .sort(),
    ).toEqual(['$default', 'GET /problems', 'GET /problems/{code}', 'GET /v1/health', 'GET /v1/openapi.json'])
    expect(only(state, 'AWS::Cognito::UserPool').Properties).toMatchObject({ DeletionProtection: 'ACTIVE' })
  })

  it('may use * for tracing only, and belongs to no site', () => {
    for (const id of ['EnterpriseHttp', 'EnterpriseQueue']) {
      const open = statementsOf(hub, id).filter(({ Resource }) => Resource.includes('*'))
      expect(open.flatMap(({ Action }) => Action).sort()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'])
      const { Variables } = propertiesOf<{ Environment: { Variables: object } }>(hub, id).Environment
      expect(Object.keys(Variables)).toContain(variable.table)
      expect(Object.keys(Variables)).not.toContain(variable.site)
    }
  })

  it('keeps what it has heard in a table of the same shape, whose ids never change', () => {
    const { state: ofSite } = synthesized(cork)
    const shape = (resources: Resources) => only(resources, 'AWS::DynamoDB::Table').Properties.GlobalSecondaryIndexes
    expect(shape(state)).toEqual(shape(ofSite))
    const stateful = [
      'AWS::DynamoDB::Table',
      'AWS::Cognito::UserPool',
      'AWS::Cognito::UserPoolClient',
      'AWS::ApiGatewayV2::Api',
    ]
    const kept = Object.entries({ ...state, ...front }).filter(([, { Type }]) => stateful.includes(Type))
    expect(kept.map(([id]) => id)).toEqual([
      'Table',
      'UserPool',
      'ErpUserPoolClient',
      'EnrolmentUserPoolClient',
      'Api',
      'UserPoolClient',
    ])
  })

  it('has a place for every function of its own, and none of a site', () => {
    expect(ofType(hub, 'AWS::Lambda::Function').map(([id]) => id)).toEqual(['EnterpriseHttp', 'EnterpriseQueue'])
    expect(warningsOf(app).filter((sentence) => sentence.includes('functions/'))).toEqual([])
  })
})

interface EventRule {
  readonly EventPattern: { readonly source?: readonly string[] }
  readonly Targets: readonly {
    readonly Arn: unknown
    readonly RoleArn?: unknown
    readonly DeadLetterConfig?: unknown
  }[]
}

interface QueuePolicy {
  readonly PolicyDocument: {
    readonly Statement: readonly { readonly Effect: string; readonly Action: string; readonly Condition?: object }[]
  }
}

interface BusPolicy {
  readonly EventBusName: unknown
  readonly Statement: { readonly Principal: unknown }
}
