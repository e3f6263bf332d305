import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { edgeFunction } from '../../infra/constructs/console-paths.ts'
import { enterprise } from '../../infra/enterprise.ts'
import { consoleUrlsOf, hostingOf } from '../../infra/sites/console.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import type { ConsoleHosting, Site } from '../../infra/sites/site.ts'
import { type Front, makeFront } from '../../local/front.ts'
import { contentSecurityPolicy } from '../../shared/client/pages.ts'
import type { ConsoleSettings } from '../../shared/client/settings.ts'
import {
  ofType,
  only,
  propertiesOf,
  type Resource,
  smallFunctions,
  smallScreens,
  synthesizedCompany,
  synthesizedWith,
} from './synthesized.ts'

const screens = smallScreens()
const functions = smallFunctions()
const served = (console: ConsoleHosting | false = {}, more: Partial<Site> = {}) => {
  const { app, ...stacks } = synthesizedWith({ ...lyon, ...more, console }, functions, screens)
  const assembly = app.synth().getNestedAssembly('assembly-Andon-lyon')
  const files = assembly.stacks.find(({ stackName }) => stackName === 'Andon-lyon-Console')
  return {
    ...stacks,
    assembly,
    files,
    resources: (files?.template.Resources ?? {}) as Readonly<Record<string, Resource>>,
  }
}
const { front, files, resources, assembly } = served()
const { DistributionConfig: distribution } = only(front, 'AWS::CloudFront::Distribution').Properties as unknown as {
  readonly DistributionConfig: Distribution
}
const code = String(only(front, 'AWS::CloudFront::Function').Properties.FunctionCode)
const deployments = ofType(resources, 'Custom::CDKBucketDeployment')
const deployment = (name: string) => {
  const [found] = deployments.filter(([id]) => id.startsWith(name))
  if (!found) throw new Error(`Nothing deploys ${name}.`)
  return found[1].Properties as unknown as Deployment
}

