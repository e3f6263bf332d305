import type { genealogy as english } from '../english/genealogy.ts'
import type { Translation } from '../sentence.ts'

export const genealogy: Translation<typeof english> = {
  'invalid-request/page-lost': () =>
    'La traçabilité n’atteint plus le point après lequel commence cette page ; recommencez sans cursor.',
}
