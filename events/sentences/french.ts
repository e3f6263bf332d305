import type { english } from './english.ts'
import { codes } from './french/codes.ts'
import { containers } from './french/containers.ts'
import { differenceInFrench } from './french/differences.ts'
import { equipment } from './french/equipment.ts'
import { execution } from './french/execution.ts'
import { genealogy } from './french/genealogy.ts'
import { labour } from './french/labour.ts'
import { maintenance } from './french/maintenance.ts'
import { messages } from './french/messages.ts'
import { orders } from './french/orders.ts'
import { production } from './french/production.ts'
import { quality } from './french/quality.ts'
import { recipes } from './french/recipes.ts'
import { records } from './french/records.ts'
import { requests } from './french/requests.ts'
import { schedule } from './french/schedule.ts'
import { serials } from './french/serials.ts'
import { signature } from './french/signature.ts'
import { stock } from './french/stock.ts'
import { things } from './french/things.ts'
import { titles } from './french/titles.ts'
import { units } from './french/units.ts'
import { weighing } from './french/weighing.ts'
import type { Translation } from './sentence.ts'
import type { Tongue } from './tongue.ts'

/** Every sentence in French. */
export const french: Translation<typeof english> = {
  ...orders,
  ...production,
  ...recipes,
  ...requests,
  ...signature,
  ...stock,
  ...containers,
  ...codes,
  ...genealogy,
  ...serials,
  ...units,
  ...weighing,
  ...things,
  ...execution,
  ...quality,
  ...labour,
  ...equipment,
  ...maintenance,
  ...schedule,
  ...messages,
  ...records,
}

/** The whole of it: a file of its own beside each function, which loads it when somebody asks for French. */
export const tongue: Tongue = {
  language: 'fr',
  sentences: french,
  title: (code) => titles[code],
  difference: differenceInFrench,
}
