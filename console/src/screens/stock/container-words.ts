import { useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'

type Container = Told<'listContainers'>['items'][number]

interface Words {
  readonly kinds: Readonly<Record<Container['kind'], string>>
  readonly statuses: Readonly<Record<Container['status'], string>>
}

export function useContainerWords(): Words {
  const { t } = useLingui()
  return {
    kinds: {
      case: t`Case`,
      pallet: t`Pallet`,
      tote: t`Tote`,
      drum: t`Drum`,
      bag: t`Bag`,
      tray: t`Tray`,
      bin: t`Bin`,
      crate: t`Crate`,
      other: t`Other`,
    },
    statuses: { open: t`In the house`, shipped: t`Shipped` },
  }
}
