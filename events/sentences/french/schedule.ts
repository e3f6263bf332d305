import type { schedule as english, NeededQualification, Unplaced, WaitedFor } from '../english/schedule.ts'
import type { Translation } from '../sentence.ts'
import { allOf, amount, anyOf, span } from './words.ts'

interface Asked {
  readonly workCenter?: string
  readonly equipmentClass?: string
}

const onUnit = ({ equipmentId }: { equipmentId?: string }) => (equipmentId === undefined ? '' : ` sur ${equipmentId}`)
const waitsFor: Readonly<Record<WaitedFor, string>> = {
  unit: 'ses unités sont prises',
  qualification: 'toutes les personnes qualifiées sont occupées ailleurs',
  calendar: 'ses unités sont fermées',
  maintenance: 'ses unités sont en maintenance',
}
const stepOf = ({ orderId, stepId }: Unplaced) => `l’étape ${stepId} de l’ordre ${orderId}`
const stepFirst = ({ orderId, stepId }: Unplaced) => `L’étape ${stepId} de l’ordre ${orderId}`
const runsOn = ({ orderId, stepId, workCenter, equipmentClass }: Unplaced & Asked) =>
  `${stepFirst({ orderId, stepId })} se fait sur ${
    workCenter === undefined
      ? `un équipement de la classe ${equipmentClass}`
      : `${workCenter}${equipmentClass === undefined ? '' : `, classe ${equipmentClass}`}`
  }`
const all = (needed: readonly NeededQualification[]) =>
  allOf(
    needed.map(({ qualificationId, level }) =>
      level === undefined ? qualificationId : `${qualificationId} de niveau ${level}`,
    ),
  )
const late = (p: { orderId: string; dueAt: string; end: string; lateBySeconds: number }) =>
  `L’ordre ${p.orderId} est à terminer le ${p.dueAt} et s’achèverait le ${p.end}, avec ${span(p.lateBySeconds)} de retard`

export const schedule: Translation<typeof english> = {
  'infeasible/order-on-hold': ({ orderId }) =>
    `L’ordre ${orderId} est bloqué ou en pause ; ce qui en reste sera planifié à sa reprise.`,
  'infeasible/duration-unknown': (p) =>
    `La recette donne la durée de ${stepOf(p)} par ${p.per}, et l’ordre est en ${p.unit} ; corrigez la recette.`,
  'infeasible/no-equipment': (p) => `${runsOn(p)}, et le site n’a pas d’unité de ce genre ; définissez-en une.`,
  'infeasible/no-equipment/held': (p) =>
    `${runsOn(p)} ; unités bloquées : ${allOf(p.units)}. L’étape sera planifiée quand un blocage sera levé.`,
  'infeasible/no-qualified-person': (p) =>
    `Aucune personne n’a toutes les qualifications que demande ${stepOf(p)} (${all(p.qualifications)}) ; qualifiez une personne.`,
  'infeasible/no-qualified-person/expiring': (p) =>
    `Les qualifications (${all(p.qualifications)}) d’aucune personne ne durent jusqu’à la fin possible de ${stepOf(p)} ; renouvelez-les à temps.`,
  'infeasible/window-too-short': (p) =>
    `${stepFirst(p)} dure ${span(p.seconds)} ; ${anyOf(p.units)} n’est jamais ouvert aussi longtemps d’affilée. Laissez l’étape enjamber les pauses, ou changez le calendrier ou la maintenance.`,
  'infeasible/beyond-horizon': (p) =>
    `${stepFirst(p)} ne trouve pas de place qui s’achève avant le ${p.horizon} ; rien n’est planifié au-delà.`,
  'infeasible/capacity-short': (p) =>
    `${late(p)} : les ordres prioritaires prennent les unités et les personnes. Seul, il s’achèverait le ${p.alone}.`,
  'infeasible/time-too-short': (p) =>
    `${late(p)} ; même sans aucun autre ordre à venir, il s’achèverait après son échéance.`,
  'shortage/line': (p) =>
    `${stepFirst(p)} demande ${amount(p.needed)} de ${p.materialId} à partir du ${p.neededAt} ; il manque ${amount(p.short)} : aucun stock libre, libéré et encore bon à cette date ne lui reste.`,
  'promise/works': (p) => `L’étape ${p.stepId} se fait${onUnit(p)} du ${p.from} au ${p.to}, dès que possible.`,
  'promise/waits': (p) =>
    `L’étape ${p.stepId} est prête le ${p.readyAt} et se fait${onUnit(p)} du ${p.from} au ${p.to} : ${allOf(p.waitsFor.map((it) => waitsFor[it] ?? it))}${p.behind.length > 0 ? ` (ordres prioritaires : ${p.behind.join(', ')})` : ''}.`,
  'invalid-request/not-in-plan': ({ orderId }) =>
    `L’ordre ${orderId} n’est pas au plan : il n’est pas libéré, ou il est terminé.`,
  'invalid-request/no-rank-before': ({ orderId, other }) =>
    `Aucune priorité ne place l’ordre ${orderId} avant l’ordre ${other}, qui a la première ; donnez à ${other} une priorité plus basse.`,
  'invalid-request/no-rank-after': ({ orderId, other }) =>
    `Aucune priorité ne place l’ordre ${orderId} après l’ordre ${other}, qui n’en a pas et dont l’échéance est plus tardive ; avancez plutôt ${other}.`,
  'invalid-request/plan-too-large': ({ operations, atMost }) =>
    `Le plan compte ${operations} opérations dans cette période, et ${atMost} au plus sont affichées ; indiquez un workCenter ou une période plus courte.`,
}
