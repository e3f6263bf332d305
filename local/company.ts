import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { type Company, type Plant, type PlantOptions, startPlant } from './plant.ts'
import { assemblyOf } from './synth.ts'

export interface CompanyOptions extends Omit<PlantOptions, 'site' | 'company' | 'assembly'> {
  /** The sites of the company. Each gets the port after that of the site before, and the enterprise gets the last. */
  readonly sites: readonly string[]
}

/** The plants that run: one for each site, by its name, and the one of the enterprise under `enterprise`. */
export interface RunningCompany {
  readonly plants: Readonly<Record<string, Plant>>
  /** The buses by which the stages send events to each other. */
  readonly buses: Company
  stop(): Promise<void>
  /** Settles with a sentence for people when one of the plants has stopped by itself, and then all have stopped. */
  readonly broken: Promise<string>
}

/**
 * Runs the templates of several sites and of the enterprise side by side, each with its own database, functions and addresses. They share nothing and
 * exchange events over their buses only.
 * @throws CannotStart with a sentence for people when it cannot.
 */
export async function startCompany({ sites, ...options }: CompanyOptions): Promise<RunningCompany> {
  demandEachOnce(sites)
  const company: Company = new Map()
  const stages = [...sites, 'enterprise']
  const outdir = await assemblyOf(sites, options.doing)
  const started = await Promise.allSettled(
    stages.map((stage, index) => startPlant(optionsOf(stage, index, outdir, company, options))),
  )
  const running = started.flatMap((it) => (it.status === 'fulfilled' ? it.value : []))
  const stop = async () => {
    await Promise.all(running.map((plant) => plant.stop()))
  }
  const failed = started.find((it) => it.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  const plants = Object.fromEntries(stages.map((stage, index) => [stage, running[index] as Plant]))
  const broken = Promise.race(running.map((plant) => plant.broken)).then(async (sentence) => {
    await stop()
    return sentence
  })
  return { plants, buses: company, stop, broken }
}

/** @throws CannotStart for a site that is named twice */
export function demandEachOnce(sites: readonly string[]): void {
  const twin = sites.find((site, index) => sites.indexOf(site) < index)
  if (twin !== undefined) throw new CannotStart(`The site ${twin} is named twice; each runs once.`)
}

function optionsOf(
  stage: string,
  index: number,
  outdir: string,
  company: Company,
  { port, mqttPort, say, ...options }: Omit<CompanyOptions, 'sites'>,
): PlantOptions {
  const next = (first: number) => (first === 0 ? 0 : first + index)
  return {
    ...options,
    site: stage,
    port: next(port),
    mqttPort: next(mqttPort),
    assembly: join(outdir, `assembly-Andon-${stage}`),
    company,
    ...(say && { say: (line: string) => say(`${stage}: ${line}`) }),
  }
}
