import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StackFile } from './assembly.ts'
import type { Emulator } from './aws.ts'
import type { RunningEmulator } from './emulator.ts'
import type { TakenOut } from './policies.ts'
import type { Command, Processes } from './processes.ts'
import { takeOut } from './taken-out.ts'

export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Deployer {
  /** Once for a region. @returns what was taken out of the CDK's own stack. */
  bootstrap(regions: readonly string[]): Promise<TakenOut[]>
  deploy(stacks: readonly string[]): Promise<Outputs>
}

/** The real command line of the CDK against the emulator. */
export function deployer(processes: Processes, at: RunningEmulator, folder: string, assembly: string): Deployer {
  const log = join(folder, 'cdk.log')
  const cdk = async (args: readonly string[], step = log) => {
    const command: Command = {
      command: 'node_modules/.bin/cdk',
      args: [...args, '--no-notices'],
      env: at.env,
      log: step,
    }
    if ((await processes.run(command)) !== 0) throw new Error(`cdk ${args[0]} failed.\n${reasonsIn(step)}`)
  }
  return {
    async bootstrap(regions) {
      const shown = join(folder, 'bootstrap.json')
      await cdk(['bootstrap', '--show-template', '--json'], shown)
      const text = readFileSync(shown, 'utf8')
      const { template, taken } = takeOut(JSON.parse(text.slice(text.indexOf('{'))), at.url)
      const own = join(folder, 'bootstrap.template.json')
      writeFileSync(own, JSON.stringify(template))
      for (const region of regions)
        await cdk(['bootstrap', `aws://${at.accessKeyId}/${region}`, '--app', assembly, '--template', own])
      return taken.map(({ what, why }) => ({ what: `${what} (CDKToolkit)`, why }))
    },
    async deploy(stacks) {
      const outputs = join(folder, 'outputs.json')
      const how = ['--require-approval', 'never', '--progress', 'events', '--concurrency', '4']
      await cdk(['deploy', ...stacks, '--app', assembly, '--outputs-file', outputs, ...how])
      return existsSync(outputs) ? JSON.parse(readFileSync(outputs, 'utf8')) : {}
    },
  }
}

/** The buses of all come before the rules of any: see `BusStack`. */
export function waves(stacks: readonly StackFile[]): string[][] {
  const names = stacks.map(({ stack }) => stack)
  const isBus = (name: string) => name.endsWith('/Bus')
  return [names.filter(isBus), names.filter((name) => !isBus(name))]
}

/** The lines of the CDK's log that say why. */
function reasonsIn(log: string): string {
  const lines = readFileSync(log, 'utf8').split('\n')
  const telling = lines.filter((line) => /FAILED|❌|rror/.test(line))
  return (telling.length > 0 ? telling : lines).slice(-20).join('\n')
}

/** @throws when the stack has no such output, or more than one. */
export function outputOf(outputs: Outputs, stack: string, name: RegExp): string {
  const found = Object.entries(outputs[stack] ?? {}).filter(([key]) => name.test(key))
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`${stack} has ${found.length} outputs like ${name}.`)
  return only[1]
}

/** MiniStack has every API below its own address, too; the names below `localhost` are not known everywhere. */
export function apiOf({ url }: Emulator, outputs: Outputs, stage: string): string {
  const api = new URL(outputOf(outputs, `${stage}-Front`, /^ApiUrl$/)).hostname.split('.')[0]
  return `${url}/_aws/execute-api/${api}/$default`
}
