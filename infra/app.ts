import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { App, Stage, Tags, Validations } from 'aws-cdk-lib/core'
import { type Bundles, bundleFunctions } from './bundle.ts'
import { type Enterprise, enterprise } from './enterprise.ts'
import { demandRates } from './request-rate.ts'
import { builtScreens } from './screens.ts'
import { hostingOf } from './sites/console.ts'
import { sites as allSites } from './sites/index.ts'
import { enterpriseName, type Site, stageOf } from './sites/site.ts'
import { BusStack } from './stacks/bus.ts'
import { ConsoleStack } from './stacks/console.ts'
import { EnterpriseStack, EnterpriseStateStack } from './stacks/enterprise.ts'
import { FrontStack } from './stacks/front.ts'
import { PlantStack } from './stacks/plant.ts'
import { StateStack } from './stacks/state.ts'

export interface PlantAppOptions {
  /** The sites of the company that get a stage. */
  readonly sites: readonly Site[]
  /** All sites of the company, with or without a stage; default: those of infra/sites. */
  readonly company?: readonly Site[]
  /** The company that the sites report to, if there is one. `withEnterprise` gives it a stage of its own. */
  readonly enterprise?: Enterprise | undefined
  readonly withEnterprise?: boolean
  /** The folder of the cloud assembly; default: a temporary folder, or `cdk.out` under the CDK's command line. */
  readonly outdir?: string
  /** Runs the cdk-nag packs and CloudFormation's own rules on synthesis, and refuses what they find. */
  readonly check?: boolean
  /** The folder of the functions; default: the repository's. */
  readonly functions?: string
  /** The folder of the bundles, without source maps; default: `dist` beside the functions, with source maps. */
  readonly bundles?: string
  /** The folder of the built console. Without it, no site gets a console, as in the stacks of a local plant, which serves the console itself. */
  readonly screens?: string | undefined
}

/**
 * The CDK app: one stage per site, `Andon-<site>`, each with its stacks `State`, `Front`, `Bus`, `Plant` and `Console`, and one for the company,
 * `Andon-enterprise`, with `State`, `Front`, `Bus` and `Hub`.
 */
export function plantApp({
  sites,
  company = allSites,
  enterprise,
  withEnterprise = false,
  outdir,
  check = false,
  functions,
  bundles: to,
  screens,
}: PlantAppOptions): App {
  demandStages([...sites, ...company])
  if (enterprise) demandAccounts([enterprise, ...sites])
  demandRates([...(enterprise && withEnterprise ? [enterprise] : []), ...sites])
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: check,
    postCliContext: flags,
  })
  const { ofSite, ofEnterprise, ofPeople } = apart(bundleFunctions(functions, to, to === undefined))
  for (const site of sites) {
    const stage = new Stage(app, `Andon-${site.site}`, { env: envOf(site) })
    tagged(stage, site.site, site)
    const state = new StateStack(stage, 'State', { site, bundles: ofPeople })
    const hosting = hostingOf(site)
    const console = hosting && screens !== undefined ? { hosting, screens } : undefined
    const front = new FrontStack(stage, 'Front', {
      of: site,
      identity: state.identity,
      hasTerminals: true,
      console,
    })
    const peers = company.filter((it) => stageOf(it) === stageOf(site) && it.site !== site.site)
    const told = enterprise && stageOf(enterprise) === stageOf(site) ? enterprise : undefined
    const description = `Every fact of ${site.site}, for other systems`
    const bus = new BusStack(stage, 'Bus', { owner: site.site, description, speakers: told ? [told] : [] })
    const otherSites = peers.map((it) => it.site)
    const plant = new PlantStack(stage, 'Plant', { site, otherSites, enterprise: told, bundles: ofSite, state, front })
    plant.addStackDependency(bus)
    if (console && front.console)
      new ConsoleStack(stage, 'Console', {
        site,
        tokens: front.tokens,
        console: front.console,
        screens: console.screens,
      }).addStackDependency(plant)
  }
  if (enterprise && withEnterprise) {
    const owner = enterpriseName(enterprise)
    const members = sites.filter((it) => stageOf(it) === stageOf(enterprise))
    const stage = new Stage(app, `Andon-${owner}`, { env: envOf(enterprise) })
    tagged(stage, owner, enterprise)
    const state = new EnterpriseStateStack(stage, 'State', { enterprise, bundles: ofPeople })
    const front = new FrontStack(stage, 'Front', {
      of: { ...enterprise, site: owner },
      identity: state.identity,
      hasTerminals: false,
    })
    const description = 'What the sites tell the enterprise'
    const bus = new BusStack(stage, 'Bus', { owner, description, speakers: members })
    const hub = new EnterpriseStack(stage, 'Hub', { enterprise, sites: members, bundles: ofEnterprise, state, front })
    hub.addStackDependency(bus)
  }
  if (check) addNagPacks(app)
  return app
}

