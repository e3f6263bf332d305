import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'

/** What facts, codes and holds are about, in the words of the plant. */
const subjects: Readonly<Record<string, MessageDescriptor>> = {
  order: msg`Order`,
  lot: msg`Lot`,
  sublot: msg`Part of a lot`,
  unit: msg`Unit`,
  container: msg`Container`,
  dispensed: msg`Weighed container`,
  shipment: msg`Shipment`,
  deviation: msg`Deviation`,
  hold: msg`Hold`,
  recipe: msg`Recipe`,
  equipment: msg`Equipment`,
  class: msg`Equipment class`,
  material: msg`Material`,
  person: msg`Person`,
}

/** The word for a kind of subject; its name in the API where the plant has none. */
export function useSubjectWord(): (type: string) => string {
  const { i18n } = useLingui()
  return (type) => (subjects[type] ? i18n._(subjects[type]) : type)
}
