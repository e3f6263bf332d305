import { CannotStart } from './cannot-start.ts'
import { doorLimits } from './limits/doors.ts'
import { functionLimits } from './limits/functions.ts'
import { type Find, type Limit, sizeOf } from './limits/limit.ts'
import { messageLimits } from './limits/messages.ts'
import { storageLimits } from './limits/storage.ts'
import { sums } from './limits/sums.ts'
import { watchingLimits } from './limits/watching.ts'
import { workflowLimits } from './limits/workflows.ts'
import type { Resource } from './resources.ts'

const limits: readonly Limit[] = [
  ...doorLimits,
  ...functionLimits,
  ...messageLimits,
  ...storageLimits,
  ...watchingLimits,
  ...workflowLimits,
]

/** @throws CannotStart with everything that AWS would refuse in a deployment: what runs here shall run there. */
export function demandLimits(resources: readonly Resource[], find: Find): void {
  const faults = resources.flatMap(({ stack, logicalId, type, properties }) =>
    limits
      .filter((limit) => limit.type === type)
      .map(({ broken }) => broken(properties, find))
      .flatMap((fault) => (fault ? [`${stack}/${logicalId} (${type}) ${fault}`] : [])),
  )
  faults.push(...sums.flatMap((sum) => sum(resources)))
  if (faults.length > 0) throw new CannotStart(`AWS would not deploy this:\n${faults.join('\n')}`)
}

interface RawTemplate {
  readonly Description?: string
  readonly Resources: object
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string }>>
  readonly Parameters?: object
}

/** CloudFormation quotas of one stack: resources, outputs, names, and the size of a template that comes by S3. */
export function demandStackLimits(name: string, template: RawTemplate): void {
  const outputs = Object.values(template.Outputs ?? {})
  const counts = [
    ['resources', Object.keys(template.Resources).length, 500],
    ['outputs', outputs.length, 200],
    ['parameters', Object.keys(template.Parameters ?? {}).length, 200],
    ['bytes', sizeOf(template), 1_000_000],
    ['bytes of description', Buffer.byteLength(template.Description ?? ''), 1024],
    [
      'bytes in the description of an output',
      Math.max(0, ...outputs.map(({ Description = '' }) => Buffer.byteLength(Description))),
      1024,
    ],
    ['characters in its name', name.length, 128],
    ['characters in the id of a resource', Math.max(0, ...Object.keys(template.Resources).map((id) => id.length)), 255],
  ] as const
  const faults = counts.flatMap(([what, count, most]) =>
    count > most ? [`It has ${count} ${what}, and CloudFormation takes ${most}.`] : [],
  )
  if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(name)) faults.push('The name of a stack has letters, digits and hyphens.')
  if (faults.length > 0) throw new CannotStart(`AWS would not deploy the stack ${name}. ${faults.join(' ')}`)
}
