import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TakenOut } from './policies.ts'
import { takeOut } from './taken-out.ts'

export interface StackFile {
  /** `Andon-lyon/Plant`, as `cdk deploy` takes it. */
  readonly stack: string
  readonly file: string
  readonly region: string
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>
}

interface Artifact {
  readonly type: string
  readonly displayName?: string
  /** `aws://123456789012/eu-west-3`. */
  readonly environment?: string
  readonly properties?: { readonly directoryName?: string; readonly templateFile?: string }
}

/** The templates of a cloud assembly, with those of the stages inside it. */
export function stacksIn(assembly: string): StackFile[] {
  const { artifacts }: Manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'))
  return Object.values(artifacts).flatMap(({ type, displayName = '', environment = '', properties = {} }) => {
    const { directoryName, templateFile } = properties
    if (type === 'cdk:cloud-assembly' && directoryName) return stacksIn(join(assembly, directoryName))
    if (type !== 'aws:cloudformation:stack' || !templateFile) return []
    const region = environment.split('/').at(-1) ?? ''
    return [{ stack: displayName, file: join(assembly, templateFile), region }]
  })
}

/** Takes out of the assembly what MiniStack cannot do. @returns what that was, each with its stack. */
export function prepare(stacks: readonly StackFile[], url: string): TakenOut[] {
  return stacks.flatMap(({ stack, file }) => {
    const { template, taken } = takeOut(JSON.parse(readFileSync(file, 'utf8')), url)
    writeFileSync(file, JSON.stringify(template))
    return taken.map(({ what, why }) => ({ what: `${what} (${stack})`, why }))
  })
}

/** The size of what a deployment makes. */
export const resourcesIn = (stacks: readonly StackFile[]): number =>
  stacks.reduce((sum, { file }) => sum + Object.keys(JSON.parse(readFileSync(file, 'utf8')).Resources).length, 0)
