import { describe, expect, it } from 'vitest'
import { roles } from '../../events/names.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import type { Site } from '../../infra/sites/site.ts'
import { variable } from '../../shared/runtime/environment.ts'
import { table as shape } from '../../shared/storage/table.ts'
import {
  exportsOf,
  importsOf,
  ofType,
  only,
  type Synthesized,
  smallFunctions,
  stackOf,
  synthesized,
  synthesizedWith,
} from './synthesized.ts'

const functions = smallFunctions()
const { app, state, front, plant } = synthesized()

describe('The record', () => {
  it('has the shape that the store was written for', () => {
    expect(only(state, 'AWS::DynamoDB::Table').Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: shape.partitionKey, KeyType: 'HASH' },
        { AttributeName: shape.sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: shape.index.name,
          KeySchema: [
            { AttributeName: shape.index.partitionKey, KeyType: 'HASH' },
            { AttributeName: shape.index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: shape.index.projected },
        },
      ],
      TimeToLiveSpecification: { AttributeName: shape.timeToLive, Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
  })

  it('survives a mistake: point-in-time recovery, deletion protection, a retained table in a protected stack', () => {
    const table = only(state, 'AWS::DynamoDB::Table')
    expect(table.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    })
    expect(table.DeletionPolicy).toBe('Retain')
    expect(stackOf(app, lyon, 'State').terminationProtection).toBe(true)
    expect(stackOf(app, lyon, 'Plant').terminationProtection).toBe(false)
  })

  it('is encrypted with a key of the site where the site file asks for one, which whoever may use the table may use through DynamoDB', () => {
    expect(only(state, 'AWS::KMS::Key').Properties).toMatchObject({
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: expect.arrayContaining([
          expect.objectContaining({
            Principal: { AWS: '*' },
            Condition: {
              StringEquals: {
                'kms:CallerAccount': { Ref: 'AWS::AccountId' },
                'kms:ViaService': `dynamodb.${lyon.region}.amazonaws.com`,
              },
            },
          }),
        ]),
      },
    })
    expect(only(state, 'AWS::DynamoDB::Table').Properties).toMatchObject({ SSESpecification: { SSEType: 'KMS' } })
    const other = synthesized(cork)
    expect(ofType(other.state, 'AWS::KMS::Key')).toEqual([])
    for (const stack of [plant, other.plant]) expect(JSON.stringify(stack)).not.toContain('kms:')
  })

  it('is the restored table where the site file names one, while the table of the stack and its exports stay', () => {
    const name = 'Restored-2026-11-29'
    const arn = `arn:aws:dynamodb:${lyon.region}:111111111111:table/${name}`
    const restored = synthesized({ ...lyon, restoredTable: `${arn}/stream/2026-11-29T10:00:00.000` })
    expect(restored.state).toEqual(state)
    const functions = ofType(restored.plant, 'AWS::Lambda::Function')
    const tables = functions.map(([, { Properties }]) => JSON.stringify(Properties.Environment))
    expect(tables.filter((text) => text.includes(`"${variable.table}":"${name}"`)).length).toBeGreaterThan(15)
    expect(JSON.stringify(restored.plant)).not.toContain('ExportsOutputFnGetAttTable')
    expect(JSON.stringify(restored.plant)).not.toContain('ExportsOutputRefTable')
    const policies = JSON.stringify(ofType(restored.plant, 'AWS::IAM::Policy'))
    for (const of of [`"${arn}"`, `"${arn}/index/${shape.index.name}"`, `"${arn}/stream/`])
      expect(policies).toContain(of)
  })

  it('is no table of which only the name is given, for its stream would be missing', () => {
    expect(() => synthesized({ ...lyon, restoredTable: 'Restored-2026-11-29' })).toThrow(/not the ARN of the stream/)
  })

  it('never changes the logical id of anything that holds state, which would replace it by an empty one', () => {
    const stateful = Object.entries({ ...state, ...front, ...plant })
      .filter(([, { Type }]) =>
        [
          'AWS::DynamoDB::Table',
          'AWS::KMS::Key',
          'AWS::Cognito::UserPool',
          'AWS::Cognito::UserPoolClient',
          'AWS::StepFunctions::StateMachine',
          'AWS::S3::Bucket',
          'AWS::ApiGatewayV2::Api',
        ].includes(Type),
      )
      .map(([id]) => id)
    expect(stateful).toEqual([
      'TableKey',
      'Table',
      'UserPool',
      'ErpUserPoolClient',
      'EnrolmentUserPoolClient',
      'Api',
      'UserPoolClient',
      'TerminalUserPoolClient',
      'DeviationHold',
      'HoldSpread',
      'BatchRelease',
    ])
  })
})

