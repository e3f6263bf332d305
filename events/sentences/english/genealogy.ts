import type { Sentences } from '../sentence.ts'

export const genealogy = {
  'invalid-request/page-lost': () =>
    'The trace does not reach the point after which this page begins any more; begin again without cursor.',
} as const satisfies Sentences
