import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Told } from '../../api/client.ts'

export type Level = Told<'listEquipment'>['items'][number]['level']

/** The levels of ISA-95 in the words of the floor. */
export const levels: Readonly<Record<Level, MessageDescriptor>> = {
  enterprise: msg`Enterprise`,
  site: msg`Site`,
  area: msg`Area`,
  'work-center': msg`Work center`,
  'storage-zone': msg`Storage zone`,
  'work-unit': msg`Unit`,
  'storage-unit': msg`Storage place`,
  'equipment-module': msg`Module`,
}

/** Where work is dispatched to. */
export const hasTerminal = (level: Level): boolean => level === 'work-center' || level === 'work-unit'