describe('A path at the name of the console', () => {
  let local: Front
  let url: string
  beforeAll(async () => {
    local = makeFront(async () => screens)
    local.open((_, response) => void response.writeHead(418).end(), {})
    await new Promise<void>((resolve) => local.server.listen(0, '127.0.0.1', resolve))
    const address = local.server.address()
    if (address === null || typeof address === 'string') throw new Error('The front has no port.')
    url = `http://127.0.0.1:${address.port}`
  })
  afterAll(async () => {
    const closed = new Promise<void>((resolve) => local.server.close(() => resolve()))
    // What asked keeps its connections open, in case it asks again.
    local.server.closeAllConnections()
    await closed
  })

  const page = 'text/html,application/xhtml+xml'
  const data = '*/*'
  it.each([
    ['/', page],
    ['/', data],
    ['/orders', page],
    ['/orders', data],
    ['/orders/ORDER-1.5', page],
    ['/lots/receive/', page],
    ['/signed-in', page],
    ['/icon.svg', data],
    ['/sw.js', data],
    ['/icon.svg', page],
    ['/nothing.svg', data],
    ['/assets/index-1a2b.js', data],
    ['/v1', data],
    ['/v1/health', data],
    ['/v1/orders', page],
    ['/v1beside', page],
    ['/problems/lot-on-hold', page],
    ['/problems', page],
    ['/problemsome', data],
    ['/reference', page],
    ['/reference/', page],
    ['/reference/swagger-ui.css', data],
    ['/reference/nothing.css', data],
    ['/reference/package.json', data],
    ['/reference/nothing', page],
    ['/seal', data],
    ['/seal', page],
    ['/.vite/manifest.json', data],
    ['/index.html', page],
  ])('leads to the same at CloudFront and at a local plant: %s for %s', async (path, accept) => {
    const answer = await fetch(url + path, { headers: { accept }, redirect: 'manual' })
    const text = await answer.text()
    expect(atCloudFront(path, accept)).toEqual(
      answer.status === 418
        ? { api: true }
        : answer.status === 308
          ? { redirect: answer.headers.get('location') }
          : answer.status === 404
            ? { nothing: true }
            : path.startsWith('/reference') && text !== 'index.html'
              ? { file: path.endsWith('/') ? `${path}index.html` : path }
              : { file: `/${text}` },
    )
  })

  it('gets the headers of a local plant', async () => {
    const headersOf = async (path: string) => (await fetch(url + path, { headers: { accept: page } })).headers
    const policyOf = (id: string) =>
      propertiesOf<{ ResponseHeadersPolicyConfig: { SecurityHeadersConfig: SecurityHeaders } }>(front, id)
        .ResponseHeadersPolicyConfig.SecurityHeadersConfig
    const [atPage, atAsset] = [await headersOf('/orders'), await headersOf('/assets/index-1a2b.js')]
    const pages = policyOf(distribution.DefaultCacheBehavior.ResponseHeadersPolicyId.Ref)
    const assets = policyOf(behaviourOf('/assets/*').ResponseHeadersPolicyId.Ref)
    const withoutPlaces = (policy: string) => policy.replace(/connect-src 'self'[^;]*/, "connect-src 'self'")
    const own = JSON.stringify(pages.ContentSecurityPolicy?.ContentSecurityPolicy)
    for (const directive of withoutPlaces(String(atPage.get('content-security-policy'))).split('; '))
      expect(own).toContain(directive)
    expect(contentSecurityPolicy([]).split('; ')).toEqual(
      withoutPlaces(String(atPage.get('content-security-policy'))).split('; '),
    )
    expect(pages.ReferrerPolicy?.ReferrerPolicy).toBe(atPage.get('referrer-policy'))
    expect(assets.ContentSecurityPolicy).toBeUndefined()
    expect(atAsset.get('content-security-policy')).toBeNull()
    for (const [policy, headers] of [
      [pages, atPage],
      [assets, atAsset],
    ] as const) {
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(policy.ContentTypeOptions).toEqual({ Override: true })
      expect(policy.StrictTransportSecurity).toMatchObject({ AccessControlMaxAgeSec: 31_536_000 })
    }
    expect(deployment('Assets').SystemMetadata).toEqual({ 'cache-control': atAsset.get('cache-control') })
    for (const name of ['Pages', 'Reference'])
      expect(deployment(name).SystemMetadata).toEqual({ 'cache-control': atPage.get('cache-control') })
    // CloudFront gives a path without a behaviour of its own the headers of the pages.
    const named = ['content-security-policy', 'referrer-policy', 'x-content-type-options', 'cache-control']
    for (const path of ['/reference/', '/reference/swagger-initializer.js', '/reference/swagger-ui.css', '/icon.svg'])
      for (const name of named) expect((await headersOf(path)).get(name), path).toBe(atPage.get(name))
    for (const path of ['/problems/lot-on-hold', '/v1/orders']) {
      const answers = policyOf(behaviourOf(path.replace(/[^/]+$/, '*')).ResponseHeadersPolicyId.Ref)
      expect((await headersOf(path)).get('content-security-policy')).toBe("frame-ancestors 'none'")
      expect(answers.ContentSecurityPolicy).toEqual({ ContentSecurityPolicy: "frame-ancestors 'none'", Override: true })
    }
  })

  it('keeps no token of the reference for whoever comes next', async () => {
    expect(await (await fetch(`${url}/reference/swagger-initializer.js`)).text()).not.toContain('persistAuthorization')
  })
})

