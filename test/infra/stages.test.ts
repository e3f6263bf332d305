import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plantApp } from '../../infra/app.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { staged } from '../../infra/sites/site.ts'
import { variable } from '../../shared/runtime/environment.ts'
import { ofType, only, type Resource, smallFunctions } from './synthesized.ts'

type Resources = Readonly<Record<string, Resource>>

const trial = staged(lyon, 'validation', { requestsPerSecond: 50 })
const company = [lyon, cork, trial]
const outdir = () => mkdtempSync(join(tmpdir(), 'cdk.out-'))
const enterprise = { region: 'eu-west-3' }
const assembly = plantApp({
  sites: company,
  company,
  enterprise,
  withEnterprise: true,
  functions: smallFunctions(),
  outdir: outdir(),
}).synth()
const stacksOf = (stage: string) => assembly.getNestedAssembly(`assembly-Andon-${stage}`).stacks
const stackOf = (stage: string, stack: string): Resources =>
  stacksOf(stage).find(({ stackName }) => stackName === `Andon-${stage}-${stack}`)?.template.Resources ?? {}

/** What AWS calls by a name of our choice, by kind and name: it can be there once in an account and region. */
const named = (stage: string) =>
  stacksOf(stage).flatMap(({ template }) =>
    Object.values(template.Resources as Resources).flatMap(({ Type, Properties = {} }) =>
      ['RuleName', 'AuthorizerName', 'PolicyName', 'FunctionName', 'TableName', 'QueueName', 'TopicName', 'BusName']
        .concat(Type === 'AWS::Events::EventBus' ? ['Name'] : [])
        .filter((property) => typeof Properties[property] === 'string' && Type !== 'AWS::IAM::Policy')
        .map((property) => `${Type} ${Properties[property]}`),
    ),
  )

describe('A copy of a site for validation, in the account of production', () => {
  it('has no name in common with it', () => {
    expect(named('lyon')).toContain('AWS::Events::EventBus andon-lyon')
    expect(named('lyon').length).toBeGreaterThan(2)
    expect(named('lyon-validation').filter((name) => named('lyon').includes(name))).toEqual([])
  })

  it('hears no machine of it: its topics have its own name in them', () => {
    const sql = (stage: string) => JSON.stringify(ofType(stackOf(stage, 'Plant'), 'AWS::IoT::TopicRule'))
    expect(sql('lyon-validation')).toContain("'andon/lyon-validation/+/+'")
    expect(sql('lyon-validation')).not.toContain("'andon/lyon/")
    expect(sql('lyon')).not.toContain('validation')
  })

  it('neither ships to the sites of production nor tells their enterprise', () => {
    const others = (stage: string) =>
      ofType(stackOf(stage, 'Plant'), 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
        const { Variables } = Properties.Environment as { Variables: Record<string, string> }
        return Variables[variable.otherSites] ?? []
      })
    expect(new Set(others('lyon'))).toEqual(new Set(['cork']))
    expect(others('lyon-validation')).toEqual([])
    expect(JSON.stringify(stackOf('lyon-validation', 'Plant'))).not.toContain('andon-enterprise')
    expect(JSON.stringify(stackOf('enterprise', 'Hub'))).not.toContain('validation')
  })

  it('has an enterprise of its own stage, where there is one', () => {
    const app = plantApp({
      sites: [lyon, trial],
      company,
      enterprise: { ...enterprise, stage: 'validation' },
      withEnterprise: true,
      functions: smallFunctions(),
      outdir: outdir(),
    }).synth()
    const of = (stage: string, stack: string): Resources =>
      app.getNestedAssembly(`assembly-Andon-${stage}`).getStackByName(`Andon-${stage}-${stack}`).template.Resources
    expect(only(of('enterprise-validation', 'Bus'), 'AWS::Events::EventBus').Properties.Name).toBe(
      'andon-enterprise-validation',
    )
    expect(JSON.stringify(of('lyon-validation', 'Plant'))).toContain('event-bus/andon-enterprise-validation')
    expect(JSON.stringify(of('lyon', 'Plant'))).not.toContain('enterprise-validation')
  })

  it('bears tags by which the bill tells it from production', () => {
    for (const [stage, expected] of [
      ['lyon', 'production'],
      ['lyon-validation', 'validation'],
      ['enterprise', 'production'],
    ] as const) {
      const tags = only(stackOf(stage, 'State'), 'AWS::DynamoDB::Table').Properties.Tags
      expect(tags).toEqual([
        { Key: 'andon:site', Value: stage },
        { Key: 'andon:stage', Value: expected },
      ])
      for (const stack of stacksOf(stage)) expect(stack.tags).toMatchObject({ 'andon:stage': expected })
    }
  })

  it('is refused under a name that does not tell its stage', () => {
    const same = { ...lyon, stage: 'validation' }
    expect(() => plantApp({ sites: [same], functions: smallFunctions() })).toThrow(/lyon in validation/)
  })
})
