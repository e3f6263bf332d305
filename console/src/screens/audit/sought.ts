import type { Subject } from '../../app/pages.ts'
import { beginOf } from '../../words/local-time.ts'

/** What is searched, as the address of the page has it: dates are days of the plant. */
export interface Sought {
  readonly subject?: string
  readonly person?: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
}

export function subjectOf(text = ''): Subject | undefined {
  const end = text.indexOf(':')
  return end < 1 ? undefined : { type: text.slice(0, end), id: text.slice(end + 1) }
}

/** The query of the plant's record. The last day counts whole. */
export const queryOf = ({ subject = '', person, type, from, to }: Sought, zone: string) => ({
  subject,
  ...(person !== undefined && { person }),
  ...(type !== undefined && { type }),
  ...(from !== undefined && { from: beginOf(from, zone) }),
  ...(to !== undefined && { to: beginOf(dayAfter(to), zone) }),
})

const dayMs = 86_400_000

const dayAfter = (day: string) => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10)