describe('A page of the console', () => {
  it('connects to its own name, this pool, its sign-in and this broker, and to nobody else', () => {
    const policies = JSON.stringify(ofType(front, 'AWS::CloudFront::ResponseHeadersPolicy'))
    expect(policies).toMatch(
      /connect-src 'self' https:\/\/cognito-idp\.eu-west-3\.amazonaws\.com\/",\{"Fn::ImportValue":"[^"]*UserPool[^"]*"\},"\/ https:\/\/",\{"Fn::ImportValue":"[^"]*Domain[^"]*"\},"\.auth\.eu-west-3\.amazoncognito\.com wss:\/\/",\{"Fn::GetAtt":\["\w+","endpointAddress"\]\},"; style-src/,
    )
  })

  it('connects to the issuer of the company where there is one', () => {
    const oidcIssuer = {
      issuer: 'https://login.example/realms/plant',
      audience: 'api://andon',
      rolesClaim: 'roles',
      keysUrl: 'https://login.example/keys',
      console: {
        clientId: 'andon-console',
        scopes: ['openid', 'api://andon/.default'],
        origins: ['https://tokens.example'],
      },
    }
    const company = served({}, { oidcIssuer })
    expect(JSON.stringify(company.front)).toContain(
      "connect-src 'self' https://login.example https://tokens.example wss://",
    )
    expect(settingsIn(company)).toMatchObject({
      authority: oidcIssuer.issuer,
      clientId: 'andon-console',
      scopes: ['openid', 'api://andon/.default'],
    })
    expect(settingsIn(company)).not.toHaveProperty('terminalClientId')
  })

  it('learns from console.json what the stacks know, and where the live topics are', () => {
    const settings = settingsIn({ assembly, resources })
    expect(settings).toEqual({
      site: 'lyon',
      region: 'eu-west-3',
      authority: expect.stringMatching(/^https:\/\/cognito-idp\.eu-west-3\.amazonaws\.com\//),
      clientId: expect.any(String),
      terminalClientId: expect.any(String),
      scopes: ['openid'],
      personClaim: 'andon:person',
      rolesClaim: 'cognito:groups',
      mqtt: {
        url: expect.stringMatching(/^wss:\/\/.*\/mqtt$/),
        authorizer: 'Andon-lyon-watchers',
        topics: 'andon/lyon/live',
      },
      local: false,
    })
    const markers = JSON.stringify(deployment('Pages').SourceMarkers)
    for (const taken of ['UserPool', 'UserPoolClient', 'endpointAddress']) expect(markers).toContain(taken)
  })

  it('asks the broker by the authorizer that the plant has', () => {
    const { plant } = served()
    expect(only(plant, 'AWS::IoT::Authorizer').Properties.AuthorizerName).toBe(
      settingsIn({ assembly, resources }).mqtt?.authorizer,
    )
  })
})

describe('The files of the console', () => {
  it('are in a bucket that only this distribution reads, over TLS', () => {
    const bucket = only(front, 'AWS::S3::Bucket')
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
    })
    expect(bucket.Properties.WebsiteConfiguration).toBeUndefined()
    const { PolicyDocument } = only(front, 'AWS::S3::BucketPolicy').Properties as unknown as {
      PolicyDocument: { Statement: { Effect: string; Action: unknown; Principal: object; Condition: object }[] }
    }
    const allowed = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).toEqual([
      expect.objectContaining({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } }),
    ])
    expect(JSON.stringify(allowed[0]?.Condition)).toContain('"Ref":"Console"')
    expect(JSON.stringify(PolicyDocument)).toContain('aws:SecureTransport')
    expect(only(front, 'AWS::CloudFront::OriginAccessControl').Properties.OriginAccessControlConfig).toMatchObject({
      SigningBehavior: 'always',
    })
  })

  it('stay when a new version comes, for tabs that are open: nothing deletes them, or may', () => {
    for (const [, { Properties }] of deployments) expect(Properties.Prune).toBe(false)
    const rights = JSON.stringify(ofType(resources, 'AWS::IAM::Policy'))
    expect(rights).toContain('s3:PutObject')
    expect(rights).not.toMatch(/Delete|s3:\*|Put\*/)
  })

  it('come after the API that they ask, and a page after the assets that it names', () => {
    expect(files?.dependencies.map(({ id }) => id).filter((id) => id.includes('Plant'))).toHaveLength(1)
    const [, pages] = deployments.find(([id]) => id.startsWith('Pages')) ?? []
    const [assets] = deployments.find(([id]) => id.startsWith('Assets')) ?? []
    expect({ DependsOn: [], ...pages }.DependsOn).toContain(assets)
    expect(deployment('Assets')).toMatchObject({ Exclude: ['*'], Include: ['assets/*'] })
    expect(deployment('Pages')).toMatchObject({ Exclude: ['assets/*'] })
  })

  it('leave out what the build keeps for itself', () => {
    expect(code).not.toMatch(/seal|\.vite/)
    const names = filesOf({ assembly, resources }, 'Pages')
    expect(names).toContain('index.html')
    expect(names).toContain('console.json')
    for (const name of ['seal', '.vite']) expect(names).not.toContain(name)
  })

  it('are refused where there are none, and where the function cannot name them', () => {
    expect(() => synthesizedWith(lyon, functions, functions)).toThrow('is no built console')
    const many = Array.from({ length: 400 }, (_, index) => `/pictures/of-some-length-${index}.png`)
    expect(() => edgeFunction(many)).toThrow('put files that every build may replace into console/src')
  })
})