const own = {
  issuer: 'https://login.example',
  audience: 'andon',
  rolesClaim: 'roles',
  keysUrl: 'https://login.example/k',
}

describe('The people', () => {
  it('have a group for every role but that of systems, and only an administrator makes accounts', () => {
    const groups = ofType(state, 'AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => Properties.GroupName)
    expect([...groups, 'integration'].sort()).toEqual([...roles].sort())
    expect(only(state, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
    })
  })

  it('sign in with the issuer of the company where the site file names one', () => {
    const oidcIssuer = {
      issuer: 'https://login.example/realms/plant',
      audience: 'andon',
      rolesClaim: 'roles',
      keysUrl: 'https://login.example/realms/plant/certs',
    }
    const own = synthesizedWith({ ...cork, oidcIssuer }, functions)
    expect(ofType(own.state, 'AWS::Cognito::UserPool')).toHaveLength(1)
    expect(own.plant.LiveAuthorizer?.Properties).toMatchObject({
      Environment: {
        Variables: {
          [variable.issuer]: oidcIssuer.issuer,
          [variable.audience]: 'andon',
          [variable.keys]: oidcIssuer.keysUrl,
          [variable.rolesClaim]: 'roles',
          [variable.personClaim]: 'sub',
        },
      },
    })
    expect(JSON.stringify(own.plant.LiveAuthorizer)).not.toContain(variable.roleNames)
  })

  it('have the roles and the ids that the site file reads from their own claims and names', () => {
    const named = { roleNames: { 'MES-Quality-Lyon': 'quality' }, personClaim: 'employee', clients: ['erp'] } as const
    const { plant } = synthesizedWith({ ...cork, oidcIssuer: { ...own, ...named } }, functions)
    const read = { [variable.roleNames]: '{"MES-Quality-Lyon":"quality"}', [variable.personClaim]: 'employee' }
    for (const reader of [plant.LiveAuthorizer, plant.LiveHttp])
      expect(reader?.Properties).toMatchObject({ Environment: { Variables: read } })
    expect(only(plant, 'AWS::ApiGatewayV2::Authorizer').Properties).toMatchObject({
      JwtConfiguration: { Audience: ['andon', 'erp'] },
    })
    const stays = synthesizedWith({ ...cork, oidcIssuer: { ...own, ...named, terminal: 'andon-terminal' } }, functions)
    expect(only(stays.plant, 'AWS::ApiGatewayV2::Authorizer').Properties).toMatchObject({
      JwtConfiguration: { Audience: ['andon', 'erp', 'andon-terminal'] },
    })
    expect(stays.plant.LiveHttp?.Properties).toMatchObject({
      Environment: { Variables: { [variable.terminalClient]: 'andon-terminal' } },
    })
    expect(JSON.stringify(plant)).not.toContain(variable.terminalClient)
  })
})

describe('A site file that changes', () => {
  const variants: readonly Partial<Site>[] = [
    {},
    { customerManagedKey: false },
    { oidcIssuer: own },
    { customerManagedKey: false, oidcIssuer: own },
  ]
  const exported = ({ app }: Synthesized) => exportsOf(app, lyon)
  const stacks = variants.map((change) => synthesizedWith({ ...lyon, ...change }, functions))

  it('takes nothing away from the stacks of the record and of the names that another stack may still use', () => {
    const used = new Set(stacks.flatMap(({ front, plant }) => [...importsOf(front), ...importsOf(plant)]))
    expect(used.size).toBeGreaterThan(3)
    for (const variant of stacks) expect([...exported(variant)]).toEqual(expect.arrayContaining([...used]))
  })
})

describe('Two sites', () => {
  it('differ only in what their site files say', () => {
    const twin = synthesizedWith({ ...lyon, site: 'lille', region: 'eu-west-1', timeZone: 'Europe/Dublin' }, functions)
    const renamed = (resources: object): unknown =>
      JSON.parse(
        JSON.stringify(resources)
          .replaceAll('lille', 'lyon')
          .replaceAll('eu-west-1', 'eu-west-3')
          .replaceAll('Europe/Dublin', 'Europe/Paris')
          // The CDK puts a hash of the path, and so of the site's name, behind every logical id.
          .replaceAll(/[0-9A-F]{8}(?=")/g, ''),
      )
    for (const stack of ['state', 'plant'] as const)
      expect(renamed(twin[stack])).toEqual(renamed({ state, plant }[stack]))
  })

  it('send nobody a mail unless their site file names an address', () => {
    expect(ofType(synthesized(cork).plant, 'AWS::SNS::Subscription')).toEqual([])
    expect(ofType(plant, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties.Endpoint)).toEqual([
      lyon.alarmEmail,
      lyon.noticeEmail,
    ])
  })
})
