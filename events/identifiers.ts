import * as z from 'zod'
import { fault } from './fault.ts'
import { idPattern, isReserved, lotIdPattern } from './id-rule.ts'
import { roles, subjectTypes } from './names.ts'

export const identifier = z
  .string()
  .regex(idPattern, { error: fault('identifier'), abort: true })
  .refine((id) => !isReserved(id), fault('reserved-word'))

/**
 * Ids that have another meaning in the place of such an id: people read below `andon/{site}/live`, where a machine would have its own topics, and a
 * path such as `/v1/recipes/import` is an operation.
 */
export const reservedIds = { equipmentId: ['live'], containerId: ['sscc'], recipeId: ['import'] } as const

const branded = <Brand extends string>(reserved: readonly string[] = []) =>
  identifier.refine((id) => !reserved.includes(id), fault('reserved-id')).brand<Brand>()

/** The id of a fact: who sent the command, and its key, such as `person/ada/6503…`. */
export const factId = z.string().regex(/^[\x20-\x7e]{1,216}$/, fault('fact-id'))

/** The id of a state in the time line of an equipment: its start, as `20270328T010000.000Z`. It also names the state in which that instant lies now. */
export const stateId = z
  .string()
  .regex(/^\d{8}T\d{6}\.\d{3}Z$/, { error: fault('state-id'), abort: true })
  .refine((id) => !Number.isNaN(instantOfState(id)), fault('state-id'))

/** The start that the id of a state names, in milliseconds since 1970. */
export const instantOfState = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:'))

export const orderId = branded<'OrderId'>()
/** The id of a lot may be the lot number of its supplier, as the label prints it: `24/117`. */
export const lotId = z
  .string()
  .regex(lotIdPattern, { error: fault('lot-id'), abort: true })
  .refine((id) => !isReserved(id), fault('reserved-word'))
  .brand<'LotId'>()
export const sublotId = branded<'SublotId'>()
export const materialId = branded<'MaterialId'>()
export const equipmentId = branded<'EquipmentId'>(reservedIds.equipmentId)
export const equipmentClassId = branded<'EquipmentClassId'>()
export const personId = branded<'PersonId'>()
export const recipeId = branded<'RecipeId'>(reservedIds.recipeId)
export const holdId = branded<'HoldId'>()
export const deviationId = branded<'DeviationId'>()
export const procedureId = branded<'ProcedureId'>()
export const stepId = branded<'StepId'>()
export const lineId = branded<'LineId'>()
export const parameterId = branded<'ParameterId'>()
export const entryId = branded<'EntryId'>()
export const changeId = branded<'ChangeId'>()
export const callId = branded<'CallId'>()
export const maintenanceId = branded<'MaintenanceId'>()
export const shipmentId = branded<'ShipmentId'>()
export const containerId = branded<'ContainerId'>(reservedIds.containerId)

/** The id of an exception of a batch: made by the plant, or a step and the code of its warnings. */
export const exceptionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, fault('identifier'))

export type OrderId = z.infer<typeof orderId>
export type LotId = z.infer<typeof lotId>
export type SublotId = z.infer<typeof sublotId>
export type MaterialId = z.infer<typeof materialId>
export type EquipmentId = z.infer<typeof equipmentId>
export type EquipmentClassId = z.infer<typeof equipmentClassId>
export type PersonId = z.infer<typeof personId>
export type RecipeId = z.infer<typeof recipeId>
export type HoldId = z.infer<typeof holdId>
export type DeviationId = z.infer<typeof deviationId>
export type ProcedureId = z.infer<typeof procedureId>
export type StepId = z.infer<typeof stepId>
export type LineId = z.infer<typeof lineId>
export type ParameterId = z.infer<typeof parameterId>
export type EntryId = z.infer<typeof entryId>
export type ChangeId = z.infer<typeof changeId>
export type CallId = z.infer<typeof callId>
export type MaintenanceId = z.infer<typeof maintenanceId>
export type ShipmentId = z.infer<typeof shipmentId>
export type ContainerId = z.infer<typeof containerId>

/** The site's short name. It is part of every topic, so it is lower case without separators. */
export const siteId = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/, fault('site-id'))
export type SiteId = z.infer<typeof siteId>

export const subject = z.strictObject({ type: z.enum(subjectTypes), id: identifier })
export type Subject = z.infer<typeof subject>
export type SubjectType = Subject['type']

export const role = z.enum(roles)
export type Role = z.infer<typeof role>

/** RFC 3339 in UTC, with milliseconds. */
export const instant = z.iso.datetime({ message: fault('instant') }).transform((text) => new Date(text).toISOString())
export type Instant = string
