import { Validations } from 'aws-cdk-lib/core'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { plantApp } from '../../infra/app.ts'
import { enterprise } from '../../infra/enterprise.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { smallFunctions, smallScreens } from './synthesized.ts'

const screens = smallScreens()
const withDomain = {
  ...cork,
  console: {
    domain: {
      name: 'andon.cork.example',
      certificate: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000',
    },
    accessLogDays: 30,
  },
}
const app = plantApp({
  sites: [lyon, withDomain],
  enterprise,
  withEnterprise: true,
  functions: smallFunctions(),
  screens,
})

describe('The stacks', () => {
  it.each([new AwsSolutionsChecks(), new ServerlessChecks()])('have no finding of $readPackName', (pack) => {
    const findings = pack.validateScope(app).violations.map(({ ruleName, violatingResources }) => ({
      rule: ruleName,
      at: violatingResources.map(({ constructPath }) => constructPath),
    }))
    expect(findings).toEqual([])
  })

  it('give a reason, in a sentence, wherever a rule does not apply', () => {
    const reasons = app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.values(data as Record<string, string>))
    expect(reasons.length).toBeGreaterThan(10)
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{40,}\.$/)
  })

  it('pass the rules of CloudFormation itself', () => {
    expect(() =>
      plantApp({
        sites: [withDomain],
        enterprise,
        withEnterprise: true,
        functions: smallFunctions(),
        screens,
        check: true,
      }).synth(),
    ).not.toThrow()
  }, 120_000)
})
