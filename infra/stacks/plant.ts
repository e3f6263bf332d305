import { Queue } from 'aws-cdk-lib/aws-sqs'
import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { variable } from '../../shared/runtime/environment.ts'
import type { Bundles } from '../bundle.ts'
import { Alarms } from '../constructs/alarms.ts'
import { busOf } from '../constructs/company-bus.ts'
import { Crossing } from '../constructs/crossing.ts'
import { Dashboard } from '../constructs/dashboard.ts'
import { DeadLetters } from '../constructs/dead-letters.ts'
import { DeviceIngest } from '../constructs/device-ingest.ts'
import { Handler } from '../constructs/handler.ts'
import { HoldCrossings } from '../constructs/hold-crossings.ts'
import { httpFunctions } from '../constructs/http-functions.ts'
import { LabourWatch } from '../constructs/labour-watch.ts'
import { LiveWatchers } from '../constructs/live-watchers.ts'
import { Notices } from '../constructs/notices.ts'
import { Outbox } from '../constructs/outbox.ts'
import { PlantApi } from '../constructs/plant-api.ts'
import { QualityWorkflow } from '../constructs/quality-workflow.ts'
import { ReleaseWorkflow } from '../constructs/release-workflow.ts'
import { SparkplugHost } from '../constructs/sparkplug-host.ts'
import type { Enterprise } from '../enterprise.ts'
import { requestRateOf } from '../request-rate.ts'
import { routesOf } from '../routes.ts'
import type { Site } from '../sites/site.ts'
import type { FrontStack } from './front.ts'
import { partsOf } from './parts.ts'
import type { StateStack } from './state.ts'

export interface PlantStackProps {
  readonly site: Site
  readonly otherSites: readonly string[]
  readonly enterprise: Enterprise | undefined
  readonly bundles: Bundles
  readonly state: StateStack
  readonly front: FrontStack
}

/** Everything that runs. The record is in another stack, so that this one can never lose it. */
export class PlantStack extends Stack {
  constructor(scope: Construct, id: string, { site, otherSites, enterprise, bundles, state, front }: PlantStackProps) {
    super(scope, id, {
      description: `Andon at ${site.site} (${site.kind} plant): everything that runs`,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    const { table } = state
    const { tokens } = front
    const alarms = new Alarms(this, 'Alarms', { email: site.alarmEmail })
    const bus = busOf(this, 'Facts', site.site, site)
    const api = new PlantApi(this, 'Api', { front: front.api, alarms, tokens, rate: requestRateOf(site) })
    const plant = { site, bundles, alarms, table, tokens, bus }
    const { part, finish } = partsOf(this, bundles, 'infra/stacks/plant.ts')

    const served = new Map<string, Handler>()
    for (const [capability, { access, signs, ...props }] of Object.entries(httpFunctions))
      part(`${capability}-http`, (name) => {
        const handler = new Handler(this, name, { ...plant, ...props }).readsRoles(tokens)[access](table)
        if (access === 'writes') handler.knowsSites(otherSites)
        served.set(capability, handler)
        const otherwise = capability === 'live'
        api.serve(signs ? handler.verifiesTokens(tokens) : handler, routesOf(capability), { otherwise })
      })
    part('equipment-device', () => part('equipment-queue', () => new DeviceIngest(this, 'Devices', plant)))
    part('equipment-schedule', () => new SparkplugHost(this, 'SparkplugHost', plant))
    part('crossings-queue', () => enterprise && new HoldCrossings(this, 'HoldCrossings', { ...plant, enterprise }))
    part('labour-schedule', () => new LabourWatch(this, 'Labour', plant))
    part('live-authorizer', () => new LiveWatchers(this, 'Watchers', plant))
    const quality = part('quality-task', () => new QualityWorkflow(this, 'Quality', plant))
    const release = part('release-task', () => new ReleaseWorkflow(this, 'Release', plant))
    part('outbox-stream', () => new Outbox(this, 'Outbox', { ...plant, ...quality, ...release }))
    new Notices(this, 'Notices', plant)
    if (enterprise) new Crossing(this, 'Crossing', { ...plant, enterprise })
    finish()
    const administration = served.get('administration')?.redrives(putAside(this))
    if (quality)
      administration
        ?.lists(quality.deviationHold, variable.deviationHold)
        .lists(quality.holdSpread, variable.holdSpread)
    if (release) administration?.lists(release.batchRelease, variable.batchRelease)
    state.identity.watchedBy(alarms, this)
    alarms.watchThrottles(this)
    new Dashboard(this, 'Dashboard', { title: `Andon at ${site.site}`, alarms })
  }
}

/** Every queue of what was put aside, with the queue that gives up what lies there. */
function putAside(stack: Stack) {
  const all = stack.node.findAll()
  const queues = all.filter((it) => it instanceof Queue)
  return all
    .filter((it) => it instanceof DeadLetters)
    .map((dead) => ({ dead, source: queues.find(({ deadLetterQueue }) => deadLetterQueue?.queue === dead) }))
}
