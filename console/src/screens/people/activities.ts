import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Told } from '../../api/client.ts'

type Activity = Told<'listLabour'>['items'][number]['activity']

/** What people are on the clock for. */
export const activities: Readonly<Record<Activity, MessageDescriptor>> = {
  production: msg`Production`,
  'set-up': msg`Set-up`,
  cleaning: msg`Cleaning`,
  rework: msg`Rework`,
  maintenance: msg`Maintenance`,
  training: msg`Training`,
  meeting: msg`Meeting`,
  waiting: msg`Waiting`,
  transport: msg`Transport`,
  other: msg`Other work`,
  break: msg`Break`,
}
