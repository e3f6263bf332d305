import { existsSync, readFileSync } from 'node:fs'
import { join, resolve as resolvePath } from 'node:path'
import { demandLimits, demandStackLimits } from './aws-limits.ts'
import { CannotStart } from './cannot-start.ts'
import { holds, resolve, type Scope } from './intrinsics.ts'
import { demandOrder } from './limits/order.ts'
import { type Kind, kinds, type Place, type Resource } from './resources.ts'

export interface Template extends Place {
  readonly of: (type: string) => readonly Resource[]
  /** The resource of a `Ref` or an ARN. */
  readonly find: (reference: string) => Resource | undefined
  /** The folder of a function's code, by its S3 key. */
  readonly assets: ReadonlyMap<string, string>
}

export interface Stack {
  readonly name: string
  readonly template: RawTemplate
}

interface RawTemplate {
  readonly Resources: Readonly<Record<string, RawResource>>
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>
  readonly Conditions?: Readonly<Record<string, unknown>>
  readonly Description?: string
  readonly Outputs?: Readonly<Record<string, Output>>
}

interface Output {
  readonly Description?: string
  readonly Value: unknown
  readonly Export?: { readonly Name: unknown }
}

interface RawResource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: string | readonly string[]
  readonly Properties?: Readonly<Record<string, unknown>>
}

/** What the local plant uses in place of AWS services. */
export interface Stand {
  readonly account: string
  readonly issuer: string
  readonly queueUrl: (name: string) => string
}

export function readAssembly(outdir: string, stand: Stand): Template {
  const { stacks, region, assets } = loadStacks(outdir)
  return readTemplate(stacks, region, stand, assets)
}

/**
 * Evaluates the stacks of a site as CloudFormation does.
 * @throws CannotStart for a type, property or function that the local plant does not know, and for what AWS refuses.
 */
export function readTemplate(
  stacks: readonly Stack[],
  region: string,
  stand: Stand,
  assets: ReadonlyMap<string, string> = new Map(),
): Template {
  const place = { region, account: stand.account }
  const identities = new Map<string, Identity>()
  const scopes = new Map(stacks.map((stack) => [stack, scopeOf(stack, stacks, place, stand, identities)]))
  const present = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, raw]) => raw.Condition === undefined || scopes.get(stack)?.condition(raw.Condition) === true)
      .map(([logicalId, raw]) => ({ stack, logicalId, raw })),
  )
  for (const { stack, logicalId, raw } of present)
    identities.set(`${stack.name}/${logicalId}`, identify(stack, logicalId, raw, place, stand, present))
  const resources = present.map(({ stack, logicalId, raw }): Resource => {
    const where = `${stack.name}/${logicalId}`
    const scope = scopes.get(stack)
    const identity = identities.get(where)
    if (scope === undefined || identity === undefined) throw new CannotStart(`${where} is not in its stack.`)
    checkProperties(where, raw)
    const inert = kinds[raw.Type]?.inert !== undefined
    // Properties of inert resources are not evaluated, because they may refer to what does not exist here.
    const properties = inert
      ? {}
      : (resolve(raw.Properties ?? {}, { ...scope, place: where }) as Record<string, unknown>)
    return { stack: stack.name, logicalId, type: raw.Type, ...identity, properties }
  })
  const byReference = new Map(
    resources.flatMap((resource) => [resource.ref, resource.arn].map((key) => [key, resource])),
  )
  const find = (reference: string) => byReference.get(reference)
  for (const { name, template } of stacks) {
    demandStackLimits(name, template)
    demandOrder(name, template.Resources)
  }
  // AWS makes the inert ones, too: of those, the limits see what the template says without a computation.
  const said = new Map(present.map(({ stack, logicalId, raw }) => [`${stack.name}/${logicalId}`, raw.Properties ?? {}]))
  const asSaid = (it: Resource): Resource =>
    kinds[it.type]?.inert === undefined ? it : { ...it, properties: said.get(`${it.stack}/${it.logicalId}`) ?? {} }
  demandLimits(resources.map(asSaid), find)
  return {
    ...place,
    assets,
    of: (type) => resources.filter((resource) => resource.type === type),
    find,
  }
}

interface Identity {
  readonly name: string
  readonly arn: string
  readonly ref: string
}

function identify(
  stack: Stack,
  logicalId: string,
  raw: RawResource,
  place: Place,
  stand: Stand,
  all: readonly { readonly logicalId: string; readonly raw: RawResource }[],
): Identity {
  const kind = kindOf(raw.Type, `${stack.name}/${logicalId}`)
  const given = kind.named === undefined ? undefined : raw.Properties?.[kind.named]
  const name = typeof given === 'string' ? given : makeName(stack, logicalId, raw.Type, all)
  const arn = `arn:aws:${(kind.arn ?? 'local:R:A:*').replace('R', place.region).replace('A', place.account).replace('*', name)}`
  return { name, arn, ref: kind.ref === 'arn' ? arn : kind.ref === 'url' ? stand.queueUrl(name) : name }
}

