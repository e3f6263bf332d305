import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, Stack } from 'aws-cdk-lib/core'
import { plantApp } from '../../infra/app.ts'
import { functionsDirectory } from '../../infra/bundle.ts'
import { httpFunctions } from '../../infra/constructs/http-functions.ts'
import { type Enterprise, enterprise } from '../../infra/enterprise.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import type { Site } from '../../infra/sites/site.ts'

export interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly DeletionPolicy?: string
}

export interface Synthesized {
  readonly app: App
  readonly state: Readonly<Record<string, Resource>>
  /** The names of the API and of the console. */
  readonly front: Readonly<Record<string, Resource>>
  readonly bus: Readonly<Record<string, Resource>>
  readonly plant: Readonly<Record<string, Resource>>
}

const invoked = [
  'crossings/queue',
  'enterprise/http',
  'enterprise/queue',
  'equipment/device',
  'equipment/queue',
  'equipment/schedule',
  'labour/schedule',
  'live/authorizer',
  'outbox/stream',
  'people/trigger',
  'quality/task',
  'release/task',
] as const satisfies readonly string[]

/** The capabilities that have routes, and so are served. */
export const servedCapabilities = Object.keys(httpFunctions).filter((capability) =>
  existsSync(join(functionsDirectory, capability, 'routes.ts')),
)

/** A folder of the smallest functions: what is tested here is the stack around them, not what they do. */
export function smallFunctions(
  entries: readonly string[] = [...invoked, ...servedCapabilities.map((name) => `${name}/http`)],
): string {
  const place = mkdtempSync(join(tmpdir(), 'andon-infra-'))
  const directory = join(place, 'functions')
  mkdirSync(directory)
  for (const entry of entries) {
    const file = join(directory, `${entry}.ts`)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, `export const handler = async () => '${entry}'\n`)
  }
  return directory
}

/** A folder like that of a built console, with the least in it. */
export function smallScreens(): string {
  const folder = mkdtempSync(join(tmpdir(), 'andon-screens-'))
  const files = ['index.html', 'icon.svg', 'sw.js', 'seal', 'assets/index-1a2b.js', '.vite/manifest.json']
  for (const name of files) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), name)
  }
  return folder
}

const asTheyAre = new Map<Site, Synthesized>()

/** The stacks of a site as it is, with the smallest functions; synthesized once for all files of a worker, which only read them. */
export function synthesized(site: Site = lyon): Synthesized {
  const known = asTheyAre.get(site) ?? synthesizedWith(site, smallFunctions())
  asTheyAre.set(site, known)
  return known
}

/** The stacks of any site, with the functions of that folder. */
export function synthesizedWith(site: Site, functions: string, screens?: string): Synthesized {
  const app = plantApp({
    sites: [site],
    company: [site, cork],
    enterprise,
    functions,
    screens,
    outdir: mkdtempSync(join(functions, '..', 'cdk.out-')),
  })
  const assembly = app.synth().getNestedAssembly(`assembly-Andon-${site.site}`)
  const resources = (stack: string): Readonly<Record<string, Resource>> =>
    assembly.getStackByName(`Andon-${site.site}-${stack}`).template.Resources
  return { app, state: resources('State'), front: resources('Front'), bus: resources('Bus'), plant: resources('Plant') }
}

/** The enterprise of these sites, with the sites themselves. */
export function synthesizedCompany(
  company: Enterprise,
  sites: readonly Site[] = [lyon, cork],
  functions = smallFunctions(),
  screens?: string,
) {
  const outdir = mkdtempSync(join(functions, '..', 'cdk.out-'))
  const app = plantApp({ sites, enterprise: company, withEnterprise: true, functions, screens, outdir })
  const assembly = app.synth()
  const resources = (stage: string, stack: string): Readonly<Record<string, Resource>> =>
    assembly.getNestedAssembly(`assembly-Andon-${stage}`).getStackByName(`Andon-${stage}-${stack}`).template.Resources
  return {
    app,
    state: resources('enterprise', 'State'),
    front: resources('enterprise', 'Front'),
    bus: resources('enterprise', 'Bus'),
    hub: resources('enterprise', 'Hub'),
    buses: new Map(sites.map(({ site }) => [site, resources(site, 'Bus')])),
    plants: new Map(sites.map(({ site }) => [site, resources(site, 'Plant')])),
  }
}

export function stackOf(app: App, site: Site, stack: 'State' | 'Plant'): Stack {
  return app.node.findChild(`Andon-${site.site}`).node.findChild(stack) as Stack
}

/** The names under which the stacks of the record and of the names hand things to others. */
export function exportsOf(app: App, { site }: Site): string[] {
  const assembly = app.synth().getNestedAssembly(`assembly-Andon-${site}`)
  return ['State', 'Front'].flatMap((stack) => {
    const { template } = assembly.getStackByName(`Andon-${site}-${stack}`)
    const outputs: Readonly<Record<string, { Export?: { Name: string } }>> = template.Outputs
    return Object.values(outputs).flatMap((output) => output.Export?.Name ?? [])
  })
}

/** The names of what resources take from other stacks. */
export const importsOf = (resources: Readonly<Record<string, Resource>>): string[] =>
  [...JSON.stringify(resources).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name ?? '')

export function ofType(resources: Readonly<Record<string, Resource>>, type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type)
}

/** The one resource of a type. */
export function only(resources: Readonly<Record<string, Resource>>, type: string): Resource {
  const [first, second] = ofType(resources, type)
  if (first === undefined || second !== undefined) throw new Error(`There is not exactly one ${type}.`)
  return first[1]
}

/** The properties of a resource, in the shape that the test knows them to have. */
export function propertiesOf<Shape>(resources: Readonly<Record<string, Resource>>, logicalId: string): Shape {
  const resource = resources[logicalId]
  if (resource === undefined) throw new Error(`There is no ${logicalId} in the template.`)
  return resource.Properties as Shape
}

export interface Statement {
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: readonly unknown[]
}

/** What the role of a function may do. */
export function statementsOf(resources: Readonly<Record<string, Resource>>, logicalId: string): Statement[] {
  const role = propertiesOf<{ Role: { 'Fn::GetAtt': [string] } }>(resources, logicalId).Role['Fn::GetAtt'][0]
  return ofType(resources, 'AWS::IAM::Policy')
    .map(([id]) => propertiesOf<Policy>(resources, id))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .map(({ Effect, Action, Resource }) => ({ Effect, Action: [Action].flat(), Resource: [Resource].flat() }))
}

interface Policy {
  readonly Roles: readonly { readonly Ref: string }[]
  readonly PolicyDocument: {
    readonly Statement: readonly {
      readonly Effect: string
      readonly Action: string | readonly string[]
      readonly Resource: unknown
    }[]
  }
}
