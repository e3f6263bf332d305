import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Told } from '../../api/client.ts'
import type { Look } from '../../look/state.tsx'

export type State = Told<'listStates'>['items'][number]
export type Kind = State['kind'] | Loss['kind']
export type Loss = Told<'listLosses'>['items'][number]
export type Performance = Pick<Told<'getOee'>, 'elements' | 'indicators'>
export type Indicator = Performance['indicators']['oee']
type Missing = Extract<Indicator, { readonly value: null }>['reason']

/** What a time is to the time model of ISO 22400-2, in the words of the floor. */
export const kindWords: Readonly<Record<Kind, MessageDescriptor>> = {
  producing: msg({ message: 'Producing', context: 'time' }),
  changeover: msg({ message: 'Changeover', context: 'time' }),
  planned: msg({ message: 'Planned stop', context: 'time' }),
  failure: msg({ message: 'Failure', context: 'time' }),
  unplanned: msg({ message: 'Unplanned stop', context: 'time' }),
  'micro-stop': msg({ message: 'Micro-stop', context: 'time' }),
  waiting: msg({ message: 'Waiting', context: 'time' }),
  unknown: msg({ message: 'Unknown', context: 'time' }),
  closed: msg({ message: 'Closed', context: 'time' }),
}

export const kindLooks: Readonly<Record<Kind, Look>> = {
  producing: 'running',
  changeover: 'planned',
  planned: 'planned',
  failure: 'stopped',
  unplanned: 'stopped',
  'micro-stop': 'waiting',
  waiting: 'rest',
  unknown: 'unknown',
  closed: 'rest',
}

/** Why an indicator has no value, and what gives it one. */
export const missingWords: Readonly<Record<Missing, MessageDescriptor>> = {
  'no-planned-time': msg`No time was planned here, so there is nothing to compare with.`,
  'no-production-time': msg`It did not produce in this time.`,
  'no-busy-time': msg`It was not busy in this time.`,
  'no-pieces': msg`No pieces were counted. A counter of the equipment, or of one that counts for it, tells them.`,
  'no-planned-runtime': msg`The recipe does not say how long a piece takes. An engineer gives the step a runtime per item.`,
  'no-order': msg`No order was executed here in this time.`,
  'no-failure': msg`There was no failure in this time.`,
}

/** Without a piece nobody knows whether it was slow, or is not counted: it has an effectiveness as soon as it has a quality ratio. */
export const effectivenessOf = ({ effectiveness, qualityRatio }: Performance['indicators']): Indicator =>
  qualityRatio.value === null ? qualityRatio : effectiveness

/** What is over within a second is no time that people speak of. */
export const isOfNote = ({ seconds }: { readonly seconds: string }): boolean => Number(seconds) >= 1