/** A readable name: the logical id without the hash that the CDK adds, if it is still unique. */
function makeName(
  stack: Stack,
  logicalId: string,
  type: string,
  all: readonly { readonly logicalId: string; readonly raw: RawResource }[],
): string {
  const short = (id: string) => id.replace(/[0-9A-F]{8}$/, '')
  const twins = all.filter((other) => other.raw.Type === type && short(other.logicalId) === short(logicalId))
  const name = twins.length > 1 ? logicalId : short(logicalId)
  if (type === 'AWS::Lambda::Function') return name.replaceAll(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase()
  return type === 'AWS::DynamoDB::Table' ? `${stack.name}-${name}` : name
}

function scopeOf(
  stack: Stack,
  stacks: readonly Stack[],
  place: Place,
  stand: Stand,
  identities: ReadonlyMap<string, Identity>,
): Scope {
  const { template } = stack
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${stack.name}/local`,
  }
  const scope: Scope = {
    place: stack.name,
    ref(name) {
      const value = pseudo[name] ?? identities.get(`${stack.name}/${name}`)?.ref ?? template.Parameters?.[name]?.Default
      if (value === undefined) throw new CannotStart(`${stack.name} refers to ${name}, which is not in its template.`)
      return value
    },
    attribute(logicalId, name) {
      const identity = identities.get(`${stack.name}/${logicalId}`)
      const type = template.Resources[logicalId]?.Type
      if (identity === undefined || type === undefined)
        throw new CannotStart(`${stack.name} asks for ${logicalId}.${name}, which is not in its template.`)
      return attributeOf(type, identity, name, `${stack.name}/${logicalId}`, stand)
    },
    imported: (name) => importValue(name, stacks, place, stand, identities),
    condition(name) {
      const condition = template.Conditions?.[name]
      if (condition === undefined) throw new CannotStart(`${stack.name} has no condition ${name}.`)
      return holds(condition, scope)
    },
  }
  return scope
}

function attributeOf(type: string, identity: Identity, name: string, where: string, stand: Stand): string {
  if (name === 'Arn') return identity.arn
  if (type === 'AWS::Cognito::UserPool' && name === 'ProviderURL') return stand.issuer
  if (type === 'AWS::ApiGatewayV2::Api' && name === 'ApiEndpoint') return new URL(stand.issuer).origin
  if (type === 'AWS::ApiGatewayV2::Api' && name === 'ApiId') return identity.name
  const attribute = kinds[type]?.attributes?.[name]
  if (attribute === undefined)
    throw new CannotStart(
      `${where} is asked for its attribute ${name}, which the local plant does not know; add it to local/resources.ts.`,
    )
  return attribute === 'name' ? identity.name : identity.arn + attribute.slice('arn'.length)
}

function importValue(
  name: string,
  stacks: readonly Stack[],
  place: Place,
  stand: Stand,
  identities: ReadonlyMap<string, Identity>,
): unknown {
  for (const stack of stacks) {
    const scope = scopeOf(stack, stacks, place, stand, identities)
    for (const output of Object.values(stack.template.Outputs ?? {}))
      if (output.Export !== undefined && resolve(output.Export.Name, scope) === name)
        return resolve(output.Value, scope)
  }
  throw new CannotStart(`No stack exports ${name}.`)
}

function kindOf(type: string, where: string): Kind {
  const kind = kinds[type]
  if (kind === undefined)
    throw new CannotStart(
      `${where} is of the type ${type}, which the local plant cannot run; add it to local/resources.ts, as a part or as inert with the reason.`,
    )
  return kind
}

function checkProperties(where: string, raw: RawResource): void {
  const kind = kindOf(raw.Type, where)
  if (kind.inert !== undefined) return
  for (const property of Object.keys(raw.Properties ?? {}))
    if (kind.reads?.includes(property) !== true && kind.ignores?.[property] === undefined && kind.named !== property)
      throw new CannotStart(
        `${where} (${raw.Type}) has the property ${property}, which the local plant does not act upon; add it to local/resources.ts, as read or as ignored with the reason.`,
      )
}

interface Manifest {
  readonly artifacts?: Readonly<
    Record<
      string,
      {
        readonly type: string
        readonly environment?: string
        readonly properties?: { templateFile?: string; directoryName?: string; stackName?: string; file?: string }
      }
    >
  >
}

function loadStacks(directory: string): { stacks: Stack[]; region: string; assets: Map<string, string> } {
  const stacks: Stack[] = []
  const assets = new Map<string, string>()
  let region = ''
  const { artifacts } = readJson<Manifest>(join(directory, 'manifest.json'))
  for (const [id, { type, environment, properties = {} }] of Object.entries(artifacts ?? {})) {
    if (type === 'cdk:cloud-assembly') {
      const nested = loadStacks(join(directory, String(properties.directoryName)))
      stacks.push(...nested.stacks)
      for (const [key, folder] of nested.assets) assets.set(key, folder)
      region = nested.region
    } else if (type === 'aws:cloudformation:stack') {
      const template = readJson<RawTemplate>(join(directory, String(properties.templateFile)))
      stacks.push({ name: properties.stackName ?? id, template })
      region = String(environment).split('/').at(-1) ?? ''
    } else if (type === 'cdk:asset-manifest') {
      const { files } = readJson<{ files?: Record<string, { source: { path: string } }> }>(
        join(directory, String(properties.file)),
      )
      for (const [hash, { source }] of Object.entries(files ?? {}))
        assets.set(`${hash}.zip`, resolvePath(directory, source.path))
    }
  }
  return { stacks, region, assets }
}

function readJson<Value>(file: string): Value {
  if (!existsSync(file)) throw new CannotStart(`The synthesized plant has no ${file}.`)
  return JSON.parse(readFileSync(file, 'utf8'))
}
