import * as z from 'zod'
import { identifier, instant, parameterId, type SublotId, sublotId } from './identifiers.ts'
import { type deviceMessageNames, type MachineState, machineStates } from './names.ts'
import { type Decimal, decimal, signedDecimal, type Unit, unit } from './quantity.ts'

export const machineState = z.enum(machineStates)
export type { MachineState }

/**
 * Seconds by which a device's clock may differ from ours; the default of a site. A clock of a controller that nobody sets drifts by about 46 ppm: 46e-6
 * * 30 days * 86,400 s = 119 s, so a clock that is set once a month stays within two minutes. NTP keeps it within one second.
 */
export const defaultClockTolerance = 120

/** A device numbers its messages; with its time, the number shows repeated and late ones. */
const sequence = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** A number is read as its decimal text. A value that JSON cannot carry exactly must be sent as a string. */
const measured = z.union([signedDecimal, z.number().transform(String).pipe(signedDecimal)])
const total = z.union([decimal, z.int().min(0).transform(String).pipe(decimal)])

/** What a device sent, as a text that can be recorded. */
const asSent = z
  .unknown()
  .transform((sent) => (typeof sent === 'string' ? sent : (JSON.stringify(sent) ?? '')).slice(0, 64))

/**
 * One sample. Its value and unit are kept as they were sent, so that a value that cannot be read is judged by the limits that it may hide, and does not
 * lose the other samples of its message. {@link readingIn} reads them, {@link serialIn} the serial number.
 */
const sample = z.object({
  parameterId,
  value: asSent.meta({
    description: 'A plain decimal. A value that cannot be read counts as outside the limits of its parameter.',
  }),
  unit: asSent
    .optional()
    .meta({ description: 'A unit of UCUM that converts to that of the parameter, which is the default.' }),
  occurredAt: instant,
  serial: z
    .union([sublotId, asSent.transform((unread) => ({ unread }))])
    .optional()
    .meta({
      description: 'The unit that was measured, where the recipe asks for a value of each unit.',
    }),
})

type SampleSerial = z.infer<typeof sample>['serial']

/** The messages of a device on `andon/{site}/{equipmentId}/{message}`. Unknown fields are dropped, not refused. */
export const deviceMessages = {
  state: z.object({
    sequence,
    occurredAt: instant,
    state: machineState,
    /** The mode by its PackML name: `production` by default, `maintenance`, `manual` or one of the machine's own. */
    mode: identifier.optional(),
    reason: z.string().max(200).optional(),
  }),
  count: z.object({
    sequence,
    occurredAt: instant,
    good: total,
    reject: total,
    /** The rejects by reason, each with a total of its own; what they leave of \`reject\` has no reason. */
    rejects: z.record(identifier, total).optional(),
    /** The counter. One that replaces another has a new name, and what it shows first counts for nothing. */
    counterId: identifier.optional(),
  }),
  sample: z.object({
    sequence,
    samples: z.array(sample).min(1).max(1000),
  }),
  alarm: z.object({
    sequence,
    occurredAt: instant,
    code: z.string().min(1).max(64),
    text: z.string().max(500).optional(),
  }),
} as const satisfies Record<DeviceMessageName, z.ZodType>
export type DeviceMessageName = (typeof deviceMessageNames)[number]
export type DeviceMessage = {
  [Name in DeviceMessageName]: { name: Name } & z.infer<(typeof deviceMessages)[Name]>
}[DeviceMessageName]

/** The value and unit of a sample; undefined if either cannot be read. */
export function readingIn(sent: {
  readonly value: string
  readonly unit?: string | undefined
}): { readonly value: Decimal; readonly unit?: Unit } | undefined {
  const value = signedDecimal.safeParse(sent.value)
  const own = unit.optional().safeParse(sent.unit)
  if (!value.success || !own.success) return undefined
  return { value: value.data, ...(own.data !== undefined && { unit: own.data }) }
}

/** The serial number of a sample; undefined if it has none, or none that can be read. */
export const serialIn = ({ serial }: { readonly serial?: SampleSerial | undefined }): SublotId | undefined =>
  typeof serial === 'object' ? undefined : serial

/**
 * The display of a scale, moving or stable, on `andon/{site}/live/{equipmentId}/weight`, at any rate. It is shown to the person who weighs, and not
 * stored. A stable weight is published as a sample of `weight` as well.
 */
export const liveWeight = z.object({ value: measured, unit, occurredAt: instant, stable: z.boolean() })
export type LiveWeight = z.infer<typeof liveWeight>

/** A command to a device on `andon/{site}/{equipmentId}/command`. */
export const deviceCommand = z.strictObject({
  commandId: z.string(),
  issuedAt: instant,
  command: z.enum(['hold', 'release']),
  reason: z.string(),
  deviationId: z.string().optional(),
  orderId: z.string().optional(),
})
export type DeviceCommand = z.infer<typeof deviceCommand>