/**
 * Without a named account, the account is that of the person who deploys. If only one side names its account, each looks for the other in its own.
 */
function demandAccounts(files: readonly Enterprise[]): void {
  const named = files.filter(({ account }) => account !== undefined)
  if (named.length > 0 && named.length < files.length)
    throw new Error(
      'Some files in infra/sites and infra/enterprise.ts name an account and others do not: let all of them name one, or none.',
    )
}

/** @throws when a site in another stage than production does not have the stage in its name: its names of AWS would be those of production. */
function demandStages(sites: readonly Site[]): void {
  const wrong = [...new Set(sites)].filter((it) => stageOf(it) !== 'production' && !it.site.endsWith(`-${stageOf(it)}`))
  if (wrong.length > 0)
    throw new Error(
      `The name of a site in another stage than production ends with it: ${wrong.map((it) => `${it.site} in ${stageOf(it)}`).join(', ')}. Make the copy by staged() of infra/sites/site.ts.`,
    )
}

/** Tags for the bill: with them as cost allocation tags, an account shows what each site and each stage cost. */
function tagged(stage: Stage, name: string, of: Pick<Site, 'stage'>): void {
  for (const [tag, value] of Object.entries({ 'andon:site': name, 'andon:stage': stageOf(of) }))
    Tags.of(stage).add(tag, value)
}

const envOf = ({ region, account }: Enterprise) => ({ region, ...(account === undefined ? {} : { account }) })

/** The bundles by the stack that runs them. People sign in at a site as at the enterprise. */
function apart(bundles: Bundles): Readonly<Record<'ofSite' | 'ofEnterprise' | 'ofPeople', Bundles>> {
  const placeOf = (name: string) =>
    name.startsWith('enterprise-') ? 'enterprise' : name.startsWith('people-') ? 'people' : 'site'
  const those = (place: string) => new Map([...bundles].filter(([name]) => placeOf(name) === place))
  return { ofSite: those('site'), ofEnterprise: those('enterprise'), ofPeople: those('people') }
}

/** Warnings of the stacks about parts that are missing or unused, without repetitions, for the person who synthesizes. */
export function warningsOf(app: App): readonly string[] {
  const warnings = app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => String(data).replace(/ \[ack: [^\]]*\]$/, ''))
  return [...new Set(warnings)]
}

/** The template must be the same for the CLI, a test and the local plant; therefore cdk.json sets no flags. */
const flags = {
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:enable-asset-metadata': false,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard': true,
  '@aws-cdk/aws-events:eventsTargetQueueSameAccount': true,
}

function addNagPacks(app: App): void {
  // Loaded on demand: the packs import every service of the CDK, which would delay each start of the local plant.
  const nag: typeof import('cdk-nag') = createRequire(import.meta.url)('cdk-nag')
  Validations.of(app).addPlugins(new nag.AwsSolutionsChecks(app), new nag.ServerlessChecks(app))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const served = allSites.some((site) => hostingOf(site) !== undefined)
  const screens = served ? await builtScreens((what) => console.error(`Andon: ${what}.`)) : undefined
  const app = plantApp({ sites: allSites, enterprise, withEnterprise: true, check: true, screens })
  // The CDK's command line does not print warnings of stacks inside a stage.
  for (const sentence of warningsOf(app)) console.error(`Warning: ${sentence}`)
  app.synth()
}