describe('The API behind the name of the console', () => {
  const paths = ['/v1', '/v1/*', '/problems', '/problems/*']

  it('gets every request with its token and all methods, and nothing of it is kept', () => {
    expect(distribution.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/assets/*', ...paths])
    for (const path of paths)
      expect(behaviourOf(path)).toMatchObject({
        AllowedMethods: expect.arrayContaining(['GET', 'POST', 'PUT', 'DELETE']),
        // Managed-CachingDisabled and Managed-AllViewerExceptHostHeader ("Use managed cache policies", "Use managed origin request policies").
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        ViewerProtocolPolicy: 'https-only',
      })
  })

  it('keeps its own refusals: no status becomes a page', () => {
    expect(distribution.CustomErrorResponses).toBeUndefined()
    for (const path of paths) expect(behaviourOf(path).FunctionAssociations).toBeUndefined()
  })

  it('gives away no secret of its clients by what asks at a deployment', () => {
    expect(JSON.stringify(assembly.stacks.map(({ template }) => template))).not.toMatch(/ClientSecret|DescribeUserPool/)
  })

  it('is reached over TLS 1.2 alone', () => {
    const [api] = distribution.Origins.filter((it) => it.CustomOriginConfig !== undefined)
    expect(api?.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    })
    expect(JSON.stringify(api)).toContain('ApiEndpoint')
  })
})

describe('A sign-in at the console', () => {
  const clientOf = (stack: typeof front) =>
    propertiesOf<{ CallbackURLs: unknown[]; LogoutURLs: unknown[] }>(stack, 'UserPoolClient')

  it('comes back to the name that CloudFront gives', () => {
    const at = (path: string) => ({
      'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Console', 'DomainName'] }, path]],
    })
    expect(clientOf(front)).toMatchObject({ CallbackURLs: [at('/signed-in')], LogoutURLs: [at('/')] })
  })

  it('comes back to the name of the company where it has one, and to every other place that the file names', () => {
    const own = served({ domain }, { consoleUrls: ['https://mes.lyon.example/'] })
    expect(clientOf(own.front)).toMatchObject({
      CallbackURLs: [`https://${domain.name}/signed-in`, 'https://mes.lyon.example/signed-in'],
      LogoutURLs: [`https://${domain.name}/`, 'https://mes.lyon.example/'],
    })
    expect(consoleUrlsOf({ ...lyon, consoleUrls: [`https://${domain.name}`] }, domain.name).home).toEqual([
      `https://${domain.name}/`,
    ])
  })
})

const domain = {
  name: 'andon.lyon.example',
  certificate: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000',
}

describe('The settings of a site', () => {
  const configOf = (hosting: ConsoleHosting) =>
    only(served(hosting).front, 'AWS::CloudFront::Distribution').Properties
      .DistributionConfig as unknown as Distribution

  it('give the console a name of the company, with TLS 1.2 as the oldest', () => {
    expect(configOf({ domain })).toMatchObject({
      Aliases: [domain.name],
      ViewerCertificate: {
        AcmCertificateArn: domain.certificate,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    })
    expect(distribution.Aliases).toBeUndefined()
  })

  it('say from where it is served, and who judges requests before', () => {
    expect(distribution).toMatchObject({ PriceClass: 'PriceClass_100', HttpVersion: 'http2and3', IPV6Enabled: true })
    const webAcl = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/plants/0a1b2c3d-0000-4000-8000-000000000000'
    expect(configOf({ places: 'all', webAcl })).toMatchObject({ PriceClass: 'PriceClass_All', WebACLId: webAcl })
  })

  it('keep a log of requests for so many days, or none', () => {
    expect(distribution.Logging).toBeUndefined()
    const { front: logged } = served({ accessLogDays: 30 })
    const [, log] = ofType(logged, 'AWS::S3::Bucket').find(([id]) => id.includes('Log')) ?? []
    expect(log?.Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    })
  })

  it('leave the console out: then there is no distribution, no bucket, and a sign-in as before', () => {
    const without = served(false)
    expect(without.files).toBeUndefined()
    expect(Object.values(without.front).map(({ Type }) => Type)).toEqual([
      'AWS::ApiGatewayV2::Api',
      // Whoever works at a screen, and terminals that stay signed in.
      'AWS::Cognito::UserPoolClient',
      'AWS::Cognito::ManagedLoginBranding',
      'AWS::Cognito::UserPoolClient',
      'AWS::Cognito::ManagedLoginBranding',
    ])
    expect(propertiesOf(without.front, 'UserPoolClient')).toMatchObject({
      CallbackURLs: ['https://lyon.andon.example/signed-in'],
    })
  })

  it.each<[string, ConsoleHosting, string]>([
    ['an address', { domain: { ...domain, name: 'https://andon.lyon.example' } }, 'without https://'],
    ['a name without a domain', { domain: { ...domain, name: 'andon' } }, 'give a name in small letters'],
    [
      'a certificate of its region',
      { domain: { ...domain, certificate: domain.certificate.replace('us-east-1', 'eu-west-3') } },
      'of ACM in us-east-1',
    ],
    ['a log of no days', { accessLogDays: 0 }, 'a whole number of days above 0'],
    ['a web ACL of its region', { webAcl: 'arn:aws:wafv2:eu-west-3:111122223333:regional/webacl/a/b' }, 'CLOUDFRONT'],
  ])('are refused before CloudFront does it: %s', (_, console, sentence) => {
    expect(() => hostingOf({ ...lyon, console })).toThrow(sentence)
  })

  it('are refused a log in a region whose buckets take none', () => {
    for (const region of ['eu-south-1', 'ap-east-1', 'me-central-1', 'ca-west-1'])
      expect(() => hostingOf({ ...lyon, region, console: { accessLogDays: 30 } })).toThrow(`a log in ${region}`)
    for (const region of ['eu-west-3', 'ap-southeast-2', 'us-east-1', 'eu-central-1', 'ca-central-1'])
      expect(() => hostingOf({ ...lyon, region, console: { accessLogDays: 30 } })).not.toThrow()
  })
})

describe('The enterprise', () => {
  it('has the address of its API and a sign-in, and no console: no screen asks its operations', () => {
    if (!enterprise) throw new Error('infra/enterprise.ts names no enterprise.')
    const { front: ofCompany } = synthesizedCompany(enterprise, [lyon], functions, screens)
    expect(Object.values(ofCompany).map(({ Type }) => Type)).toEqual([
      'AWS::ApiGatewayV2::Api',
      'AWS::Cognito::UserPoolClient',
      'AWS::Cognito::ManagedLoginBranding',
    ])
  })
})

/** What becomes of a request at the distribution: its behaviours in their order, then the function of the pages. */
function atCloudFront(path: string, accept: string) {
  const found = distribution.CacheBehaviors.find(({ PathPattern }) =>
    new RegExp(`^${PathPattern.replaceAll('*', '.*')}$`).test(path),
  )
  if (found && found.OriginRequestPolicyId !== undefined) return { api: true }
  if (found) return { file: path }
  const handler = new Function(`${code}; return handler`)() as (event: object) => EdgeAnswer
  const answer = handler({ request: { uri: path, headers: { accept: { value: accept } } } })
  if (answer.statusCode === 308) return { redirect: answer.headers.location?.value }
  return answer.statusCode === 404 ? { nothing: true } : { file: answer.uri }
}

function behaviourOf(path: string): Behaviour {
  const found = distribution.CacheBehaviors.find(({ PathPattern }) => PathPattern === path)
  if (!found) throw new Error(`The distribution has no behaviour for ${path}.`)
  return found
}

type Deployed = Pick<ReturnType<typeof served>, 'assembly' | 'resources'>

/** The folders that a deployment copies. */
function foldersOf({ assembly: of, resources: all }: Deployed, name: string): string[] {
  const [, found] = ofType(all, 'Custom::CDKBucketDeployment').find(([id]) => id.startsWith(name)) ?? []
  const keys = (found?.Properties.SourceObjectKeys ?? []) as string[]
  return keys.map((key) => join(of.directory, '..', `asset.${key.replace(/\.zip$/, '')}`))
}

const filesOf = (of: Deployed, name: string): string[] => foldersOf(of, name).flatMap((folder) => readdirSync(folder))

function settingsIn(of: Deployed): ConsoleSettings {
  const folder = foldersOf(of, 'Pages').find((it) => readdirSync(it).includes('console.json'))
  return JSON.parse(readFileSync(join(String(folder), 'console.json'), 'utf8'))
}

interface EdgeAnswer {
  readonly statusCode?: number
  readonly uri?: string
  readonly headers: Readonly<Record<string, { readonly value: string } | undefined>>
}

interface Behaviour {
  readonly PathPattern: string
  readonly ResponseHeadersPolicyId: { readonly Ref: string }
  readonly OriginRequestPolicyId?: string
  readonly FunctionAssociations?: unknown
}

interface Distribution {
  readonly Aliases?: readonly string[]
  readonly DefaultCacheBehavior: Behaviour
  readonly CacheBehaviors: readonly Behaviour[]
  readonly CustomErrorResponses?: unknown
  readonly Logging?: unknown
  readonly Origins: readonly { readonly CustomOriginConfig?: object }[]
}

interface SecurityHeaders {
  readonly ContentSecurityPolicy?: { readonly ContentSecurityPolicy: unknown }
  readonly ReferrerPolicy?: { readonly ReferrerPolicy: string }
  readonly ContentTypeOptions?: object
  readonly StrictTransportSecurity?: object
}

interface Deployment {
  readonly SystemMetadata: object
  readonly SourceMarkers?: unknown
}
