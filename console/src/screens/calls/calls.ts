import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Look } from '../../look/state.tsx'
import type { Call } from './use-calls.ts'

export type Kind = Call['kind']

/** What somebody calls for, in the order of the buttons. */
export const callKinds: Readonly<Record<Kind, MessageDescriptor>> = {
  help: msg({ message: 'Help', context: 'call' }),
  material: msg({ message: 'Material', context: 'call' }),
  maintenance: msg({ message: 'Maintenance', context: 'call' }),
  quality: msg({ message: 'Quality', context: 'call' }),
  supervisor: msg({ message: 'Supervisor', context: 'call' }),
  safety: msg({ message: 'Danger', context: 'call' }),
}

/** A danger to people is red, whoever else waits for a person is amber. */
export const lookOfCall = ({ kind }: Pick<Call, 'kind'>): Look => (kind === 'safety' ? 'stopped' : 'waiting')
